"""Times as an agent reads them: in the shop's zone, short where it is near, exact on hover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from inbox.hours.spoken import LOCALES
from inbox.hours.zones import open_zone

if TYPE_CHECKING:
    from babel import Locale

_Day = date  # within the class below, `date` is a method
_PATTERNS: Final = {
    "de": {
        "dm": "d. MMM",
        "dmy": "d. MMM y",
        "wdm": "EEEE, d. MMMM",
        "wdmy": "EEEE, d. MMMM y",
    },
    "en": {"dm": "d MMM", "dmy": "d MMM y", "wdm": "EEEE, d MMMM", "wdmy": "EEEE, d MMMM y"},
}


@dataclass(frozen=True, slots=True)
class Moments:
    """`now` is the moment at which the page is made."""

    language: str
    zone: str
    now: datetime

    def clock(self, moment: datetime) -> str:
        """12:04"""
        return f"{self._there(moment):%H:%M}"

    def short(self, moment: datetime) -> str:
        """12:04 today, Mo. within a week, 3. Nov. within the year, then with the year."""
        there, today = self._there(moment), self._there(self.now)
        days = (today.date() - there.date()).days
        if days == 0:
            return f"{there:%H:%M}"
        if 0 < days < 7:
            return self._format(there, "EEE")
        return self.date(moment)

    def date(self, moment: datetime) -> str:
        """23. Nov.; the year only when it is another one."""
        there, today = self._there(moment), self._there(self.now)
        pattern = "dm" if _same_year(there, today) else "dmy"
        return self._format(there, _PATTERNS[self.language][pattern])

    def day(self, moment: datetime) -> str:
        """Montag, 23. November; the year only when it is another one."""
        there, today = self._there(moment), self._there(self.now)
        pattern = "wdm" if _same_year(there, today) else "wdmy"
        return self._format(there, _PATTERNS[self.language][pattern])

    def exact(self, moment: datetime) -> str:
        """Montag, 23. November 2026, 12:04:31 MEZ; what one sees on hover."""
        there = self._there(moment)
        return self._format(there, f"{_PATTERNS[self.language]['wdmy']}, HH:mm:ss z")

    def coming(self, moment: datetime) -> str:
        """Mo., 30. Nov., 09:00; for what lies ahead, and for what was not long ago."""
        return self._format(self._there(moment), f"EEE {_PATTERNS[self.language]['dm']}, HH:mm")

    def field(self, moment: datetime) -> str:
        """2026-11-24T12:04, as a field for a time wants it."""
        return f"{self._there(moment):%Y-%m-%dT%H:%M}"

    def calendar_day(self, day: _Day) -> str:
        """Do., 24. Dez. 2026"""
        from babel.dates import format_date  # as below

        return format_date(day, f"EEE, {_PATTERNS[self.language]['dmy']}", _locale(self.language))

    def is_same_day(self, one: datetime, other: datetime) -> bool:
        return self._there(one).date() == self._there(other).date()

    def days_ago(self, moment: datetime) -> int:
        return (self._there(self.now).date() - self._there(moment).date()).days

    def iso(self, moment: datetime) -> str:
        return self._there(moment).isoformat(timespec="seconds")

    def _there(self, moment: datetime) -> datetime:
        return moment.astimezone(open_zone(self.zone))

    def _format(self, there: datetime, pattern: str) -> str:
        from babel.dates import format_datetime  # CLDR is large: only for who looks at a page

        return format_datetime(there, pattern, tzinfo=there.tzinfo, locale=_locale(self.language))


def _same_year(one: datetime, other: datetime) -> bool:
    return one.year == other.year


def span(length: timedelta) -> tuple[str, int]:
    """The unit ("minutes", "hours", "days") and the number in which one says how long it is."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return "minutes", minutes
    hours = minutes // 60
    return ("hours", hours) if hours < 48 else ("days", hours // 24)


@lru_cache(maxsize=4)
def _locale(language: str) -> Locale:
    from babel import Locale  # as above

    return Locale.parse(LOCALES[language])
