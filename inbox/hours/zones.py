"""Time zones: opened by name, and the instants at which their clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_STEP = timedelta(days=1)  # no zone changes its offset twice within a day
_SECOND = timedelta(seconds=1)


def open_zone(name: str) -> ZoneInfo:
    """Raises ValueError for what is no IANA zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name[:60]!r} is no time zone like Europe/Berlin") from error


def offset_at(zone: ZoneInfo, instant: datetime) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def next_shift(zone: ZoneInfo, instant: datetime, until: datetime) -> datetime:
    """When the clocks next jump after `instant`, or `until`, whichever comes first."""
    for year in range(instant.year, until.year + 1):
        for shift in _shifts(zone.key, year):
            if shift > instant:
                return min(shift, until)
    return until


@lru_cache(maxsize=512)
def _shifts(zone_name: str, year: int) -> tuple[datetime, ...]:
    zone = open_zone(zone_name)
    day = datetime(year, 1, 1, tzinfo=UTC)
    shifts = []
    while day.year == year:
        if offset_at(zone, day) != offset_at(zone, day + _STEP):
            shifts.append(_first_after_shift(zone, day, day + _STEP))
        day += _STEP
    return tuple(shifts)


def _first_after_shift(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = offset_at(zone, before)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if offset_at(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after
