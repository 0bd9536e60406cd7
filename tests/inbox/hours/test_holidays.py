"""Holidays are materialised once, with German names, for exactly one region."""

from __future__ import annotations

from datetime import date

import pytest

from inbox.hours.holidays import Region, half_days, holidays_in, subdivisions

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def test_a_region_has_its_own_holidays_with_german_names() -> None:
    saxony = holidays_in(Region("DE", "SN"), FIRST, LAST)
    assert saxony[date(2026, 11, 18)] == "Buß- und Bettag"
    assert date(2026, 11, 18) not in holidays_in(Region("DE", "BY"), FIRST, LAST)
    assert list(saxony) == sorted(saxony)


def test_catholic_holidays_must_be_asked_for() -> None:
    assumption = date(2028, 8, 15)
    span = (date(2028, 1, 1), date(2028, 12, 31))
    assert assumption not in holidays_in(Region("DE", "BY"), *span)
    assert assumption in holidays_in(Region("DE", "BY", ("public", "catholic")), *span)
    assert assumption in holidays_in(Region("DE", "SL"), *span)
    assert date(2028, 8, 8) in holidays_in(Region("DE", "Augsburg"), *span)


def test_only_the_asked_span_is_listed() -> None:
    christmas = holidays_in(Region("DE"), date(2026, 12, 25), date(2026, 12, 25))
    assert list(christmas) == [date(2026, 12, 25)]


def test_the_names_do_not_follow_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "uk_UA.UTF-8")
    monkeypatch.setenv("LANGUAGE", "uk")
    assert holidays_in(Region("DE", "HH"), FIRST, LAST)[FIRST] == "Neujahr"


def test_neighbours_are_known_too() -> None:
    assert holidays_in(Region("AT"), FIRST, LAST)[date(2026, 10, 26)] == "Nationalfeiertag"
    assert date(2026, 8, 1) in holidays_in(Region("CH", "ZH"), FIRST, LAST)
    assert holidays_in(Region("FR"), FIRST, LAST)[date(2026, 7, 14)]


@pytest.mark.parametrize(
    ("region", "sentence"),
    [
        (Region("XX"), "no holidays"),
        (Region("__class__"), "no holidays"),
        (Region("DE", "Bavaria"), "no region"),
        (Region("DE", "BY", ("easter",)), "no kind of holiday"),
    ],
)
def test_an_unknown_region_is_refused(region: Region, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        holidays_in(region, FIRST, LAST)


def test_a_span_must_be_short_and_forward() -> None:
    with pytest.raises(ValueError, match="years"):
        holidays_in(Region("DE"), FIRST, date(2050, 1, 1))
    with pytest.raises(ValueError, match="years"):
        holidays_in(Region("DE"), LAST, FIRST)


def test_half_days_are_offered_because_no_law_knows_them() -> None:
    assert half_days(FIRST, date(2027, 12, 24)) == [
        date(2026, 12, 24), date(2026, 12, 31), date(2027, 12, 24)
    ]  # fmt: skip
    assert date(2026, 12, 24) not in holidays_in(Region("DE", "BY"), FIRST, LAST)


def test_germany_has_sixteen_states_and_augsburg() -> None:
    assert len(subdivisions("DE")) == 17
    assert "Augsburg" in subdivisions("DE")
