"""What must hold for every shop: the engine against an oracle that tries every minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.hours.calendar import Interval, Profile, is_open, next_change, next_close, next_open
from inbox.hours.intervals import DAY
from inbox.hours.profile import Closure
from inbox.hours.spoken import speak
from tests.inbox.hours.oracle import MINUTE, change_within, open_at, open_minutes
from tests.inbox.hours.shops import at, shop

ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "Atlantic/Azores",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Africa/Casablanca",
    "UTC",
)
CLOCK_CHANGES = (
    "2026-03-29 01:00",  # Berlin, London, Azores
    "2026-10-25 01:00",
    "2026-03-08 07:00",  # New York, St John's
    "2026-11-01 06:00",
    "2026-04-04 15:00",  # Lord Howe
    "2026-10-03 15:30",
    "2026-02-15 02:00",  # Casablanca, around Ramadan
    "2026-03-22 02:00",
)
SPAN = timedelta(days=3)

minutes = st.integers(0, 95).map(lambda quarter: quarter * 15) | st.integers(0, DAY - 1)
intervals = st.tuples(minutes, st.integers(1, DAY - 1)).map(
    lambda one: Interval(one[0], one[0] + one[1])
)
times = st.lists(intervals, max_size=3).map(lambda day: tuple(sorted(set(day))))
instants = st.builds(
    lambda change, seconds: at(change) + timedelta(seconds=seconds),
    st.sampled_from(CLOCK_CHANGES),
    st.integers(-3 * 86_400, 3 * 86_400),
)
days = st.builds(
    lambda change, offset: at(change).date() + timedelta(days=offset),
    st.sampled_from(CLOCK_CHANGES),
    st.integers(-4, 4),
)
closures = st.builds(
    lambda first, n: Closure(first, first + timedelta(days=n)), days, st.integers(0, 3)
)
profiles = st.builds(
    Profile,
    zone=st.sampled_from(ZONES),
    weekly=st.tuples(*[times] * 7),
    holidays=st.frozensets(days, max_size=3),
    on_holidays=times,
    special_days=st.dictionaries(days, times, max_size=3),
    closures=st.lists(closures, max_size=2).map(tuple),
)


@settings(max_examples=120, deadline=None)
@given(profiles, instants)
def test_the_engine_agrees_with_trying_every_minute(profile: Profile, moment: datetime) -> None:
    assert is_open(profile, moment) is open_at(profile, moment)
    expected = change_within(profile, moment, SPAN)
    found = next_change(profile, moment)
    assert found == expected if expected else found is None or found > moment + SPAN


@settings(max_examples=60, deadline=None)
@given(profiles, instants)
def test_the_next_opening_is_open_and_no_minute_before_it_is(
    profile: Profile, moment: datetime
) -> None:
    opening, closing = next_open(profile, moment), next_close(profile, moment)
    assert opening is None or closing is None
    change = opening or closing
    if change is None:
        return
    assert open_at(profile, change) is (closing is None)
    before = min(int((change - moment) / MINUTE), 500)
    assert all(open_at(profile, change - n * MINUTE) is (opening is None) for n in range(1, before))


@settings(max_examples=60, deadline=None)
@given(profiles, instants, intervals, closures)
def test_more_hours_never_close_and_a_closure_never_opens(
    profile: Profile, moment: datetime, more: Interval, closure: Closure
) -> None:
    longer = replace(profile, weekly=tuple((*day, more) for day in profile.weekly))
    closed = replace(profile, closures=(*profile.closures, closure))
    assert is_open(longer, moment) or not is_open(profile, moment)
    assert is_open(profile, moment) or not is_open(closed, moment)


@settings(max_examples=60, deadline=None)
@given(profiles, instants, st.integers(1, DAY - 1))
def test_splitting_an_interval_changes_nothing(
    profile: Profile, moment: datetime, cut: int
) -> None:
    def split(day: tuple[Interval, ...]) -> tuple[Interval, ...]:
        pieces = []
        for start, end in day:
            middle = start + cut
            whole = middle >= end or middle >= DAY
            pieces += (
                [Interval(start, end)]
                if whole
                else [Interval(start, middle), Interval(middle, end)]
            )
        return tuple(pieces)

    pieces = replace(profile, weekly=tuple(split(day) for day in profile.weekly))
    assert is_open(pieces, moment) is is_open(profile, moment)
    assert next_change(pieces, moment) == next_change(profile, moment)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ZONES), instants)
def test_a_shop_that_never_closes_has_no_closing(zone: str, moment: datetime) -> None:
    always = shop("00:00-24:00", zone=zone)
    assert is_open(always, moment)
    assert next_close(always, moment) is None


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[times] * 7), instants)
def test_a_shop_in_utc_knows_no_clock_changes(
    weekly: tuple[tuple[Interval, ...], ...], moment: datetime
) -> None:
    weeks = timedelta(days=28)
    profile = Profile(zone="UTC", weekly=weekly)
    later = next_change(profile, moment + weeks)
    assert next_change(profile, moment) == (later - weeks if later else None)


def test_a_night_has_seven_eight_or_nine_hours() -> None:
    night = shop("22:00-06:00")
    for noon, minutes_open in (
        ("2026-03-21 12:00", 480),
        ("2026-03-28 12:00", 420),
        ("2026-10-24 12:00", 540),
    ):
        opening = next_open(night, at(noon))
        assert opening is not None
        closing = next_close(night, opening)
        assert closing is not None
        assert (closing - opening) / MINUTE == minutes_open
        assert open_minutes(night, at(noon), at(noon) + timedelta(hours=22)) == minutes_open


@settings(max_examples=40, deadline=None)
@given(profiles, instants, st.integers(-14 * 60, 14 * 60), st.sampled_from(ZONES))
def test_only_the_instant_counts_not_the_zone_it_is_told_in(
    profile: Profile, moment: datetime, offset: int, zone: str
) -> None:
    for told in (
        moment.astimezone(timezone(timedelta(minutes=offset))),
        moment.astimezone(ZoneInfo(zone)),
    ):
        assert is_open(profile, told) is is_open(profile, moment)
        assert next_change(profile, told) == next_change(profile, moment)


@settings(max_examples=40, deadline=None)
@given(profiles, instants, st.integers(0, 59_999_999))
def test_seconds_never_matter_within_a_minute(
    profile: Profile, moment: datetime, microseconds: int
) -> None:
    minute = moment.replace(second=0, microsecond=0)
    within = minute + timedelta(microseconds=microseconds)
    assert is_open(profile, within) is is_open(profile, minute)
    change = next_change(profile, within)
    assert change == next_change(profile, minute)
    assert change is None or (change.second, change.microsecond) == (0, 0)


@settings(max_examples=40, deadline=None)
@given(profiles, instants, st.sampled_from(["de", "en", "fr"]))
def test_the_words_never_name_a_past_time(
    profile: Profile, moment: datetime, language: str
) -> None:
    opening = next_open(profile, moment)
    said = speak(opening, now=moment, zone=profile.zone, language=language)
    assert (said is None) is (opening is None)
    past = moment - MINUTE
    assert speak(past, now=moment, zone=profile.zone, language=language) is None


@settings(max_examples=60, deadline=None)
@given(profiles)
def test_a_profile_survives_json(profile: Profile) -> None:
    assert Profile.from_json(profile.to_json()) == profile


@settings(max_examples=30, deadline=None)
@given(st.dates(date(1975, 1, 1), date(2195, 1, 1)), st.sampled_from(ZONES))
def test_any_year_has_an_answer(day: date, zone: str) -> None:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    profile = shop("09:00-17:00", zone=zone)
    change = next_change(profile, moment)
    assert change is not None
    assert change - moment <= timedelta(days=1)
