"""The next opening is said as a person would say it, in the shop's own days and time."""

from __future__ import annotations

import pytest

from inbox.hours.spoken import Relative, relative, speak
from tests.inbox.hours.shops import at

BERLIN = "Europe/Berlin"
NOW = at("2026-11-24 10:00")


@pytest.mark.parametrize(
    ("target", "distance", "german", "english"),
    [
        ("2026-11-24 13:00", Relative.TODAY, "heute um 14:00", "today at 14:00"),
        ("2026-11-25 08:00", Relative.TOMORROW, "morgen um 09:00", "tomorrow at 09:00"),
        (
            "2026-11-26 08:00",
            Relative.WEEKDAY,
            "am Donnerstag, 26. November, um 09:00",
            "on Thursday, 26 November, at 09:00",
        ),
        (
            "2026-11-30 08:00",
            Relative.WEEKDAY,
            "am Montag, 30. November, um 09:00",
            "on Monday, 30 November, at 09:00",
        ),
        (
            "2026-12-01 08:00",
            Relative.DATE,
            "am Dienstag, 1. Dezember, um 09:00",
            "on Tuesday, 1 December, at 09:00",
        ),
        (
            "2027-01-04 08:00",
            Relative.DATE,
            "am Montag, 4. Januar 2027, um 09:00",
            "on Monday, 4 January 2027, at 09:00",
        ),
    ],
)
def test_a_moment_is_said_by_its_distance(
    target: str, distance: Relative, german: str, english: str
) -> None:
    assert relative(at(target), now=NOW, zone=BERLIN) is distance
    assert speak(at(target), now=NOW, zone=BERLIN, language="de") == german
    assert speak(at(target), now=NOW, zone=BERLIN, language="en_US") == english


def test_today_is_the_day_of_the_shop_not_of_utc() -> None:
    late = at("2026-11-24 23:30")  # already Wednesday in Berlin
    assert speak(at("2026-11-25 08:00"), now=late, zone=BERLIN, language="de") == "heute um 09:00"


def test_without_a_moment_nothing_is_invented() -> None:
    for target in (None, at("2026-11-24 09:59")):
        assert relative(target, now=NOW, zone=BERLIN) is Relative.NONE
        assert speak(target, now=NOW, zone=BERLIN, language="de") is None


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("DE", "morgen um 09:00"),
        ("AT", "morgen um 09:00"),
        ("gb", "morgen um 09:00 MEZ"),
        ("US", "morgen um 09:00 MEZ"),
        ("XQ", "morgen um 09:00"),
        (None, "morgen um 09:00"),
    ],
)
def test_the_zone_is_named_to_who_has_another_time(country: str | None, said: str) -> None:
    target = at("2026-11-25 08:00")
    assert speak(target, now=NOW, zone=BERLIN, language="de", country=country) == said


def test_the_zone_is_named_where_the_clock_shows_a_time_twice() -> None:
    evening = at("2026-10-24 20:00")
    said = [
        speak(at(target), now=evening, zone=BERLIN, language=language)
        for target in ("2026-10-25 00:30", "2026-10-25 01:30")
        for language in ("de", "en")
    ]
    assert said == [
        "morgen um 02:30 MESZ", "tomorrow at 02:30 CEST",
        "morgen um 02:30 MEZ", "tomorrow at 02:30 CET",
    ]  # fmt: skip


def test_other_languages_take_their_words_from_cldr() -> None:
    target = at("2026-11-25 08:00")
    assert speak(target, now=NOW, zone=BERLIN, language="fr") == "mercredi 25 novembre 2026, 09:00"
    assert speak(target, now=NOW, zone=BERLIN, language="pl") == "środa, 25 listopada 2026, 09:00"


@pytest.mark.parametrize("language", ["", "x", "tlh", "../de", "zz-ZZ"])
def test_an_unknown_language_is_answered_in_english(language: str) -> None:
    target = at("2026-11-25 08:00")
    said = speak(target, now=NOW, zone=BERLIN, language=language)
    assert said == "Wednesday, 25 November 2026, 09:00"
