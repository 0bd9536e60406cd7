"""Undo what transports and archives do to a mail before its first header line.

Fetching a part and reading the mail must see the same bytes, so both come through here.
"""

from __future__ import annotations

import re
from typing import Final

_BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MBOX_LINE: Final = re.compile(rb">?From [^\r\n:]{1,500}\r?\n|>?From \S+ [^\r\n]{1,500}\r?\n")
_HEAD_BYTES: Final = 4096


def repaired(raw: bytes) -> bytes:
    data = _as_bytes_of_text(raw)
    head = data[:_HEAD_BYTES]
    if b"\n" not in head and b"\r" in head and b"\n" not in data:
        data = data.replace(b"\r", b"\n")  # old Mac systems end a line with CR alone
    elif b"\r\r\n" in head:
        data = data.replace(b"\r\r\n", b"\r\n")
    data = data.lstrip(b"\r\n \t\x00") if data[:1] in b"\r\n \t\x00" else data
    while match := _MBOX_LINE.match(data):
        data = data[match.end() :].lstrip(b"\r\n")
    return data


def _as_bytes_of_text(raw: bytes) -> bytes:
    utf8, little, big = _BYTE_ORDER_MARKS
    if raw.startswith(utf8):
        return raw[len(utf8) :]
    if raw.startswith((little, big)):  # somebody saved a mail with an editor of Windows
        return raw.decode("utf-16", "replace").encode("utf-8")
    return raw
