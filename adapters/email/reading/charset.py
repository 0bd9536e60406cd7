"""Bytes into text, whatever the mail says about them.

The declared charset wins if the bytes agree with it; then UTF-8, a guess, and Windows-1252, in
which every byte is something.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Final

from charset_normalizer import from_bytes

GUESSED_BYTES: Final = 64 * 1024  # a guess over more costs seconds and is no better
GUESSES_PER_MAIL: Final = 8
MIN_FOREIGN_BYTES: Final = 64

_FOREIGN: Final = bytes(range(128, 256))

# Names that Python does not know, and what their mailers mean.
_ALIASES: Final = {
    "x-gbk": "gbk",
    "ks_c_5601": "euc-kr",
    "x-windows-949": "euc-kr",
    "ansi": "latin-1",
    "iso8859_1": "latin-1",
    "shift-jis": "shift_jis",
    "x-sjis": "shift_jis",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "unicode-1-1-utf-7": "utf-7",
    "utf-8mb4": "utf-8",
    "unicode": "utf-8",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "mac": "mac_roman",
    "windows-31j": "cp932",
    "gb_2312-80": "gb2312",
    "cp50220": "iso2022_jp",
    "cp50221": "iso2022_jp",
    "iso-2022-jp-ms": "iso2022_jp",
    "ansi_x3.110-1983": "latin-1",
    "iso 8859-1": "latin-1",
}
# A charset by Python's name -> the superset of it that mailers really write.
_SUPERSETS: Final = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso2022_jp": "iso2022_jp_ext",
    "big5": "big5hkscs",
}
# Python knows codecs that are no charsets ("zip", "idna", "unicode_escape"); some are slow.
_KNOWN: Final = re.compile(
    r"ascii|utf-(?:8|7|8-sig|16|16-be|16-le|32|32-be|32-le)|tis-620|iso8859-\d+|cp\d{3,5}|koi8-[rut]|kz1048"
    r"|mac-(?:roman|cyrillic|greek|turkish|latin2|iceland)|gb2312|gbk|gb18030|hz|big5|big5hkscs"
    r"|euc_(?:jp|kr|jis_2004|jisx0213)|shift_jis\w*|iso2022_(?:jp\w*|kr)|johab|hp-roman8|ptcp154"
)
# What stands in front of a name by mistake: `charset=charset=utf-8`, `=3D"utf-8"`.
_IN_FRONT: Final = re.compile(r"(?:charset=|=?3D(?=[\"'])|[\s\"'=])*", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}(?: 8859-\d{1,2})?")
# A code page by its number, whoever is said to have made it: `x-cp1251`, `win-1252`, `ibm850`.
_CODE_PAGE: Final = re.compile(r"(?:x-)?(?:windows|win|cp|ibm|ms)[-_]?(\d{3,5})")
_JAPANESE: Final = ("iso2022_jp_ext", "iso2022_jp_3", "iso2022_jp_2004")


class Decoder:
    """Decodes the pieces of one mail; remembers how many guesses that mail has cost."""

    def __init__(self) -> None:
        self._guesses_left = GUESSES_PER_MAIL

    def text(self, data: bytes, declared: str | None) -> str:
        """Never fails. NULs are dropped: PostgreSQL refuses them (freescout#5292)."""
        return storable(self._decoded(data, codec_named(declared)))

    def _decoded(self, data: bytes, codec: str | None) -> str:
        if codec == "ascii":
            return _first_clean(data, ("ascii", "utf-8")) or _windows(data)
        found = _first_clean(data, _candidates(codec))
        if found is None and codec is not None:
            found = _mostly(data, codec)
        if found is None:
            found = self._guessed(data)
        return found if found is not None else _windows(data)

    def _guessed(self, data: bytes) -> str | None:
        if not self._guesses_left or _few_foreign_bytes(data):
            return None
        self._guesses_left -= 1
        best = from_bytes(data[:GUESSED_BYTES]).best()
        if best is None or not _KNOWN.fullmatch(codecs.lookup(best.encoding).name):
            return None
        return data.decode(best.encoding, "replace")


def storable(text: str) -> str:
    """Without NULs and lone surrogates (UTF-7 can spell them), which no database takes."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=512)  # what nobody knows is searched for on the disk every time
def codec_named(declared: str | None) -> str | None:
    """Python's name for a declared charset; None if it names nothing that we would trust."""
    spelled = declared or ""
    named = _NAME.search(spelled, _end_of(_IN_FRONT.match(spelled)))
    if not named:
        return None
    name = named.group().lower()
    for one in (_ALIASES.get(name, name), name.removeprefix("x-"), name.removeprefix("cs")):
        if codec := _codec(one):
            return codec
    page = _CODE_PAGE.fullmatch(name)
    return _codec(f"cp{page.group(1)}") if page else None


def _end_of(found: re.Match[str] | None) -> int:
    return found.end() if found else 0


def _codec(name: str) -> str | None:
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return _SUPERSETS.get(codec, codec) if _KNOWN.fullmatch(codec) else None


def _candidates(codec: str | None) -> tuple[str, ...]:
    if codec is None:
        return ("utf-8",)
    return (*_JAPANESE, "utf-8") if codec == _JAPANESE[0] else (codec, "utf-8")


def _first_clean(data: bytes, codecs_in_order: tuple[str, ...]) -> str | None:
    for codec in codecs_in_order:
        try:
            return data.decode(codec)
        except (UnicodeError, ValueError):
            continue
    return None


def _mostly(data: bytes, codec: str) -> str | None:
    """A mail cut in the middle of a character is still in the charset that it declares."""
    text = data.decode(codec, "replace")
    broken = text.count("\ufffd")
    foreign = sum(1 for character in text[:GUESSED_BYTES] if character > "\x7f")
    return text if broken <= 1 or broken * 10 <= foreign else None


def _few_foreign_bytes(data: bytes) -> bool:
    """A guess over three umlauts is worse than none; Cyrillic or Thai is foreign throughout."""
    foreign = len(data) - len(data.translate(None, _FOREIGN))
    return foreign < MIN_FOREIGN_BYTES and (foreign < 8 or foreign * 3 < len(data))


def _windows(data: bytes) -> str:
    """Windows-1252; its five holes are read as Latin-1 controls, as browsers do."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(_WINDOWS[byte] for byte in data)


_WINDOWS: Final = tuple(
    bytes([byte]).decode("latin-1" if byte in b"\x81\x8d\x8f\x90\x9d" else "cp1252")
    for byte in range(256)
)
