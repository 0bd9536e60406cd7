"""Tries are spread over three days, obey Retry-After, and come to an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inbox.subscribers import retries

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


def test_eleven_tries_last_three_days_and_a_little():
    waits = [retries.wait(tries, chance=0.5) for tries in range(1, retries.TRIES)]
    assert len(waits) == 10
    assert waits == sorted(waits)
    assert timedelta(days=3) < sum(waits, timedelta()) < timedelta(days=3, hours=6)
    assert retries.wait(retries.TRIES, chance=0.5) is None


def test_no_two_events_need_to_come_back_together():
    few, many = (retries.wait(3, chance=chance) for chance in (0.0, 1.0))
    assert few == timedelta(minutes=4)
    assert many == timedelta(minutes=6)


def test_a_longer_wish_is_obeyed_up_to_a_day():
    assert retries.wait(1, chance=0, wish=timedelta(minutes=7)) == timedelta(minutes=7)
    assert retries.wait(1, chance=0, wish=timedelta(days=300)) == timedelta(days=1)
    assert retries.wait(3, chance=0.5, wish=timedelta(seconds=1)) == timedelta(minutes=5)


def test_an_endpoint_that_seems_to_be_down_rests_longer_every_time_up_to_ten_minutes():
    rests = [retries.rest(failures) for failures in range(1, 12)]
    assert rests[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert rests[-1] == retries.rest(10**9) == timedelta(minutes=10)


def test_only_days_of_failures_without_any_success_are_hopeless():
    days_ago = NOON - timedelta(days=3)
    assert retries.is_hopeless(failing_since=days_ago, failures=10, now=NOON)
    assert not retries.is_hopeless(failing_since=days_ago, failures=9, now=NOON)
    assert not retries.is_hopeless(
        failing_since=days_ago + timedelta(seconds=1), failures=99, now=NOON
    )
    assert not retries.is_hopeless(failing_since=None, failures=0, now=NOON)
