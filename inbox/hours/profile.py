"""A profile of hours: when a shop is open in a week, and the days on which it is not so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from inbox.hours.days import Days
from inbox.hours.intervals import Interval, read_day
from inbox.hours.zones import open_zone

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LARGEST_LIST = 5_000  # days or closures of one profile

_KEYS = ("zone", "weekly", "holidays", "on_holidays", "special_days", "closures")


class Closure(NamedTuple):
    """Closed from the first to the last day, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Profile:
    """Local wall-clock times in one zone.

    A day's times come from the first that knows it: a special day, a closure (closed), a holiday
    (`on_holidays`), the week. Times that run over midnight belong to the day they start on and
    are not cut short by what the next day is. Raises ValueError with what to fix.
    """

    zone: str  # IANA name
    weekly: tuple[tuple[Interval, ...], ...]  # seven days, Monday first
    holidays: frozenset[date] = frozenset()
    on_holidays: tuple[Interval, ...] = ()
    special_days: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    days: Days = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        open_zone(self.zone)
        if len(self.weekly) != len(WEEKDAYS):
            raise ValueError("a week has seven days")
        if any(last < first for first, last in self.closures):
            raise ValueError("a closure ends before it begins")
        days = Days(
            weekly=self.weekly,
            holidays=self.holidays,
            on_holidays=self.on_holidays,
            special_days=self.special_days,
            closures=self.closures,
        )
        object.__setattr__(self, "days", days)

    @classmethod
    def from_json(cls, document: object) -> Profile:
        """From what `to_json` writes; everything but `zone` and `weekly` may be left out."""
        known = as_object(document, "a profile of hours")
        if unknown := [key for key in known if key not in _KEYS]:
            raise ValueError(f"a profile of hours has no {unknown[0][:60]!r}; it has {_KEYS}")
        return cls(
            zone=str(known.get("zone", "")),
            weekly=read_week(known.get("weekly", {})),
            holidays=frozenset(read_date(day) for day in as_list(known.get("holidays", []))),
            on_holidays=read_day(known.get("on_holidays", [])),
            special_days=_special_days(known.get("special_days", {})),
            closures=tuple(read_closure(one) for one in as_list(known.get("closures", []))),
        )

    def to_json(self) -> dict[str, object]:
        week = zip(WEEKDAYS, self.weekly, strict=True)
        special = sorted(self.special_days.items())
        return {
            "zone": self.zone,
            "weekly": {name: written(times) for name, times in week},
            "holidays": [day.isoformat() for day in sorted(self.holidays)],
            "on_holidays": written(self.on_holidays),
            "special_days": {day.isoformat(): written(times) for day, times in special},
            "closures": [
                {"from": closure.first.isoformat(), "to": closure.last.isoformat()}
                for closure in self.closures
            ],
        }


def read_date(written: object) -> date:
    """From "2026-12-24"; raises ValueError with what to fix."""
    try:
        return date.fromisoformat(written if isinstance(written, str) else "")
    except ValueError:
        raise ValueError(f"{repr(written)[:60]} is no date like 2026-12-24") from None


def read_week(written: object) -> tuple[tuple[Interval, ...], ...]:
    if isinstance(written, Sequence) and len(written) == len(WEEKDAYS):
        return tuple(read_day(times) for times in written)
    named = as_object(written, "a week")
    if unknown := [name for name in named if name not in WEEKDAYS]:
        raise ValueError(f"{unknown[0][:60]!r} is no weekday; they are {', '.join(WEEKDAYS)}")
    return tuple(read_day(named.get(name, [])) for name in WEEKDAYS)


def _special_days(written: object) -> dict[date, tuple[Interval, ...]]:
    named = as_object(written, "the list of special days")
    return {read_date(day): read_day(times) for day, times in named.items()}


def read_closure(written: object) -> Closure:
    named = as_object(written, "a closure")
    return Closure(read_date(named.get("from")), read_date(named.get("to")))


def as_object(document: object, what: str = "what stands here") -> Mapping[str, object]:
    if not isinstance(document, Mapping) or len(document) > LARGEST_LIST:
        raise ValueError(f"{what} is a JSON object of at most {LARGEST_LIST} entries")
    return document


def as_list(document: object) -> Sequence[object]:
    if (
        isinstance(document, str)
        or not isinstance(document, Sequence)
        or len(document) > LARGEST_LIST
    ):
        raise ValueError(f"a list of at most {LARGEST_LIST} days was expected")
    return document


def written(times: Sequence[Interval]) -> list[str]:
    return [str(one) for one in times]
