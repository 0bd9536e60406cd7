"""A plan of hours: what people type about when the shop is open, and whose holidays it keeps.

From a plan comes a `Profile`, which answers questions. Public holidays are dates that somebody
looked at and confirmed, two years ahead; the library that knows them by rule is asked when a plan
is made and once a year, never when a question is answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from inbox.hours.holidays import Region, half_days, holidays_in
from inbox.hours.intervals import Interval, read_day
from inbox.hours.profile import (
    WEEKDAYS,
    Closure,
    Profile,
    as_list,
    as_object,
    read_closure,
    read_date,
    read_week,
    written,
)

CONFIRMED_AHEAD: Final = timedelta(days=731)  # of holidays: this year, the next, and some days
CONFIRM_AGAIN: Final = timedelta(days=366)  # with less than this ahead it is time again
LONGEST_LABEL: Final = 60
HALF_DAY: Final = (Interval(9 * 60, 12 * 60),)

Times = tuple[Interval, ...]
_KEYS: Final = (
    "zone", "weekly", "on_holidays", "region", "holidays", "confirmed_until", "extra_holidays",
    "ignored_holidays", "special_days", "closures", "labels",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """`holidays` are the confirmed ones, up to `confirmed_until`. `extra_holidays` are the shop's
    own, `ignored_holidays` those on which it is open as usual. `labels` name special days and the
    first days of closures, for the list that people see. Raises ValueError with what to fix."""

    zone: str
    weekly: tuple[Times, ...] = ((),) * 7
    on_holidays: Times = ()
    region: Region | None = None
    holidays: frozenset[date] = frozenset()
    confirmed_until: date | None = None
    extra_holidays: frozenset[date] = frozenset()
    ignored_holidays: frozenset[date] = frozenset()
    special_days: Mapping[date, Times] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    labels: Mapping[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.profile()
        if too_long := [label for label in self.labels.values() if len(label) > LONGEST_LABEL]:
            raise ValueError(f"{too_long[0][:20]!r}… has more than {LONGEST_LABEL} characters")

    def profile(self) -> Profile:
        """What answers questions."""
        return Profile(
            zone=self.zone,
            weekly=self.weekly,
            holidays=(self.holidays | self.extra_holidays) - self.ignored_holidays,
            on_holidays=self.on_holidays,
            special_days=self.special_days,
            closures=self.closures,
        )

    @classmethod
    def from_json(cls, document: object) -> Plan:
        """From what `to_json` writes; everything but the zone may be left out."""
        known = as_object(document, "a plan of hours")
        if unknown := [key for key in known if key not in _KEYS]:
            raise ValueError(f"a plan of hours has no {unknown[0][:60]!r}; it has {_KEYS}")
        until, special = known.get("confirmed_until"), as_object(known.get("special_days", {}))
        labels = as_object(known.get("labels", {}))
        return cls(
            zone=str(known.get("zone", "")),
            weekly=read_week(known.get("weekly", {})),
            on_holidays=read_day(known.get("on_holidays", [])),
            region=_region(known.get("region")),
            holidays=_dates(known.get("holidays", [])),
            confirmed_until=None if until is None else read_date(until),
            extra_holidays=_dates(known.get("extra_holidays", [])),
            ignored_holidays=_dates(known.get("ignored_holidays", [])),
            special_days={read_date(day): read_day(times) for day, times in special.items()},
            closures=tuple(read_closure(one) for one in as_list(known.get("closures", []))),
            labels={read_date(day): str(label) for day, label in labels.items()},
        )

    def to_json(self) -> dict[str, object]:
        return {
            **_times_written(self),
            "region": _region_written(self.region),
            "holidays": _days_written(self.holidays),
            "confirmed_until": self.confirmed_until and self.confirmed_until.isoformat(),
            "extra_holidays": _days_written(self.extra_holidays),
            "ignored_holidays": _days_written(self.ignored_holidays),
            "labels": {day.isoformat(): label for day, label in sorted(self.labels.items())},
        }


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day in the list that people confirm. `ignored`: the shop is open as usual."""

    day: date
    name: str  # German, as the law has it; of the shop's own days the label
    ignored: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """What the law says now and nobody has confirmed: the library or the region has changed, or
    the confirmed time runs out."""

    new: tuple[Holiday, ...]
    gone: tuple[date, ...]
    runs_out: bool

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.runs_out)


