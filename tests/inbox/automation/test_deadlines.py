"""One month by the calendar, also where the next month is shorter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from inbox.automation.deadlines import due_on


@pytest.mark.parametrize(
    ("received", "one_month", "three_months"),
    [
        ("2026-01-31", "2026-02-28", "2026-04-30"),
        ("2026-11-24", "2026-12-24", "2027-02-24"),
        ("2027-12-31", "2028-01-31", "2028-03-31"),
        ("2028-01-31", "2028-02-29", "2028-04-30"),
    ],
)
def test_the_vectors(received, one_month, three_months):
    moment = datetime.fromisoformat(f"{received}T12:00:00+00:00")
    assert due_on(moment, zone="Europe/Berlin") == date.fromisoformat(one_month)
    assert due_on(moment, zone="Europe/Berlin", months=3) == date.fromisoformat(three_months)


def test_the_day_is_the_shops_day():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # already the 25th in Berlin
    assert due_on(late, zone="Europe/Berlin") == date(2026, 12, 25)
    assert due_on(late, zone="UTC") == date(2026, 12, 24)
