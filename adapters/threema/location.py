"""A place on the map (0x10): coordinates, perhaps how exact, perhaps what is there."""

from __future__ import annotations

import re
from typing import Final

from adapters.threema.envelope import Envelope
from adapters.threema.text import words
from inbox.channel import Event, Kind

LOCATION: Final = 0x10
_NUMBER: Final = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,20})?")


def read(envelope: Envelope, inner: bytes) -> list[Event]:
    """Line 1 is `lat,lon[,accuracy]`; one more line is an address, two are name and address."""
    first, *lines = words(inner).split("\n")
    details = _coordinates(first) | _place(lines)
    shown = [details[key] for key in ("name", "address") if key in details]
    return [envelope.message(Kind.LOCATION, "\n".join(shown), details=details)]


def _coordinates(line: str) -> dict[str, str]:
    """Kept as written: a float would invent or lose digits."""
    numbers = [part.strip() for part in line.split(",")]
    if len(numbers) not in (2, 3) or not all(map(_NUMBER.fullmatch, numbers)):
        raise ValueError("the coordinates are malformed")
    if abs(float(numbers[0])) > 90 or abs(float(numbers[1])) > 180:
        raise ValueError("the coordinates are not on Earth")
    return dict(zip(("latitude", "longitude", "accuracy"), numbers, strict=False))


def _place(lines: list[str]) -> dict[str, str]:
    """Inside an address a backslash followed by an n stands for a line break."""
    if not lines or not lines[0].strip():
        return {}
    if len(lines) == 1:
        return {"address": lines[0].strip().replace("\\n", "\n")}
    place = {"name": lines[0].strip()}
    address = lines[1].strip().replace("\\n", "\n")
    return place | {"address": address} if address else place
