"""The sliver of protobuf that edits, deletions and reactions are written in.

Own code of forty lines, because a protobuf runtime and generated files would be a dependency for
three messages of two fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

VARINT: Final = 0
FIXED64: Final = 1
BYTES: Final = 2
FIXED32: Final = 5
_SIZES: Final = {FIXED64: 8, FIXED32: 4}


def read(data: bytes) -> Mapping[int, bytes]:
    """Field number -> raw bytes; the last one of a number wins and varints are skipped.

    ValueError for bytes that are not protobuf.
    """
    return dict(_fields(data))


def fixed64(number: int, value: bytes) -> bytes:
    return bytes([number << 3 | FIXED64]) + value


def length_delimited(number: int, value: bytes) -> bytes:
    return bytes([number << 3 | BYTES]) + _varint(len(value)) + value


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        tag, at = _read_varint(data, at)
        if tag & 7 == VARINT:
            _, at = _read_varint(data, at)
            continue
        size, at = _size(data, at, tag & 7)
        if at + size > len(data):
            raise ValueError("a field is cut off")
        yield tag >> 3, data[at : at + size]
        at += size


def _size(data: bytes, at: int, wire_type: int) -> tuple[int, int]:
    if wire_type == BYTES:
        return _read_varint(data, at)
    if wire_type not in _SIZES:
        raise ValueError("an unknown kind of field")
    return _SIZES[wire_type], at


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 64, 7):
        if at >= len(data):
            raise ValueError("a number is cut off")
        value |= (data[at] & 0x7F) << shift
        at += 1
        if data[at - 1] < 0x80:
            return value, at
    raise ValueError("a number is too long")


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