def coming_holidays(plan: Plan, *, today: date) -> list[Holiday]:
    """The holidays of the coming two years as they would be confirmed today, in order."""
    last = today + CONFIRMED_AHEAD
    named = holidays_in(plan.region, today, last) if plan.region else {}
    own = {day: plan.labels.get(day, "") for day in plan.extra_holidays if today <= day <= last}
    found = [Holiday(day, name, day in plan.ignored_holidays) for day, name in named.items()]
    found += [Holiday(day, label, own=True) for day, label in own.items() if day not in named]
    return sorted(found, key=lambda one: one.day)


def confirm_holidays(plan: Plan, *, today: date) -> Plan:
    """The plan with the holidays that `coming_holidays` lists taken over as dates; those that are
    past are kept, so that what was decided then can still be explained."""
    last = today + CONFIRMED_AHEAD
    coming = holidays_in(plan.region, today, last) if plan.region else {}
    past = {day for day in plan.holidays if day < today}
    return replace(plan, holidays=frozenset(past | set(coming)), confirmed_until=last)


def unconfirmed(plan: Plan, *, today: date) -> Difference:
    """What somebody has to look at; nothing for a plan that keeps no region's holidays."""
    if plan.region is None:
        return Difference((), (), runs_out=False)
    until = plan.confirmed_until or today - timedelta(days=1)
    by_law = holidays_in(plan.region, today, until) if until >= today else {}
    confirmed = {day for day in plan.holidays if today <= day <= until}
    return Difference(
        new=tuple(Holiday(day, by_law[day]) for day in sorted(set(by_law) - confirmed)),
        gone=tuple(sorted(confirmed - set(by_law))),
        runs_out=until - today < CONFIRM_AGAIN,
    )


def offered_half_days(plan: Plan, *, today: date) -> dict[date, Times]:
    """Christmas Eve and New Year's Eve of the coming two years, from 09:00 to 12:00, where the
    plan says nothing of them: working days by law, half days by custom. On a day on which the
    shop is closed anyway nothing is offered."""
    profile = plan.profile()
    return {
        day: HALF_DAY
        for day in half_days(today, today + CONFIRMED_AHEAD)
        if day not in plan.special_days and profile.days.starting_on(day.toordinal())
    }


def _region(document: object) -> Region | None:
    if document is None:
        return None
    known = as_object(document, "a region")
    subdivision = known.get("subdivision")
    return Region(
        country=str(known.get("country", "")),
        subdivision=str(subdivision) if subdivision else None,
        categories=tuple(str(one) for one in as_list(known.get("categories", ["public"]))),
    )


def _dates(document: object) -> frozenset[date]:
    return frozenset(read_date(day) for day in as_list(document))


def _times_written(plan: Plan) -> dict[str, object]:
    special = sorted(plan.special_days.items())
    return {
        "zone": plan.zone,
        "weekly": {name: written(times) for name, times in zip(WEEKDAYS, plan.weekly, strict=True)},
        "on_holidays": written(plan.on_holidays),
        "special_days": {day.isoformat(): written(times) for day, times in special},
        "closures": [
            {"from": one.first.isoformat(), "to": one.last.isoformat()} for one in plan.closures
        ],
    }


def _region_written(region: Region | None) -> dict[str, object] | None:
    if region is None:
        return None
    return {
        "country": region.country,
        "subdivision": region.subdivision,
        "categories": list(region.categories),
    }


def _days_written(days: Sequence[date] | frozenset[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]
