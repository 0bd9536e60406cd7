"""The mail inside an opaque-signed S/MIME envelope (smime.p7m): readable by everybody.

Nothing is verified; the page only says that there was a signature. Encrypted mail stays closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAX_DEPTH: Final = 20
MAX_ELEMENTS: Final = 100_000

_SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _OCTETS, _CONTEXT_0 = 0x30, 0x04, 0xA0


def signed_content(data: bytes) -> bytes | None:
    """What was signed (a MIME entity), or None if this is not signed data with content."""
    try:
        return _content(_Ber(data))
    except (IndexError, ValueError):
        return None


def _content(ber: _Ber) -> bytes | None:
    outer = ber.element(0)
    kind, wrapped = ber.children(outer)[:2]
    if outer.tag != _SEQUENCE or ber.value(kind) != _SIGNED_DATA:
        return None
    signed = ber.children(wrapped)[0]
    encapsulated = next(e for e in ber.children(signed) if e.tag == _SEQUENCE)
    explicit = next((e for e in ber.children(encapsulated) if e.tag == _CONTEXT_0), None)
    if explicit is None:
        return None
    return b"".join(ber.octets(ber.children(explicit)[0]))


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    start: int  # of the value
    end: int
    behind: int  # where the next element begins


class _Ber:
    """Just enough of X.690: definite and indefinite lengths, octet strings in pieces."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.read = 0

    def element(self, at: int, depth: int = 0) -> _Element:
        self.read += 1
        if depth > MAX_DEPTH or self.read > MAX_ELEMENTS:
            raise ValueError("too many elements")
        tag, length = self.data[at], self.data[at + 1]
        at += 2
        if length == 0x80:
            end = self._end_of_contents(at, depth)
            return _Element(tag, at, end, end + 2)
        if length > 0x80:
            size = length & 0x7F
            length = int.from_bytes(self.data[at : at + min(size, 8)], "big")
            at += size
        if at + length > len(self.data):
            raise ValueError("cut off")
        return _Element(tag, at, at + length, at + length)

    def _end_of_contents(self, at: int, depth: int) -> int:
        while self.data[at] or self.data[at + 1]:
            at = self.element(at, depth + 1).behind
        return at

    def children(self, element: _Element) -> list[_Element]:
        return list(self._each(element))

    def _each(self, element: _Element) -> Iterator[_Element]:
        at = element.start
        while at < element.end:
            child = self.element(at)
            yield child
            at = child.behind

    def value(self, element: _Element) -> bytes:
        return self.data[element.start : element.end]

    def octets(self, element: _Element) -> Iterator[bytes]:
        if element.tag == _OCTETS:
            yield self.value(element)
        elif element.tag == _OCTETS | 0x20:
            for child in self._each(element):
                yield from self.octets(child)
        else:
            raise ValueError("no octets")
