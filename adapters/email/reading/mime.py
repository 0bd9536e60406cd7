"""A mail as a tree of parts, cut along its boundaries without copying its content.

The standard library's parser loses files and headers of real mails and is not linear in what a
stranger may send, so this one is our own: a boundary is looked for only within its own part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from adapters.email.reading.charset import Decoder
from adapters.email.reading.headers import Headers, split_header, split_mail
from adapters.email.reading.parameters import Value, parameters_of
from adapters.email.reading.transfer import transfer_decoded

MAX_DEPTH: Final = 50
MAX_PARTS: Final = 500

_LINE_OF_DASHES: Final = re.compile(rb"^--([!-~][ -~]{0,68}?)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One part; `path` counts as IMAP does ("1.2"), "" is the mail itself."""

    path: str
    headers: Headers
    type: Value  # of Content-Type
    disposition: Value  # of Content-Disposition
    source: bytes = field(repr=False)
    start: int  # of the body within `source`
    end: int
    children: tuple[Part, ...] = ()

    @property
    def content_type(self) -> str:
        return self.type.value

    @property
    def multipart(self) -> bool:
        return bool(self.children)

    @property
    def name(self) -> str:
        """What the sender calls this file; "" if it has no name."""
        return self.disposition.parameters.get("filename") or self.type.parameters.get("name", "")

    @property
    def content_id(self) -> str:
        return self.headers.raw("content-id").strip("<> \t")

    def raw(self) -> bytes:
        return self.source[self.start : self.end]

    def content(self) -> bytes:
        return transfer_decoded(self.raw(), self.headers.word("content-transfer-encoding"))

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in the order of the mail."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


def parts_of(data: bytes, decoder: Decoder) -> Part:
    """The whole tree of a mail; beyond the caps a part stays one piece."""
    fields, body = split_mail(data)
    cutter = _Cutter(data, decoder)
    return cutter.node(fields, body, path="", end=len(data), depth=0, usual="text/plain")


def entity_of(data: bytes, decoder: Decoder) -> Part:
    """The same of a MIME entity that is no mail of its own, as signatures wrap it."""
    return _Cutter(data, decoder).part("", 0, len(data), depth=0, usual="text/plain")


class _Cutter:
    def __init__(self, data: bytes, decoder: Decoder) -> None:
        self.data = data
        self.decoder = decoder
        self.parts = 0

    def part(self, path: str, start: int, end: int, *, depth: int, usual: str) -> Part:
        fields, body = split_header(self.data, start, end)
        return self.node(fields, body, path=path, end=end, depth=depth, usual=usual)

    def node(
        self,
        fields: list[tuple[str, bytes]],
        body: int,
        *,
        path: str,
        end: int,
        depth: int,
        usual: str,
    ) -> Part:
        self.parts += 1
        bare = Headers(tuple(fields), self.decoder)
        named = parameters_of(bare.raw("content-type"), self.decoder)
        kind = Value(_sound(named.value, usual), named.parameters)
        children = self._children(path, kind, body, end, depth)
        if not children and kind.value.startswith("multipart/"):  # its boundary never comes
            kind = Value("text/plain", named.parameters)
        return Part(
            path=path,
            headers=Headers(bare.fields, self.decoder, kind.parameters.get("charset")),
            type=kind,
            disposition=parameters_of(bare.raw("content-disposition"), self.decoder),
            source=self.data,
            start=body,
            end=end,
            children=children,
        )

    def _children(
        self, path: str, kind: Value, start: int, end: int, depth: int
    ) -> tuple[Part, ...]:
        if not kind.value.startswith("multipart/"):
            return ()
        usual = "message/rfc822" if kind.value == "multipart/digest" else "text/plain"
        found: list[Part] = []
        for number, (at, until) in enumerate(self._sections(kind, start, end), 1):
            below = f"{path}.{number}" if path else str(number)
            if depth >= MAX_DEPTH or self.parts >= MAX_PARTS:
                found.append(self._uncut(below, at, end))
                break
            found.append(self.part(below, at, until, depth=depth + 1, usual=usual))
        return tuple(found)

    def _uncut(self, path: str, start: int, end: int) -> Part:
        """Whatever is beyond the caps, as one file."""
        nothing = Value("", {})
        headers = Headers((), self.decoder)
        kind = Value("application/octet-stream", {})
        return Part(path, headers, kind, nothing, self.data, start, end)

    def _sections(self, kind: Value, start: int, end: int) -> Iterator[tuple[int, int]]:
        declared = kind.parameters.get("boundary", "").strip().encode("utf-8")
        for boundary in (declared, _guessed_boundary(self.data, start, end)):
            if boundary and (found := _delimiter(boundary).search(self.data, start, end)):
                return self._between(boundary, found, end)
        return iter(())

    def _between(
        self, boundary: bytes, first: re.Match[bytes], end: int
    ) -> Iterator[tuple[int, int]]:
        """What stands between delimiters. Content behind a closing one is kept if a delimiter
        follows it: virus scanners append parts there."""
        delimiter, opening = _delimiter(boundary), first
        while True:
            following = delimiter.search(self.data, opening.end(), end)
            if following is None:
                if not opening.group(1):  # cut off on the way
                    yield _next_line(self.data, opening.end(), end), end
                return
            if not opening.group(1):
                at = _next_line(self.data, opening.end(), end)
                yield at, _before_line_end(self.data, at, following.start())
            opening = following


def _delimiter(boundary: bytes) -> re.Pattern[bytes]:
    """A line of its own. The look-behind stands behind the literal so that the search is for the
    literal, at the speed of memory."""
    literal = re.escape(b"--" + boundary)
    return re.compile(literal + rb"(?<![^\n]" + literal + rb")(--)?[ \t]*(?=\r?(?:\n|\Z))")


def _before_line_end(data: bytes, start: int, at: int) -> int:
    """The line end in front of a delimiter belongs to the delimiter (RFC 2046)."""
    for ending in (b"\n", b"\r"):
        if at > start and data.endswith(ending, start, at):
            at -= 1
    return at


def _guessed_boundary(data: bytes, start: int, end: int) -> bytes:
    found = _LINE_OF_DASHES.search(data, start, end)
    return found.group(1) if found else b""


def _next_line(data: bytes, at: int, end: int) -> int:
    found = data.find(b"\n", at, end)
    return end if found < 0 else found + 1


def _sound(named: str, usual: str) -> str:
    """A type that means something; RFC 2045 has text/plain for what does not."""
    if not named:
        return usual
    main, _, sub = named.partition("/")
    if sub:
        return f"{main}/{sub.rstrip('.,')}"
    return {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(
        main, "text/plain" if usual == "text/plain" else usual
    )
