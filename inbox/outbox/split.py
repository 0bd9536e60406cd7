"""Split a text into pieces that a channel can carry: at a paragraph, a sentence, a word - in that
order of preference - and only if nothing else fits between two characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from inbox.channel import TextUnit

_BREAKS: Final = (
    re.compile(r"\n{2,}"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])[ \t]+"),
    re.compile(r"[ \t]+"),
)
_JOINER: Final = "\u200d"


def split(text: str, *, limit: int, unit: TextUnit) -> list[str]:
    """The pieces in order, each of at most `limit` units and none of them blank."""
    return list(_pieces(text.strip(), limit, _LENGTHS[unit])) or [""]


def length(text: str, unit: TextUnit) -> int:
    return _LENGTHS[unit](text)


def _pieces(text: str, limit: int, size: Callable[[str], int]) -> Iterator[str]:
    while size(text) > limit:
        head = text[: _fitting(text, limit, size)]
        cut, resume = _best_break(head, text)
        if text[:cut].strip():
            yield text[:cut].rstrip()
        text = text[resume:].lstrip()
    if text.strip():
        yield text


def _fitting(text: str, limit: int, size: Callable[[str], int]) -> int:
    """How many characters fit; found by halving, because sizes only grow."""
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= limit else (low, middle - 1)
    return low


def _best_break(head: str, text: str) -> tuple[int, int]:
    """Where the piece ends and where the next one starts; not in its first half if avoidable."""
    for pattern in _BREAKS:
        found = [match for match in pattern.finditer(text, 0, len(head) + 1) if match.start() > 0]
        late = [match for match in found if len(head) // 2 <= match.start() <= len(head)]
        if late:
            return late[-1].start(), late[-1].end()
    return (_between_characters(text, len(head)),) * 2


def _between_characters(text: str, cut: int) -> int:
    """Step back so that an accent or a joined emoji stays with what it belongs to."""
    for earlier in range(cut, max(cut - 32, 0), -1):
        following, before = text[earlier : earlier + 1], text[earlier - 1]
        joined = following == _JOINER or before == _JOINER
        if not joined and not (following and unicodedata.category(following) in {"Mn", "Me", "Sk"}):
            return earlier
    return cut


def _utf16(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _utf8(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


_LENGTHS: Final = {TextUnit.CHARACTERS: _utf16, TextUnit.BYTES: _utf8}
