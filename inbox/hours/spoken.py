"""The next opening in words: relative to the shop's day and zone, and never invented."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, get_timezone_name

from inbox.hours.zones import offset_at, open_zone


class Relative(StrEnum):
    """How far away a moment is, in calendar days of the shop's zone."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEKDAY = "weekday"  # within six days
    DATE = "date"
    NONE = "none"  # there is no such moment, and no text


LOCALES = {"de": "de", "en": "en_GB"}  # British: the day stands before the month
_PATTERNS = {
    "de": {
        Relative.TODAY: "heute um {time}",
        Relative.TOMORROW: "morgen um {time}",
        Relative.WEEKDAY: "am {weekday}, {day}. {month}, um {time}",
        Relative.DATE: "am {weekday}, {day}. {month} {year}, um {time}",
    },
    "en": {
        Relative.TODAY: "today at {time}",
        Relative.TOMORROW: "tomorrow at {time}",
        Relative.WEEKDAY: "on {weekday}, {day} {month}, at {time}",
        Relative.DATE: "on {weekday}, {day} {month} {year}, at {time}",
    },
}


def relative(target: datetime | None, *, now: datetime, zone: str) -> Relative:
    """Raises ValueError for an unknown zone."""
    if target is None or target < now:
        return Relative.NONE
    there = open_zone(zone)
    days = (target.astimezone(there).date() - now.astimezone(there).date()).days
    if days > 6:
        return Relative.DATE
    return (Relative.TODAY, Relative.TOMORROW)[days] if days < 2 else Relative.WEEKDAY


def speak(
    target: datetime | None, *, now: datetime, zone: str, language: str, country: str | None = None
) -> str | None:
    """`target` as one says it in `language`, e.g. "morgen um 09:00"; None: nothing to say.

    The zone's name is added if the reader's `country` (ISO alpha-2) has another time then, or if
    the shop's clock shows that time twice. Beyond German and English the words are CLDR's.
    """
    distance = relative(target, now=now, zone=zone)
    if target is None or distance is Relative.NONE:
        return None
    local = target.astimezone(open_zone(zone))
    code = language.replace("_", "-").partition("-")[0].lower()
    locale = _locale(code)
    time = f"{local:%H:%M}"
    if _is_ambiguous(local) or _differs_in(country, local):
        time += f" {get_timezone_name(local, width='short', locale=locale)}"
    if code not in _PATTERNS:
        return f"{format_date(local, 'full', locale=locale)}, {time}"
    if local.year == now.astimezone(local.tzinfo).year and distance is Relative.DATE:
        distance = Relative.WEEKDAY  # the year goes without saying
    return _PATTERNS[code][distance].format(
        weekday=format_date(local, "EEEE", locale=locale),
        day=local.day,
        month=format_date(local, "MMMM", locale=locale),
        year=local.year,
        time=time,
    )


@lru_cache(maxsize=64)
def _locale(code: str) -> Locale:
    try:
        return Locale.parse(LOCALES.get(code, code))
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale.parse(LOCALES["en"])


def _is_ambiguous(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _differs_in(country: str | None, local: datetime) -> bool:
    zones = get_global("territory_zones").get((country or "").upper(), ())
    return any(offset_at(open_zone(name), local) != local.utcoffset() for name in zones)
