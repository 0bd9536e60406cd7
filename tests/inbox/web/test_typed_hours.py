"""Times of a day as people type them into a form."""

from __future__ import annotations

from typing import Any

import pytest

from inbox.hours.intervals import Interval
from inbox.web.settings.typed_hours import read_times


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ()),
        ("9-17", ((540, 1020),)),
        ("9.30 bis 12 Uhr; 13:00–18:00", ((570, 720), (780, 1080))),
        ("22:00-6:00", ((1320, 1800),)),
        ("00:00-24:00", ((0, 1440),)),
    ],
)
def test_times_are_read_as_people_write_them(written: str, read: Any) -> None:
    assert read_times(written) == tuple(Interval(*one) for one in read)


@pytest.mark.parametrize("written", ["morning", "9", "9-9", "25-26", "9-12-15", "24:00-25:00"])
def test_other_things_are_no_times(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence is the module's own
        read_times(written)
