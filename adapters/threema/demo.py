"""Threema's part of the demo: who has a phone, what they write first, and the shop's Gateway ID."""

from __future__ import annotations

import hashlib
import io
import math
import struct
import wave
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Final

from adapters.simulation import DemoAccount, File, Place, Writing
from adapters.simulation_pdf import pdf

GATEWAY_ID: Final = "*KONTOR1"
BASIC_ID: Final = "*KONTOR0"  # of the other mode: it can neither receive nor send sealed messages

PEOPLE: Final[Sequence[tuple[str, str]]] = (
    ("L3NAH0FF", "Lena Hoffmann"),
    ("J0NASB3R", "Jonas Berger"),
    ("AYSEDM1R", "Ayşe Demir"),
    ("M4RTAK0W", "Marta Kowalska"),
    ("TILLW88S", "Till Weiß"),
    ("Z0EDUB01", "Zoé Dubois"),
)


def account(place: Place) -> DemoAccount:
    """Everything follows from the seed, so that product and simulator agree without a file."""
    return DemoAccount(
        label="Threema",
        settings={
            "gateway_id": GATEWAY_ID,
            "api_secret": derived(place, "api secret").hex()[:16],
            "private_key": f"private:{derived(place, 'gateway key').hex()}",
            "base_url": f"{place.url}/threema",
        },
    )


def derived(place: Place, purpose: str) -> bytes:
    return hashlib.sha256(f"threema\n{purpose}\n{place.seed}".encode()).digest()


def story() -> Sequence[tuple[str, Writing]]:
    return (
        ("M4RTAK0W", Writing("Dzień dobry! Liefern Sie Bettwäsche auch nach Posen?")),
        ("L3NAH0FF", Writing("Guten Tag, meine Bestellung 10482 sollte gestern ankommen.")),
        ("L3NAH0FF", Writing("Im Paketshop war auch nichts. Hier ist mein Standort:")),
        ("L3NAH0FF", Writing(kind="location", fields=dict(_SHOP))),
        ("J0NASB3R", Writing("So kam der Karton bei mir an …", kind="image", file=photo())),
        ("J0NASB3R", Writing("Der Inhalt ist zum Glück heil. Muss ich trotzdem etwas tun?")),
        ("AYSEDM1R", Writing(kind="voice", file=voice(), fields={"seconds": 2})),
        ("TILLW88S", Writing("Anbei der Beleg für die Rücksendung.", kind="file", file=receipt())),
        ("Z0EDUB01", Writing("Hello, is the moss green linen duvet cover in stock again?")),
        ("AYSEDM1R", Writing("Falls die Aufnahme nicht geht: bitte 155 × 220 statt 135 × 200.")),
    )


_SHOP: Final = {
    "latitude": "52.500342",
    "longitude": "13.425170",
    "name": "Paketshop am Kotti",
    "address": "Adalbertstraße 96\n10999 Berlin",
}


@cache
def photo() -> File:
    """A cardboard-coloured picture, made of numbers so that nobody's rights are in it."""
    width, height = 320, 240
    rows = b"".join(b"\x00" + bytes(_pixels(width, height, y)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)
    return File("karton.png", "image/png", png)


def _pixels(width: int, height: int, y: int) -> list[int]:
    line: list[int] = []
    for x in range(width):
        tape = abs(x - width // 2) < 22
        light = 1.0 - 0.35 * (y / height) - (0.12 if (x + y) % 29 == 0 else 0.0)
        red, green, blue = (222, 205, 170) if tape else (190, 145, 95)
        line += [int(red * light), int(green * light), int(blue * light)]
    return line


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


@cache
def voice() -> File:
    """Two seconds of a soft tone in the place of a voice."""
    rate = 8000
    samples = (
        int(90 * math.sin(n * 2 * math.pi * 220 / rate) * math.sin(n * math.pi / (2 * rate)))
        for n in range(2 * rate)
    )
    sound = io.BytesIO()
    with wave.open(sound, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(1)
        recording.setframerate(rate)
        recording.writeframes(bytes(128 + sample for sample in samples))
    return File("sprachnachricht.wav", "audio/wav", sound.getvalue())


@cache
def receipt() -> File:
    return File("Einlieferungsbeleg.pdf", "application/pdf", pdf("Einlieferungsbeleg 00340434"))
