"""Times as an agent reads them, in the shop's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.web.moments import Moments, span

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "german", "english"),
    [
        (timedelta(), "12:00", "12:00"),
        (timedelta(hours=11, minutes=59), "00:01", "00:01"),
        (timedelta(hours=12, minutes=1), "Mo.", "Mon"),
        (timedelta(days=6), "Mi.", "Wed"),
        (timedelta(days=7), "17. Nov.", "17 Nov"),
        (timedelta(days=400), "20. Okt. 2025", "20 Oct 2025"),
        (timedelta(days=-2), "26. Nov.", "26 Nov"),
    ],
)
def test_the_further_away_the_less_exact(ago: timedelta, german: str, english: str) -> None:
    moments = {language: Moments(language, "Europe/Berlin", NOON) for language in ("de", "en")}
    assert moments["de"].short(NOON - ago) == german
    assert moments["en"].short(NOON - ago) == english


def test_the_shops_zone_counts_not_the_servers() -> None:
    tokyo, newyork = Moments("en", "Asia/Tokyo", NOON), Moments("en", "America/New_York", NOON)
    assert (tokyo.clock(NOON), newyork.clock(NOON)) == ("20:00", "06:00")
    late = NOON + timedelta(hours=5)
    assert not tokyo.is_same_day(NOON, late)
    assert newyork.is_same_day(NOON, late)


def test_the_exact_time_names_its_zone() -> None:
    german, english = (Moments(language, "Europe/Berlin", NOON) for language in ("de", "en"))
    assert german.exact(NOON) == "Dienstag, 24. November 2026, 12:00:00 MEZ"
    assert english.exact(NOON) == "Tuesday, 24 November 2026, 12:00:00 CET"
    assert german.day(NOON) == "Dienstag, 24. November"
    assert german.day(NOON - timedelta(days=400)) == "Montag, 20. Oktober 2025"
    assert german.coming(NOON) == "Di. 24. Nov., 12:00"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, ("minutes", 0)),
        (59, ("minutes", 0)),
        (60, ("minutes", 1)),
        (3599, ("minutes", 59)),
        (3600, ("hours", 1)),
        (47 * 3600, ("hours", 47)),
        (48 * 3600, ("days", 2)),
    ],
)
def test_how_long_it_is(seconds: int, said: tuple[str, int]) -> None:
    assert span(timedelta(seconds=seconds)) == said
