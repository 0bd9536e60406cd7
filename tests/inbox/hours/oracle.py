"""The rules of opening hours once more, as slow and as plain as possible."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from inbox.hours.calendar import Interval, Profile

MINUTE = timedelta(minutes=1)


def open_at(profile: Profile, instant: datetime) -> bool:
    wall = instant.astimezone(ZoneInfo(profile.zone))
    minute = wall.hour * 60 + wall.minute
    today, yesterday = wall.date(), wall.date() - timedelta(days=1)
    return any(one.start <= minute < one.end for one in times_of(profile, today)) or any(
        minute + 1440 < one.end for one in times_of(profile, yesterday)
    )


def times_of(profile: Profile, day: date) -> tuple[Interval, ...]:
    if day in profile.special_days:
        return profile.special_days[day]
    if any(first <= day <= last for first, last in profile.closures):
        return ()
    if day in profile.holidays:
        return profile.on_holidays
    return profile.weekly[day.weekday()]


def change_within(profile: Profile, instant: datetime, span: timedelta) -> datetime | None:
    """The next change, by trying every minute of `span`."""
    state = open_at(profile, instant)
    moment = instant.astimezone(UTC).replace(second=0, microsecond=0) + MINUTE
    while moment <= instant + span:
        if open_at(profile, moment) != state:
            return moment
        moment += MINUTE
    return None


def open_minutes(profile: Profile, start: datetime, end: datetime) -> int:
    count = int((end - start) / MINUTE)
    return sum(open_at(profile, start + n * MINUTE) for n in range(count))
