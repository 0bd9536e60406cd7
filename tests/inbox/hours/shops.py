"""Shops whose hours the tests know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from inbox.hours.calendar import Profile
from inbox.hours.holidays import Region, holidays_in
from inbox.hours.profile import WEEKDAYS

WORKDAYS = WEEKDAYS[:5]
OFFICE = ["09:00-18:00"]


def at(written: str) -> datetime:
    """An instant from "2026-06-10 07:00", in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def shop(
    *times: str,
    days: Iterable[str] = WEEKDAYS,
    region: Region | None = None,
    zone: str = "Europe/Berlin",
    special: Mapping[str, list[str]] | None = None,
    closures: Iterable[Mapping[str, str]] = (),
) -> Profile:
    holidays = holidays_in(region, date(2026, 1, 1), date(2028, 12, 31)) if region else {}
    return Profile.from_json(
        {
            "zone": zone,
            "weekly": {day: list(times) for day in days},
            "holidays": [day.isoformat() for day in holidays],
            "special_days": dict(special or {}),
            "closures": list(closures),
        }
    )


def german(subdivision: str, *categories: str) -> Region:
    return Region("DE", subdivision, ("public", *categories))
