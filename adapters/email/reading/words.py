"""Encoded words in headers (RFC 2047), as they should be and as they come.

Neighbours of one charset are joined before they are decoded: mailers cut them in the middle of a
character.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adapters.email.reading.charset import Decoder
from adapters.email.reading.transfer import base64_bytes

_START: Final = re.compile(r"=\?([^?\s]{0,60})\?([BbQq])\?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a header: plain text, or the bytes of an encoded word in their charset."""

    text: str
    charset: str | None = None
    data: bytes = b""

    @property
    def encoded(self) -> bool:
        return self.charset is not None


def decoded(value: str, decoder: Decoder) -> str:
    """The header's text as a person reads it."""
    if "=?" not in value:
        return value
    out: list[str] = []
    waiting: Piece | None = None  # an encoded word whose neighbour may belong to it
    for piece in _without_gaps(list(pieces(value))):
        if waiting and piece.encoded and piece.charset == waiting.charset:
            waiting = Piece("", waiting.charset, waiting.data + piece.data)
            continue
        if waiting:
            out.append(decoder.text(waiting.data, waiting.charset))
        waiting = piece if piece.encoded else None
        if not piece.encoded:
            out.append(piece.text)
    if waiting:
        out.append(decoder.text(waiting.data, waiting.charset))
    return "".join(out)


def pieces(value: str) -> Iterator[Piece]:
    """The header cut into plain and encoded stretches, in order, nothing left out."""
    at = 0
    while start := _START.search(value, at):
        end = value.find("?=", start.end())
        if end < 0:  # cut off by somebody on the way: no later word can be whole either
            yield Piece(value[at : start.start()])
            yield _word(value[start.start() :], start, value[start.end() :])
            return
        if start.start() > at:
            yield Piece(value[at : start.start()])
        yield _word(value[start.start() : end + 2], start, value[start.end() : end])
        at = end + 2
    if at < len(value):
        yield Piece(value[at:])


def _word(source: str, start: re.Match[str], payload: str) -> Piece:
    charset = start.group(1).partition("*")[0].lower()  # RFC 2231 allows a language behind "*"
    raw = payload.encode("utf-8", "surrogateescape")
    if start.group(2) in "Qq":
        return Piece(source, charset, binascii.a2b_qp(raw.rstrip(b"\r\n"), header=True))
    return Piece(source, charset, base64_bytes(raw))


def _without_gaps(found: list[Piece]) -> Iterator[Piece]:
    """White space between two encoded words is only there to fold the line."""
    for index, piece in enumerate(found):
        between = 0 < index < len(found) - 1 and not piece.encoded and not piece.text.strip()
        if between and found[index - 1].encoded and found[index + 1].encoded:
            continue
        yield piece
