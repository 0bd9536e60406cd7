"""Is the shop open, and when does that change: the one engine behind every question of hours.

Membership is decided on the wall clock: an hour that a clock change skips never happens, an hour
that it repeats happens twice. Seconds count only at the edges of whole minutes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inbox.hours.days import Days
from inbox.hours.intervals import DAY, Interval
from inbox.hours.profile import Closure, Profile
from inbox.hours.zones import next_shift, offset_at, open_zone

__all__ = [
    "HORIZON",
    "Closure",
    "Interval",
    "Profile",
    "is_open",
    "next_change",
    "next_close",
    "next_open",
]

HORIZON = timedelta(days=400)  # a change that is further away is none
_MINUTE = timedelta(minutes=1)


def is_open(profile: Profile, instant: datetime) -> bool:
    """`instant` is aware and within 1970 to 2199, else ValueError."""
    wall = _usable(instant).astimezone(open_zone(profile.zone))
    minute = wall.hour * 60 + wall.minute
    return any(start <= minute < end for start, end in profile.days.open_on(wall.toordinal()))


def next_change(profile: Profile, instant: datetime) -> datetime | None:
    """The first moment after `instant` (UTC) at which `is_open` is otherwise; None: not in
    `HORIZON`."""
    zone = open_zone(profile.zone)
    state = is_open(profile, instant)
    start = instant.astimezone(UTC)
    until = start + HORIZON
    while start < until:
        shift = next_shift(zone, start, until)
        if change := _change_before(shift, start, offset_at(zone, start), state, profile.days):
            return change
        if is_open(profile, shift) != state:
            return shift
        start = shift
    return None


def next_open(profile: Profile, instant: datetime) -> datetime | None:
    """When it opens next (UTC); None while it is open, or if it does not within `HORIZON`."""
    return None if is_open(profile, instant) else next_change(profile, instant)


def next_close(profile: Profile, instant: datetime) -> datetime | None:
    """When it closes next (UTC); None while it is closed, or if it does not within `HORIZON`."""
    return next_change(profile, instant) if is_open(profile, instant) else None


def _change_before(
    end: datetime, start: datetime, offset: timedelta, state: bool, days: Days
) -> datetime | None:
    """Between two clock changes the wall clock is a ruler: look for the next edge on it."""
    wall = (start + offset).replace(tzinfo=None)
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    first = wall.toordinal()
    last = (end + offset).toordinal()
    search = _closing if state else _opening
    edge = search(days, first, last, (wall - midnight) // _MINUTE)
    if edge is None:
        return None
    change = (midnight + edge * _MINUTE - offset).replace(tzinfo=UTC)
    return change if change < end else None


def _opening(days: Days, first: int, last: int, minute: int) -> int | None:
    """Minutes from the first day's midnight to the first opening after `minute`."""
    for day in range(first, last + 1):
        midnight = (day - first) * DAY
        for start, _ in days.open_on(day):
            if midnight + start > minute:
                return midnight + start
    return None


def _closing(days: Days, first: int, last: int, minute: int) -> int | None:
    """Minutes from the first day's midnight to the end of what is open at `minute`."""
    edge = minute
    for day in range(first, last + 1):
        midnight = (day - first) * DAY
        for start, end in days.open_on(day):
            if midnight + start <= edge < midnight + end:
                edge = midnight + end
        if edge < midnight + DAY:
            return edge
    return None


def _usable(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone is no instant")
    if not 1970 <= instant.year < 2200:  # far from the ends of what datetime can count
        raise ValueError("opening hours are known from 1970 to 2199")
    return instant
