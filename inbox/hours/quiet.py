"""The hours of the night in which a machine does not make somebody's phone ring."""

from __future__ import annotations

from datetime import datetime, time

from inbox.hours.zones import open_zone


def is_quiet(instant: datetime, *, zone: str, start: time, end: time) -> bool:
    """Half open on the wall clock of `zone`; over midnight if `end` is not after `start`."""
    wall = instant.astimezone(open_zone(zone)).time()
    if start < end:
        return start <= wall < end
    return wall >= start or wall < end
