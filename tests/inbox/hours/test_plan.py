"""A plan is what people edit: whose holidays it keeps, what they confirmed, what is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from inbox.hours.calendar import is_open
from inbox.hours.holidays import Region
from inbox.hours.plan import (
    CONFIRM_AGAIN,
    CONFIRMED_AHEAD,
    HALF_DAY,
    Plan,
    coming_holidays,
    confirm_holidays,
    offered_half_days,
    unconfirmed,
)
from tests.inbox.hours.shops import at

TODAY = date(2026, 11, 25)
WEEK = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
BAVARIA = Region("DE", "BY")
CATHOLIC = Region("DE", "BY", ("public", "catholic"))


def plan(region: Region | None = BAVARIA, **more: object) -> Plan:
    made = Plan.from_json({"zone": "Europe/Berlin", "weekly": WEEK, **more})
    return replace(made, region=region)


def confirmed(region: Region = BAVARIA, today: date = TODAY, **more: object) -> Plan:
    return confirm_holidays(plan(region, **more), today=today)


def test_a_holiday_counts_once_somebody_has_confirmed_it() -> None:
    christmas = at("2026-12-25 10:00")
    assert is_open(plan().profile(), christmas)
    assert not is_open(confirmed().profile(), christmas)


def test_catholic_places_and_augsburg_have_days_of_their_own() -> None:
    when, today = at("2028-08-15 10:00"), date(2027, 1, 1)
    assert is_open(confirmed(BAVARIA, today).profile(), when)
    assert not is_open(confirmed(CATHOLIC, today).profile(), when)
    peace = at("2028-08-08 10:00")
    assert not is_open(confirmed(Region("DE", "Augsburg"), today).profile(), peace)
    assert is_open(confirmed(CATHOLIC, today).profile(), peace)


def test_the_coming_holidays_are_listed_with_their_names() -> None:
    listed = coming_holidays(
        plan(
            extra_holidays=["2026-12-01"],
            ignored_holidays=["2027-01-06"],
            labels={"2026-12-01": "Inventur"},
        ),
        today=TODAY,
    )
    assert [one.day for one in listed] == sorted(one.day for one in listed)
    named = {one.day: one for one in listed}
    assert named[date(2026, 12, 25)].name == "Erster Weihnachtstag"
    assert (named[date(2026, 12, 1)].name, named[date(2026, 12, 1)].own) == ("Inventur", True)
    assert named[date(2027, 1, 6)].ignored
    assert listed[0].day > TODAY
    assert listed[-1].day <= TODAY + CONFIRMED_AHEAD


def test_a_holiday_of_the_shops_own_that_the_law_knows_is_listed_once() -> None:
    listed = coming_holidays(plan(extra_holidays=["2026-12-25"]), today=TODAY)
    assert [one.own for one in listed if one.day == date(2026, 12, 25)] == [False]


def test_ignored_holidays_are_days_like_others_and_own_ones_are_not() -> None:
    made = confirmed(extra_holidays=["2026-12-01"], ignored_holidays=["2027-01-06"]).profile()
    assert is_open(made, at("2027-01-06 10:00"))
    assert not is_open(made, at("2026-12-01 10:00"))


def test_without_a_region_only_the_shops_own_holidays_are_kept() -> None:
    made = plan(None, extra_holidays=["2026-12-01"])
    assert [one.day for one in coming_holidays(made, today=TODAY)] == [date(2026, 12, 1)]
    assert not unconfirmed(made, today=TODAY)
    assert confirm_holidays(made, today=TODAY).holidays == frozenset()


def test_what_nobody_confirmed_is_to_be_looked_at() -> None:
    difference = unconfirmed(plan(), today=TODAY)
    assert difference
    assert (difference.new, difference.gone, difference.runs_out) == ((), (), True)
    assert not unconfirmed(confirmed(), today=TODAY)


def test_another_region_is_a_difference() -> None:
    moved = replace(confirmed(), region=Region("DE", "SN"))
    difference = unconfirmed(moved, today=TODAY)
    assert date(2027, 11, 17) in {one.day for one in difference.new}  # Buß- und Bettag
    assert date(2027, 1, 6) in difference.gone
    assert not difference.runs_out


def test_confirming_again_is_due_a_year_before_the_end() -> None:
    made = confirmed()
    late = TODAY + CONFIRMED_AHEAD - CONFIRM_AGAIN
    assert not unconfirmed(made, today=late)
    assert unconfirmed(made, today=late + timedelta(days=1)).runs_out


def test_past_holidays_are_kept_when_the_coming_are_confirmed() -> None:
    again = confirm_holidays(confirmed(), today=date(2027, 6, 1))
    assert date(2026, 12, 25) in again.holidays
    assert again.confirmed_until == date(2027, 6, 1) + CONFIRMED_AHEAD


def test_half_days_are_offered_where_the_plan_says_nothing() -> None:
    offered = offered_half_days(confirmed(), today=TODAY)
    assert offered[date(2026, 12, 24)] == HALF_DAY
    assert {day.month for day in offered} == {12}
    taken = confirmed(special_days={"2026-12-24": []})
    assert date(2026, 12, 24) not in offered_half_days(taken, today=TODAY)
    assert date(2026, 12, 31) in offered_half_days(taken, today=TODAY)


def test_no_half_day_is_offered_on_a_day_that_is_closed_anyway() -> None:
    on_holiday = confirmed(closures=[{"from": "2026-12-21", "to": "2027-01-06"}])
    assert {day.year for day in offered_half_days(on_holiday, today=TODAY)} == {2027}


def test_a_plan_survives_json() -> None:
    made = confirmed(
        special_days={"2026-12-24": ["09:00-12:00"]},
        closures=[{"from": "2027-08-01", "to": "2027-08-21"}],
        labels={"2027-08-01": "Betriebsferien"},
        on_holidays=["10:00-12:00"],
    )
    assert Plan.from_json(made.to_json()) == made
    assert Plan.from_json(plan(None).to_json()) == plan(None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"hours": {}}, "has no 'hours'"),
        ({"zone": "Moon"}, "no time zone"),
        ({"weekly": {"tue": ["18:00-18:00"]}}, "starts when"),
        ({"closures": [{"from": "2027-01-02", "to": "2027-01-01"}]}, "ends before"),
        ({"labels": {"2027-01-01": "x" * 61}}, "more than 60"),
        ({"holidays": "2027-01-01"}, "list"),
        ({"region": "BY"}, "a region is a JSON object"),
    ],
)
def test_a_mistake_in_a_plan_is_named(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Plan.from_json({"zone": "Europe/Berlin", "weekly": WEEK, **change})
