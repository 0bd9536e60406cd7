"""What a form says about hours: times of a day as people write them, a week, a whole plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from flask import request

from inbox.hours.holidays import Region, subdivisions
from inbox.hours.intervals import Interval, read_day
from inbox.hours.plan import Plan
from inbox.hours.profile import WEEKDAYS
from inbox.hours.zones import open_zone
from inbox.web.settings import typed

ON_HOLIDAYS: Final = "on_holidays"
_DASHES: Final = re.compile(r"\s*(?:[-–—]|bis|to)\s*")
_BARE_HOUR: Final = re.compile(r"(?<![\d:.])(\d{1,2})(?![\d:.])")
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{2})")


class BadPlan(Exception):
    """`problems`: field -> code that pages translate."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def read_times(written: str) -> tuple[Interval, ...]:
    """From "9-12:30, 13.00 – 18 Uhr"; nothing is closed. Raises ValueError."""
    tidy = _DASHES.sub("-", written.lower().replace("uhr", "").replace(" h", " "))
    tidy = _BARE_HOUR.sub(r"\1:00", _DOTTED.sub(r"\1:\2", tidy))
    return read_day([one.strip() for one in re.split(r"[,;]", tidy) if one.strip()])


def show_times(times: tuple[Interval, ...]) -> str:
    return ", ".join(map(str, times))


def week_of(plan: Plan) -> dict[str, str]:
    """As the form shows it."""
    shown = {day: show_times(times) for day, times in zip(WEEKDAYS, plan.weekly, strict=True)}
    return {**shown, ON_HOLIDAYS: show_times(plan.on_holidays)}


def sent_week() -> dict[str, str]:
    """As it was typed."""
    return {day: typed.line(day, most=200) for day in (*WEEKDAYS, ON_HOLIDAYS)}


def plan_from(plan: Plan) -> Plan:
    """The plan with what was typed about zone, region and week. Raises `BadPlan`."""
    times, problems = {}, {}
    for day, written in sent_week().items():
        try:
            times[day] = read_times(written)
        except ValueError:
            problems[day] = "NO_TIMES"
    zone = typed.line("zone", most=60)
    try:
        open_zone(zone)
    except ValueError:
        problems["zone"] = "NO_ZONE"
    if problems:
        raise BadPlan(problems)
    weekly = tuple(times[day] for day in WEEKDAYS)
    return replace(plan, zone=zone, weekly=weekly, on_holidays=times[ON_HOLIDAYS], region=_region())


def sent_day(name: str) -> date:
    """Raises `BadPlan`."""
    try:
        return date.fromisoformat(request.form.get(name, "")[:10])
    except ValueError:
        raise BadPlan({name: "NO_DATE"}) from None


def _region() -> Region | None:
    """A country that nobody knows keeps no holidays; a region of another country is dropped."""
    country, subdivision = typed.line("country", most=2), typed.line("subdivision", most=20)
    try:
        known = subdivisions(country)
    except ValueError:
        return None
    categories = ("public", "catholic") if typed.flag("catholic") else ("public",)
    if country != "DE":
        categories = ("public",)
    return Region(country, subdivision if subdivision in known else None, categories)
