"""Files that a customer sends if nobody picked one, made of numbers and of nobody's work."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from adapters.simulation import File
from adapters.simulation_pdf import pdf

_WIDTH: Final = 320
_HEIGHT: Final = 240


@cache
def photo() -> File:
    """A broken flower pot on a table, as far as four colours can tell."""
    rows = b"".join(b"\x00" + bytes(_row(y)) for y in range(_HEIGHT))
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return File(
        "foto.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*c) for c in chunks)
    )


def _row(y: int) -> Iterator[int]:
    for x in range(_WIDTH):
        yield from _pixel(x, y)


def _pixel(x: int, y: int) -> tuple[int, int, int]:
    crack = abs((x - 160) - 14 * ((y // 12) % 2)) < 3
    half = 70 - (y - 90) // 3
    if 80 <= y < 200 and abs(x - 160) < half and not crack:
        return (178 - y // 6, 92, 62)
    return (214, 206, 190) if y < 190 else (150, 120, 90)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


@cache
def invoice() -> File:
    return File("Rechnung 4711-2026.pdf", "application/pdf", pdf("Rechnung 4711-2026"))


@cache
def voice() -> File:
    """Two seconds of silence in the codec of WhatsApp's recordings."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 312, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I6sI", 6, b"Kontor", 0)
    silence = b"\xf8\xff\xfe"  # a frame of 20 ms
    pages = [_ogg_page(0, 0, [head], first=True), _ogg_page(1, 0, [tags])]
    pages.append(_ogg_page(2, 100 * 960, [silence] * 100, last=True))
    return File("sprachnachricht.ogg", "audio/ogg; codecs=opus", b"".join(pages))


def _ogg_page(
    number: int, position: int, packets: Sequence[bytes], *, first: bool = False, last: bool = False
) -> bytes:
    lengths = bytes(len(packet) for packet in packets)
    flags = 2 * first + 4 * last
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, position, 1, number, 0)
    page = head + bytes([len(lengths)]) + lengths + b"".join(packets)
    return page[:22] + struct.pack("<I", _ogg_checksum(page)) + page[26:]


def _ogg_checksum(page: bytes) -> int:
    """Ogg's own CRC: the usual polynomial, from the other end."""
    checksum = 0
    for byte in page:
        checksum ^= byte << 24
        for _ in range(8):
            high = checksum & 0x80000000
            checksum = (checksum << 1) & 0xFFFFFFFF
            checksum ^= 0x04C11DB7 if high else 0
    return checksum


@cache
def sticker() -> File:
    """The smallest WebP there is: one transparent point."""
    data = bytes.fromhex("2f00000010071011118888fe07")
    chunk = b"VP8L" + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2)
    body = b"WEBP" + chunk
    return File("sticker.webp", "image/webp", b"RIFF" + struct.pack("<I", len(body)) + body)
