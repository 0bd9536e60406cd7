"""The cases in which implementations of opening hours go wrong, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from inbox.hours.calendar import Profile, is_open, next_change, next_close, next_open
from inbox.hours.holidays import Region
from tests.inbox.hours.shops import WORKDAYS, at, german, shop

LUNCH = shop("09:00-12:30", "13:00-18:00", days=WORKDAYS)
OFFICE = shop("09:00-18:00", days=WORKDAYS)
NIGHT = shop("22:00-06:00")
NIGHT_TO_THE_GAP = shop("22:00-02:30")
ALWAYS = shop("00:00-24:00")
NEVER = shop()
CHRISTMAS = {
    day: ["09:00-12:00"] for day in ("2026-12-24", "2026-12-31", "2027-12-24", "2027-12-31")
}
BAVARIAN = shop("09:00-18:00", days=WORKDAYS, region=german("BY"), special=CHRISTMAS)
WINTER_BREAK = shop(
    "09:00-18:00",
    days=WORKDAYS,
    region=german("BY"),
    closures=[{"from": "2026-12-24", "to": "2027-01-06"}],
)
LEAP_DAY = shop(special={"2028-02-29": ["09:00-18:00"]})


def office_in(region: Region) -> Profile:
    return shop("09:00-18:00", days=WORKDAYS, region=region)


def daily_in(region: Region) -> Profile:
    return shop("10:00-18:00", region=region)


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    profile: Profile
    at: str
    open: bool
    change: str | None


CASES = (
    Case("exactly at opening", LUNCH, "2026-06-10 07:00", True, "2026-06-10 10:30"),
    Case("a second before opening", LUNCH, "2026-06-10 06:59:59", False, "2026-06-10 07:00"),
    Case("exactly at closing", LUNCH, "2026-06-10 16:00", False, "2026-06-11 07:00"),
    Case("the last second", LUNCH, "2026-06-10 15:59:59", True, "2026-06-10 16:00"),
    Case(
        "intervals that touch",
        shop("09:00-12:00", "12:00-18:00"),
        "2026-06-10 09:59",
        True,
        "2026-06-10 16:00",
    ),
    Case("Friday before spring", OFFICE, "2026-03-27 17:00", False, "2026-03-30 07:00"),
    Case("Monday after autumn", OFFICE, "2026-10-26 07:30", False, "2026-10-26 08:00"),
    Case(
        "Easter with a clock change",
        office_in(german("BY")),
        "2027-03-25 17:30",
        False,
        "2027-03-30 07:00",
    ),
    Case("a night of seven hours", NIGHT, "2026-03-28 21:00", True, "2026-03-29 04:00"),
    Case("a night of nine hours", NIGHT, "2026-10-24 20:00", True, "2026-10-25 05:00"),
    Case(
        "the tail ends in the gap", NIGHT_TO_THE_GAP, "2026-03-29 00:30", True, "2026-03-29 01:00"
    ),
    Case("02:30 the first time", NIGHT_TO_THE_GAP, "2026-10-25 00:30", False, "2026-10-25 01:00"),
    Case("02:30 the second time", NIGHT_TO_THE_GAP, "2026-10-25 01:30", False, "2026-10-25 21:00"),
    Case("starts in the gap", shop("02:30-10:00"), "2026-03-29 00:00", False, "2026-03-29 01:00"),
    Case("wholly in the gap", shop("02:15-02:45"), "2026-03-28 02:00", False, "2026-03-30 00:15"),
    Case("wholly in the fold", shop("02:00-03:00"), "2026-10-25 00:10", True, "2026-10-25 02:00"),
    Case(
        "half an hour repeated on Lord Howe",
        shop("01:30-02:00", zone="Australia/Lord_Howe"),
        "2026-04-04 14:30",
        True,
        "2026-04-04 15:30",
    ),
    Case(
        "half an hour skipped on Lord Howe",
        shop("02:00-02:30", zone="Australia/Lord_Howe"),
        "2026-10-03 12:00",
        False,
        "2026-10-04 15:00",
    ),
    Case(
        "Buß- und Bettag in Saxony",
        office_in(german("SN")),
        "2026-11-18 09:00",
        False,
        "2026-11-19 08:00",
    ),
    Case(
        "Buß- und Bettag in Bavaria",
        office_in(german("BY")),
        "2026-11-18 09:00",
        True,
        "2026-11-18 17:00",
    ),
    Case(
        "a holiday by the local date",
        shop("00:00-24:00", region=german("SN")),
        "2026-11-17 23:30",
        False,
        "2026-11-18 23:00",
    ),
    Case(
        "15 August in Saarland",
        office_in(german("SL")),
        "2028-08-15 08:00",
        False,
        "2028-08-16 07:00",
    ),
    Case(
        "15 August in Bavaria",
        office_in(german("BY")),
        "2028-08-15 08:00",
        True,
        "2028-08-15 16:00",
    ),
    Case(
        "15 August in Catholic Bavaria",
        office_in(german("BY", "catholic")),
        "2028-08-15 08:00",
        False,
        "2028-08-16 07:00",
    ),
    Case(
        "8 August in Augsburg",
        office_in(german("Augsburg")),
        "2028-08-08 08:00",
        False,
        "2028-08-09 07:00",
    ),
    Case(
        "8 August in Bavaria", office_in(german("BY")), "2028-08-08 08:00", True, "2028-08-08 16:00"
    ),
    Case(
        "a holiday once in Berlin",
        shop("10:00-18:00", days=(*WORKDAYS, "sat"), region=german("BE")),
        "2028-06-17 10:00",
        False,
        "2028-06-19 08:00",
    ),
    Case(
        "Easter Sunday in Brandenburg",
        daily_in(german("BB")),
        "2027-03-28 10:00",
        False,
        "2027-03-30 08:00",
    ),
    Case(
        "Easter Sunday in Hesse",
        daily_in(german("HE")),
        "2027-03-28 10:00",
        True,
        "2027-03-28 16:00",
    ),
    Case(
        "Reformation day, a Sunday",
        office_in(german("SN")),
        "2027-10-29 16:30",
        False,
        "2027-11-01 08:00",
    ),
    Case(
        "a night into New Year",
        shop("22:00-06:00", region=german("BY")),
        "2026-12-31 23:30",
        True,
        "2027-01-01 05:00",
    ),
    Case(
        "no night out of New Year",
        shop("22:00-06:00", region=german("BY")),
        "2027-01-01 05:00",
        False,
        "2027-01-02 21:00",
    ),
    Case("Christmas Eve after noon", BAVARIAN, "2026-12-24 11:00", False, "2026-12-28 08:00"),
    Case("New Year's Eve after noon", BAVARIAN, "2026-12-31 11:30", False, "2027-01-04 08:00"),
    Case("before the winter break", WINTER_BREAK, "2026-12-23 17:30", False, "2027-01-07 08:00"),
    Case("its last day", WINTER_BREAK, "2027-01-06 10:00", False, "2027-01-07 08:00"),
    Case(
        "23:59 is not the end of the day",
        shop("00:00-23:59"),
        "2026-06-10 21:59:30",
        False,
        "2026-06-10 22:00",
    ),
    Case(
        "always but on holidays",
        shop("00:00-24:00", region=german("BY")),
        "2026-12-25 10:00",
        False,
        "2026-12-26 23:00",
    ),
    Case("midnight of a night shift", NIGHT, "2026-06-09 22:00", True, "2026-06-10 04:00"),
    Case(
        "closes before the clocks change that day",
        shop("00:30-01:30"),
        "2026-03-29 00:00",
        True,
        "2026-03-29 00:30",
    ),
    Case(
        "opens before the clocks change that day",
        shop("00:30-01:30"),
        "2026-03-28 23:00",
        False,
        "2026-03-28 23:30",
    ),
    Case(
        "opens on Lord Howe before the clocks change that day",
        shop("00:30-01:00", zone="Australia/Lord_Howe"),
        "2026-04-04 13:00",
        False,
        "2026-04-04 13:30",
    ),
    Case("400 days away is in sight", LEAP_DAY, "2027-01-25 08:00", False, "2028-02-29 08:00"),
    Case("a minute more is not", LEAP_DAY, "2027-01-25 07:59", False, None),
    Case("always", ALWAYS, "2026-06-10 10:00", True, None),
    Case("never", NEVER, "2026-06-10 10:00", False, None),
    Case("a leap day in sight", LEAP_DAY, "2027-03-01 10:00", False, "2028-02-29 08:00"),
    Case("a leap day too far away", LEAP_DAY, "2026-06-10 10:00", False, None),
    Case("the evening before it", OFFICE, "2028-02-28 17:30", False, "2028-02-29 08:00"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_shop_is_open_or_not_and_changes_when_it_should(case: Case) -> None:
    moment = at(case.at)
    change = at(case.change) if case.change else None
    assert is_open(case.profile, moment) is case.open
    assert next_change(case.profile, moment) == change
    assert next_open(case.profile, moment) == (None if case.open else change)
    assert next_close(case.profile, moment) == (change if case.open else None)


def test_a_special_day_beats_a_closure_and_a_closure_a_holiday() -> None:
    document = OFFICE.to_json() | {
        "holidays": ["2026-06-09", "2026-06-10", "2026-06-11"],
        "on_holidays": ["10:00-11:00"],
        "closures": [{"from": "2026-06-10", "to": "2026-06-11"}],
        "special_days": {"2026-06-11": ["08:00-09:00"]},
    }
    profile = Profile.from_json(document)
    openings = []
    moment: datetime | None = at("2026-06-08 17:00")
    while moment is not None and moment < at("2026-06-12 12:00"):
        moment = next_change(profile, moment)
        openings.append(moment)
    assert openings == [
        at("2026-06-09 08:00"),
        at("2026-06-09 09:00"),
        at("2026-06-11 06:00"),
        at("2026-06-11 07:00"),
        at("2026-06-12 07:00"),
        at("2026-06-12 16:00"),
    ]


def test_a_night_spills_into_a_closure() -> None:
    profile = shop("22:00-06:00", closures=[{"from": "2026-06-10", "to": "2026-06-12"}])
    assert next_close(profile, at("2026-06-09 21:00")) == at("2026-06-10 04:00")
    assert next_open(profile, at("2026-06-10 04:00")) == at("2026-06-13 20:00")


def test_a_day_that_the_date_line_swallowed_does_not_open() -> None:
    samoa = shop("09:00-12:00", zone="Pacific/Apia")
    assert next_open(samoa, at("2011-12-30 08:00")) == at("2011-12-30 19:00")  # 31 December there


def test_closures_that_overlap_are_one() -> None:
    spans = (
        ("2026-06-01", "2026-06-10"),
        ("2026-06-03", "2026-06-05"),
        ("2026-06-08", "2026-06-12"),
    )
    profile = shop("09:00-18:00", closures=[{"from": a, "to": b} for a, b in spans])
    assert next_open(profile, at("2026-06-01 08:00")) == at("2026-06-13 07:00")


@pytest.mark.parametrize(
    "moment",
    [
        at("2026-06-10 10:00").replace(tzinfo=None),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, tzinfo=UTC),
    ],
)
def test_an_instant_without_a_zone_or_out_of_reach_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match=r"instant|1970"):
        is_open(OFFICE, moment)
    with pytest.raises(ValueError, match=r"instant|1970"):
        next_change(OFFICE, moment)
