"""What a part's transfer encoding hides: base64, quoted-printable, uuencode, or nothing."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from typing import Final

from adapters.email.reading.uu import uu_part

_SPACE: Final = b" \t\r\n\x0b\x0c"
_CLEAN_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]*+={0,2}")
_LETTERS: Final = bytes(byte for byte in range(128) if chr(byte).isalnum() or byte in b"+/=")
_BASE64_LINE: Final = re.compile(rb"[A-Za-z0-9+/]++={0,2}")
_NOT_BASE64: Final = bytes(byte for byte in range(256) if byte not in _LETTERS)


def transfer_decoded(data: bytes, encoding: str) -> bytes:
    """`encoding` as the header spells it, which need not be well; an unknown one means none."""
    word = re.sub(r"[^a-z0-9]", "", encoding.lower())
    if word.startswith("base64"):
        return base64_bytes(data)
    if word.startswith("quotedprintable"):
        return binascii.a2b_qp(data)
    if word in {"xuuencode", "uuencode", "xuue", "uue"}:
        return uu_part(data)
    return data


def base64_bytes(data: bytes) -> bytes:
    """Decodes run by run: some mailers join several padded encodings (freescout's message 2), and
    lists append a clear-text footer that would decode to rubbish."""
    compact = data.translate(None, _SPACE)
    if _CLEAN_BASE64.fullmatch(compact):
        return _run(compact.rstrip(b"="))
    if not compact.translate(None, _LETTERS):
        return b"".join(map(_run, re.split(rb"=++", compact)))
    lines = (line.strip() for line in data.splitlines())
    letters = b"".join(line.translate(None, _NOT_BASE64) for line in _until_the_footer(lines))
    return b"".join(_run(run) for run in re.split(rb"=++", letters) if run)


def _until_the_footer(lines: Iterable[bytes]) -> list[bytes]:
    """Lines up to one that is text, if what came before it is a whole encoding."""
    kept: list[bytes] = []
    letters, padded = 0, False
    for line in lines:
        complete = padded or (letters % 4 == 0 and (b" " in line or line[:2] in {b"--", b"__"}))
        if line and complete and not _BASE64_LINE.fullmatch(line):
            break
        letters += len(line)
        padded = padded or line.endswith(b"=")
        kept.append(line)
    return kept


def _run(letters: bytes) -> bytes:
    """One encoding without its padding; a single last letter is half a byte and is dropped."""
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
