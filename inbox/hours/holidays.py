"""The public holidays of a region as plain dates: an input of configuration, never of an answer.

The library knows them by rule; what a profile holds are the dates that somebody looked at and
confirmed. German names are asked for always, because without a language the names follow the
locale of the process.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

LARGEST_SPAN = 10  # years

# Half days that no law knows: offered as special days from 09:00 to 12:00.
HALF_DAYS = ((12, 24), (12, 31))


@dataclass(frozen=True, slots=True)
class Region:
    """`categories` beyond "public": "catholic" for mainly Catholic places in Bavaria (15 August)
    and for Corpus Christi in parts of Saxony and Thuringia; "bank" in Austria."""

    country: str  # ISO 3166 alpha-2
    subdivision: str | None = None  # "BY", "SN", ... or "Augsburg", which has a day of its own
    categories: tuple[str, ...] = ("public",)


def holidays_in(region: Region, first: date, last: date) -> dict[date, str]:
    """Dates and German names from `first` to `last`; raises ValueError for an unknown region."""
    if not 0 <= last.year - first.year <= LARGEST_SPAN:
        raise ValueError(f"holidays are listed for up to {LARGEST_SPAN} years at once")
    named = {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _of_year(region, year)
    }
    return {day: name for day, name in sorted(named.items()) if first <= day <= last}


def half_days(first: date, last: date) -> list[date]:
    years = range(first.year, last.year + 1)
    days = (date(year, month, day) for year in years for month, day in HALF_DAYS)
    return [day for day in days if first <= day <= last]


def subdivisions(country: str) -> tuple[str, ...]:
    """The regions of a country that have holidays of their own; raises ValueError."""
    return tuple(_calendar(country).subdivisions)


@lru_cache(maxsize=256)
def _of_year(region: Region, year: int) -> tuple[tuple[date, str], ...]:
    calendar = _calendar(region.country)
    categories = _known(region.categories, calendar.supported_categories, "kind of holiday")
    if region.subdivision is not None:
        _known((region.subdivision,), calendar.subdivisions, "region")
    found = calendar(
        subdiv=region.subdivision,
        years=year,
        categories=categories,
        language=_language(calendar),
    )
    return tuple((day, name) for day, name in found.items() if day.year == year)


def _calendar(country: str) -> Any:  # the library has no types
    import holidays  # 15 MB that only the configuration pages need

    known = holidays.list_supported_countries()
    if country not in known:
        raise ValueError(f"no holidays are known for {country[:20]!r}")
    return getattr(holidays, country)


def _known(asked: Collection[str], known: Collection[str], what: str) -> tuple[str, ...]:
    for one in asked:
        if one not in known:
            raise ValueError(f"{one[:40]!r} is no {what}; known are {', '.join(sorted(known))}")
    return tuple(asked)


def _language(calendar: Any) -> str | None:
    languages: Collection[str] = calendar.supported_languages
    return next((one for one in ("de", "en_US") if one in languages), calendar.default_language)
