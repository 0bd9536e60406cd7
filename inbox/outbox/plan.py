"""Plan a message: which calls to the provider it takes, what each of them carries. Pure.

The same plan is made when it is posted and again when each part is drafted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inbox.channel import Capabilities
from inbox.outbox.split import length, split


@dataclass(frozen=True, slots=True)
class File:
    """A file to send; `size` in bytes."""

    id: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One call: a text, files, or both."""

    text: str
    files: tuple[File, ...] = ()


def plan(text: str, files: Sequence[File], able: Capabilities) -> list[Piece]:
    """In the order in which the customer is to see them. Nothing is shortened."""
    texts = split(text, limit=able.max_text, unit=able.text_unit)
    if not files:
        return [Piece(one) for one in texts]
    bundles = [tuple(files[n : n + able.media_per_message]) for n in _starts(files, able)]
    rest = [Piece("", bundle) for bundle in bundles[1:]]
    if not text.strip():
        return [Piece("", bundles[0]), *rest]
    if len(texts) == 1 and _may_bear(text, bundles[0], able):
        return [Piece(texts[0], bundles[0]), *rest]
    return [*(Piece(one) for one in texts), Piece("", bundles[0]), *rest]


def refusal(file: File, able: Capabilities) -> str | None:
    """Why the channel will not carry this file, as a code; None if it will."""
    kind = file.content_type.partition("/")[0]
    for pattern in (file.content_type, f"{kind}/*", "*/*"):
        if pattern in able.media:
            return None if file.size <= able.media[pattern] else "FILE_TOO_LARGE"
    return "FILE_NOT_SUPPORTED"


def _starts(files: Sequence[File], able: Capabilities) -> range:
    return range(0, len(files), max(1, able.media_per_message))


def _may_bear(text: str, bundle: Sequence[File], able: Capabilities) -> bool:
    """Whether this text may travel with these files in one call."""
    bare = any(_matches(file.content_type, able.uncaptioned) for file in bundle)
    longest = able.max_text if able.max_caption is None else able.max_caption
    return able.captions and not bare and length(text, able.text_unit) <= longest


def _matches(content_type: str, patterns: Sequence[str]) -> bool:
    kind = content_type.partition("/")[0]
    return content_type in patterns or f"{kind}/*" in patterns
