"""The files of a mail: what they are called, and which of them its HTML shows itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

from adapters.email.reading.charset import Decoder
from adapters.email.reading.filenames import safe_filename
from adapters.email.reading.headers import Headers, split_header
from adapters.email.reading.mime import Part

_CID: Final = re.compile(r"cid:([^\s\"'<>)]{1,250})", re.IGNORECASE)
_SOURCE: Final = re.compile(r"src\s{0,9}=\s{0,9}[\"']?([^\"'\s>]{1,250})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """`ref` is where `content.cut` finds it again in the same bytes. `inline_id` is how the HTML
    names it (behind "cid:", or as the address of an image); None: it is not shown there."""

    ref: str
    name: str
    content_type: str
    size: int
    content_id: str = ""
    location: str = ""
    inline_id: str | None = None


def file_name(part: Part, decoder: Decoder) -> str:
    """A forwarded mail is called by its subject, everything else as the sender calls it."""
    if part.name or part.content_type not in {"message/rfc822", "message/global"}:
        return part.name or part.headers.text("content-location")
    data = part.content()
    fields, _ = split_header(data, 0, len(data))
    subject = Headers(tuple(fields), decoder).text("subject").replace("/", "-").replace("\\", "-")
    return f"{subject[:150]}.eml" if subject.strip(" .") else ""


def shown_inline(files: Sequence[File], markup: str) -> tuple[File, ...]:
    """With safe names, and marked if the HTML refers to them. An image that no HTML shows is a
    file like any other (chatwoot#14633)."""
    named = {unquote(name).lower(): name for name in _CID.findall(markup)}
    placed = set(_SOURCE.findall(markup))
    return tuple(
        replace(
            file,
            name=safe_filename(file.name, file.content_type, number),
            inline_id=_inline_id(file, named, placed),
        )
        for number, file in enumerate(files, 1)
    )


def _inline_id(file: File, named: dict[str, str], placed: set[str]) -> str | None:
    if file.content_id and unquote(file.content_id).lower() in named:
        return file.content_id
    if not file.content_type.startswith("image/"):
        return None
    return next((where for where in (file.location, file.name) if where and where in placed), None)
