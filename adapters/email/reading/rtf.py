"""Rich Text as Outlook wraps it into winmail.dat: unpacked (MS-OXRTFCP) and read (MS-OXRTFEX).

Outlook hides the HTML that a person wrote inside of RTF; that is taken out again. Other RTF gives
its bare text.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from typing import Final

from adapters.email.reading.charset import Decoder

MAX_BYTES: Final = 512 * 1024

_COMPRESSED: Final = 0x75465A4C
_UNCOMPRESSED: Final = 0x414C454D
_DICTIONARY: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN: Final = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])"
    rb"|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_UNREAD: Final = frozenset(
    {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer"}
    | {b"generator", b"listtable", b"listoverridetable", b"themedata", b"fldinst"}
)
_CHARACTERS: Final = {
    b"par": "\n",
    b"line": "\n",
    b"tab": "\t",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
}


@dataclass(frozen=True, slots=True)
class Readable:
    text: str
    html: str | None


def uncompressed_rtf(data: bytes) -> bytes:
    """b"" if it is not compressed RTF; what could be unpacked if it breaks off."""
    if len(data) < 16:
        return b""
    _, size, magic = struct.unpack_from("<III", data)
    if magic == _UNCOMPRESSED:
        return data[16 : 16 + min(size, MAX_BYTES)]
    return _unpacked(data, min(size, MAX_BYTES)) if magic == _COMPRESSED else b""


def _unpacked(data: bytes, size: int) -> bytes:
    """LZFu: a control byte says of the next eight tokens which repeat earlier output."""
    ring = bytearray(_DICTIONARY.ljust(4096, b"\x00"))
    out, at, write = bytearray(), 16, len(_DICTIONARY)
    while at < len(data) and len(out) < size:
        control = data[at]
        at += 1
        for bit in range(8):
            repeats = control >> bit & 1
            token = data[at : at + 1 + repeats]
            at += 1 + repeats
            if len(token) <= repeats:
                return bytes(out[:size])
            offset, length = (
                (write, 0) if not repeats else (token[0] << 4 | token[1] >> 4, token[1] & 15)
            )
            if repeats and offset == write:  # the mark of the end
                return bytes(out[:size])
            for n in range(length + 2 if repeats else 1):
                byte = ring[(offset + n) % 4096] if repeats else token[0]
                ring[write] = byte
                write = (write + 1) % 4096
                out.append(byte)
    return bytes(out[:size])


def readable_rtf(rtf: bytes, decoder: Decoder) -> Readable:
    """The text of an RTF, or the HTML within it if `\\fromhtml1` says that there is some."""
    if not rtf.startswith(b"{\\rtf"):
        return Readable("", None)
    wraps_html = b"\\fromhtml1" in rtf[:1000]
    read = _Rtf(decoder, wraps_html=wraps_html).read(rtf[:MAX_BYTES])
    return Readable("", read) if wraps_html else Readable(read.strip(), None)


@dataclass(slots=True)
class _Group:
    """What a "{" saves and its "}" brings back."""

    silent: bool = False  # a destination that is not read
    tag: bool = False  # \\*\\htmltag: HTML as it was written
    plain: bool = False  # \\htmlrtf: RTF that only repeats what the HTML says
    unicode_skip: int = 1


class _Rtf:
    def __init__(self, decoder: Decoder, *, wraps_html: bool) -> None:
        self.decoder = decoder
        self.wraps_html = wraps_html
        self.charset = "cp1252"
        self.out: list[str] = []
        self.bytes = bytearray()
        self.group = _Group()
        self.outer: list[_Group] = []
        self.skip = 0  # replacement characters behind a \\u
        self.optional = False  # \\* was read

    def read(self, rtf: bytes) -> str:
        for match in _TOKEN.finditer(rtf):
            word, number, code, symbol, brace, text = match.groups()
            if word:
                self._word(word, int(number) if number else None)
            elif code:
                self._bytes(bytes([int(code, 16)]))
            elif symbol:
                self._symbol(symbol)
            elif brace:
                self._brace(brace)
            elif text:
                self._bytes(text)
        self._flush()
        return "".join(self.out)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            self.outer.append(replace(self.group))
        elif self.outer:
            self.group = self.outer.pop()
        self.optional = False

    def _word(self, word: bytes, number: int | None) -> None:
        if word in _UNREAD or (self.optional and word != b"htmltag"):
            self.group.silent = True
        elif word == b"htmltag":
            self.group.tag = True
        elif word == b"htmlrtf":
            self._flush()
            self.group.plain = number != 0
        elif word == b"ansicpg" and number:
            self.charset = f"cp{number}"
        elif word == b"uc":
            self.group.unicode_skip = max(0, number or 0)
        elif word == b"u" and number is not None:
            self._write(_character(number))
            self.skip = self.group.unicode_skip
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        self.optional = False

    def _symbol(self, symbol: bytes) -> None:
        self.optional = symbol == b"*"
        if symbol in b"{}\\":
            self._bytes(symbol)
        elif symbol in b"~_-\r\n":
            self._write({b"~": "\u00a0", b"_": "-"}.get(symbol, ""))

    def _bytes(self, text: bytes) -> None:
        skipped = min(self.skip, len(text))
        self.skip -= skipped
        if self._heard():
            self.bytes += text[skipped:]

    def _write(self, text: str) -> None:
        self._flush()
        if self._heard() and not self.group.tag:
            self.out.append(text)
        elif self._heard():
            self.out.append(text.replace("\n", "\r\n"))

    def _heard(self) -> bool:
        return not self.group.silent and not (self.wraps_html and self.group.plain)

    def _flush(self) -> None:
        if self.bytes:
            self.out.append(self.decoder.text(bytes(self.bytes), self.charset))
            self.bytes.clear()


def _character(number: int) -> str:
    code = number + 65536 if number < 0 else number
    return "" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)
