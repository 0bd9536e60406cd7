"""A profile of hours is read strictly and written as it was meant."""

from __future__ import annotations

from typing import Any

import pytest

from inbox.hours.calendar import Interval, Profile, is_open
from inbox.hours.intervals import merge, read_interval
from inbox.hours.profile import LARGEST_LIST
from tests.inbox.hours.shops import at

GOOD: dict[str, Any] = {"zone": "Europe/Berlin", "weekly": {"mon": ["09:00-18:00"]}}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("09:00-18:00", Interval(540, 1080)),
        (" 9:00 - 18:00 ", Interval(540, 1080)),
        (["09:00", "18:00"], Interval(540, 1080)),
        ([540, 1080], Interval(540, 1080)),
        ("00:00-24:00", Interval(0, 1440)),
        ("22:00-06:00", Interval(1320, 1800)),
        ("18:00-00:00", Interval(1080, 1440)),
        ([1320, 360], Interval(1320, 1800)),
    ],
)
def test_an_interval_is_read_in_every_form(written: object, read: Interval) -> None:
    assert read_interval(written) == read
    assert read_interval(str(read)) == read


@pytest.mark.parametrize(
    "written",
    [
        "09:00-09:00",
        "00:00-00:00",
        "24:00-06:00",
        "25:00-26:00",
        "24:01-25:00",
        "09:60-10:00",
        "09:00",
        "09:00-10:00-11:00",
        "-",
        "",
        "9-18",
        ["09:00"],
        [540, True],
        [-1, 60],
        [540, 1441],
        [None, None],
        None,
        540,
        "٠٩:٠٠-١٨:٠٠",
    ],
)
def test_what_is_no_interval_is_refused_with_a_sentence(written: object) -> None:
    with pytest.raises(ValueError, match=r"interval|starts|time of day"):
        read_interval(written)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"zone": "Europe/Nowhere"}, "no time zone"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
        ({"zone": "Europe"}, "no time zone"),
        ({"zone": None}, "no time zone"),
        ({"zone": ""}, "no time zone"),
        ({"weekly": {"monday": []}}, "no weekday"),
        ({"weekly": {"mon": "09:00-18:00"}}, "a day is a list"),
        ({"weekly": {"mon": ["09:00-18:00"] * 25}}, "a day is a list"),
        ({"weekly": [[], []]}, "a week"),
        ({"weekly": "never"}, "a week"),
        ({"holidays": ["25.12.2026"]}, "no date"),
        ({"holidays": [20261225]}, "no date"),
        ({"holidays": "2026-12-25"}, "a list"),
        ({"holidays": ["2026-12-25"] * (LARGEST_LIST + 1)}, "a list"),
        ({"special_days": ["2026-12-24"]}, "special days"),
        ({"special_days": {"2026-02-30": []}}, "no date"),
        ({"closures": [["2026-12-24", "2027-01-06"]]}, "a closure"),
        ({"closures": [{"from": "2027-01-06", "to": "2026-12-24"}]}, "before it begins"),
        ({"closures": [{"from": "2026-12-24"}]}, "no date"),
        ({"timezone": "Europe/Berlin"}, "timezone"),
    ],
)
def test_a_mistake_in_a_profile_is_named(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Profile.from_json(GOOD | change)


@pytest.mark.parametrize("document", [None, [], "zone", 7])
def test_what_is_no_object_is_no_profile(document: object) -> None:
    with pytest.raises(ValueError, match="a profile of hours"):
        Profile.from_json(document)


def test_a_week_may_be_a_list_of_seven_days() -> None:
    listed = Profile.from_json(GOOD | {"weekly": [["09:00-18:00"], [], [], [], [], [], []]})
    assert listed == Profile.from_json(GOOD)


def test_a_week_of_six_days_is_none() -> None:
    with pytest.raises(ValueError, match="seven"):
        Profile(zone="UTC", weekly=((),) * 6)


def test_intervals_that_overlap_are_kept_as_written_and_asked_as_one() -> None:
    times = ["00:00-24:00", "22:00-06:00"]
    profile = Profile.from_json({"zone": "UTC", "weekly": {"mon": times}})
    assert profile.to_json()["weekly"] == {
        "mon": times, "tue": [], "wed": [], "thu": [], "fri": [], "sat": [], "sun": []
    }  # fmt: skip
    assert is_open(profile, at("2026-06-09 05:59"))
    assert not is_open(profile, at("2026-06-09 06:00"))


def test_merging_joins_what_touches_and_keeps_what_does_not() -> None:
    given = [Interval(600, 720), Interval(540, 600), Interval(800, 900), Interval(850, 870)]
    assert merge(given) == (Interval(540, 720), Interval(800, 900))
