"""Files as mail carried them before MIME: between `begin 644 name` and `end`."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200}?)[ \t]*\r?$", re.MULTILINE)
_END: Final = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class UuFile:
    """Where a file stands within a text: `start` of its `begin` line, `end` behind its `end`."""

    name: bytes
    start: int
    end: int
    content: bytes


def uu_files(text: bytes) -> list[UuFile]:
    """Every complete file within a text; a `begin` in somebody's sentence is none."""
    found: list[UuFile] = []
    at = 0
    while begin := _BEGIN.search(text, at):
        end = _END.search(text, begin.end())
        if end is None:
            break
        lines = text[begin.end() : end.start()].splitlines()[1:]
        at = begin.end()
        if _looks_encoded(lines):
            found.append(UuFile(begin.group(1), begin.start(), end.end(), uu_lines(lines)))
            at = end.end()
    return found


def uu_part(data: bytes) -> bytes:
    """A whole part in this encoding; the `begin` line may be missing."""
    lines = data.splitlines()
    start = next((n for n, line in enumerate(lines[:50], 1) if line.startswith(b"begin ")), 0)
    return uu_lines(lines[start:])


def uu_lines(lines: Iterable[bytes]) -> bytes:
    out: list[bytes] = []
    for line in lines:
        if line.strip() == b"end":
            break
        out.append(_line(line))
    return b"".join(out)


def _line(line: bytes) -> bytes:
    if not line or not 32 <= line[0] <= 96:
        return b""
    letters = (((line[0] - 32) & 63) * 4 + 5) // 3  # some encoders append a checksum letter
    try:
        return binascii.a2b_uu(line[: letters + 1])
    except binascii.Error:
        return b""


def _looks_encoded(lines: list[bytes]) -> bool:
    if not lines or not 32 < lines[0][:1].ljust(1, b" ")[0] <= 96:
        return False
    announced = (lines[0][0] - 32) & 63
    return len(lines[0].rstrip()) - 1 >= announced  # four letters for three bytes
