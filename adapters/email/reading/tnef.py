"""winmail.dat: the files and the text that Outlook packs into one attachment (MS-OXTNEF).

Our own reader, because the packaged ones copy the rest of the file for every object and count to
four thousand million when a stranger asks them to.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adapters.email.reading.charset import Decoder
from adapters.email.reading.rtf import Readable, readable_rtf, uncompressed_rtf

MAX_OBJECTS: Final = 20_000
MAX_PROPERTIES: Final = 5_000
MAX_FILES: Final = 100

_SIGNATURE: Final = 0x223E9F78
_BODY, _MESSAGE_PROPERTIES, _CODE_PAGE = 0x800C, 0x9003, 0x9007
_NEW_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_CODE_PAGES: Final = {65001: "utf-8", 20127: "us-ascii", 20866: "koi8-r", 28591: "iso-8859-1"}
_HAS_NAME: Final = 0x8000
_MANY_VALUES: Final = 0x1000
_FIXED_SIZES: Final = {0x1: 0, 0x2: 4, 0x3: 4, 0x4: 4, 0xA: 4, 0xB: 4, 0x5: 8, 0x6: 8, 0x7: 8} | {
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_TEXT, _WIDE_TEXT = 0x1E, 0x1F
_VARIABLE: Final = frozenset({_TEXT, _WIDE_TEXT, 0x0D, 0x102})

_PLAIN_BODY, _COMPRESSED_RTF, _HTML_BODY, _INTERNET_CODE_PAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_SHORT_NAME, _LONG_NAME, _CONTENT_TYPE = 0x3704, 0x3707, 0x370E
_CONTENT_ID, _DATA_OBJECT, _DISPLAY_NAME = 0x3712, 0x3701, 0x3001


@dataclass(frozen=True, slots=True)
class TnefFile:
    name: str
    content_type: str
    content_id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Tnef:
    text: str
    html: str | None
    files: tuple[TnefFile, ...]


Properties = dict[int, bytes | int | str]


def read_tnef(data: bytes, decoder: Decoder) -> Tnef | None:
    """None if it is no TNEF, or too broken to give up anything."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return None
    reader = _Reader(decoder)
    try:
        for level, name, value in _objects(data):
            reader.take(level, name, value)
    except (struct.error, IndexError):
        pass  # cut off: what came before is good
    found = reader.read()
    return found if found.text or found.html or found.files else None


def _objects(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 6
    for _ in range(MAX_OBJECTS):
        if at + 11 > len(data):
            return
        level, name, _, length = struct.unpack_from("<BHHI", data, at)
        at += 9
        yield level, name, data[at : at + length]
        at += length + 2  # a checksum that real files get wrong


class _Reader:
    def __init__(self, decoder: Decoder) -> None:
        self.decoder = decoder
        self.charset = "cp1252"
        self.body: bytes | str = b""
        self.properties: Properties = {}
        self.files: list[Properties] = []

    def take(self, level: int, name: int, value: bytes) -> None:
        if name == _CODE_PAGE and len(value) >= 4:
            self.charset = _code_page(struct.unpack_from("<I", value)[0])
        elif name == _BODY:
            self.body = value
        elif name == _MESSAGE_PROPERTIES:
            self.properties |= self._properties(value)
        elif name == _NEW_FILE and len(self.files) < MAX_FILES:
            self.files.append({})
        elif level == 2 and self.files:
            self._take_file(self.files[-1], name, value)

    def _take_file(self, file: Properties, name: int, value: bytes) -> None:
        if name == _FILE_TITLE:
            file.setdefault(_SHORT_NAME, self._text(value))
        elif name == _FILE_DATA:
            file[_DATA_OBJECT] = value
        elif name == _FILE_PROPERTIES:
            file |= self._properties(value)

    def _properties(self, data: bytes) -> Properties:
        found: Properties = {}
        try:
            for name, kind, value in _properties(data):
                if name not in found:
                    found[name] = self._value(kind, value)
        except (struct.error, IndexError):
            pass  # cut off, or a type that nobody knows: the rest of the block is unreadable
        return found

    def _value(self, kind: int, value: bytes) -> bytes | int | str:
        if kind == _WIDE_TEXT:
            return value.decode("utf-16-le", "replace").rstrip("\x00")
        if kind == _TEXT:
            return self._text(value)
        if kind == 0x3:
            return int.from_bytes(value[:4], "little")
        return value

    def _text(self, value: bytes) -> str:
        return self.decoder.text(value.rstrip(b"\x00"), self.charset)

    def read(self) -> Tnef:
        page = self.properties.get(_INTERNET_CODE_PAGE)
        charset = _code_page(page) if isinstance(page, int) else self.charset
        text = self._body_text(self.properties.get(_PLAIN_BODY) or self.body, charset)
        markup = self._body_text(self.properties.get(_HTML_BODY) or b"", charset)
        rich = Readable("", None) if text or markup else self._rich_text()
        files = (self._file(file) for file in self.files)
        return Tnef(
            text or rich.text, markup or rich.html, tuple(file for file in files if file.content)
        )

    def _body_text(self, value: bytes | int | str, charset: str) -> str:
        if isinstance(value, bytes):
            return self.decoder.text(value.rstrip(b"\x00"), charset)
        return value if isinstance(value, str) else ""

    def _rich_text(self) -> Readable:
        packed = self.properties.get(_COMPRESSED_RTF)
        rtf = uncompressed_rtf(packed) if isinstance(packed, bytes) else b""
        return readable_rtf(rtf, self.decoder)

    def _file(self, file: Properties) -> TnefFile:
        def text(*names: int) -> str:
            return next((v for n in names if isinstance(v := file.get(n), str) and v), "")

        content = file.get(_DATA_OBJECT)
        return TnefFile(
            name=text(_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME),
            content_type=text(_CONTENT_TYPE).lower() or "application/octet-stream",
            content_id=text(_CONTENT_ID),
            content=content if isinstance(content, bytes) else b"",
        )


def _code_page(number: int) -> str:
    return _CODE_PAGES.get(number, f"cp{number}")


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(name, type, value) of a MAPI block; of many values the first one."""
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, MAX_PROPERTIES)):
        kind, name = struct.unpack_from("<HH", data, at)
        at = _behind_name(data, at + 4) if name & _HAS_NAME else at + 4
        plain = kind & ~_MANY_VALUES
        values = 1
        if kind & _MANY_VALUES or plain in _VARIABLE:
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        first = b""
        for number in range(min(values, MAX_PROPERTIES)):
            value, at = _one_value(data, at, plain)
            first = first if number else value
        yield name, plain, first


def _behind_name(data: bytes, at: int) -> int:
    at += 16
    kind, length = struct.unpack_from("<II", data, at)
    return at + 8 + (0 if kind == 0 else length + -length % 4)


def _one_value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    if kind in _FIXED_SIZES:
        size = _FIXED_SIZES[kind]
        return data[at : at + size], at + size
    if kind not in _VARIABLE:
        raise IndexError(kind)
    (length,) = struct.unpack_from("<I", data, at)
    at += 4
    return data[at : at + length], at + length + -length % 4
