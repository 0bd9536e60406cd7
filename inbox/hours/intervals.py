"""Opening times of one day: minutes since local midnight, read from what people write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

DAY = 24 * 60  # minutes
LARGEST_DAY = 24  # intervals; more is a mistake, not a shop

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


class Interval(NamedTuple):
    """Half open, in minutes of the day it starts on; an `end` over `DAY` is on the next day."""

    start: int
    end: int

    def __str__(self) -> str:
        end = self.end if self.end <= DAY else self.end - DAY
        return f"{_written(self.start)}-{_written(end)}"


def read_day(written: object) -> tuple[Interval, ...]:
    """The intervals of one day, sorted; raises ValueError with what to fix."""
    if isinstance(written, str) or not isinstance(written, Sequence) or len(written) > LARGEST_DAY:
        raise ValueError(f"a day is a list of at most {LARGEST_DAY} times like 09:00-18:00")
    return tuple(sorted({read_interval(one) for one in written}))


def read_interval(written: object) -> Interval:
    """From "09:00-18:00", ["09:00", "18:00"] or minutes [540, 1080].

    An end before its start is on the next day; 24:00 is the end of the day and never a start.
    """
    ends = written.split("-") if isinstance(written, str) else written
    if not isinstance(ends, Sequence) or len(ends) != 2:
        raise ValueError(f"an interval is written like 09:00-18:00, not {_quoted(written)}")
    start, end = (_minute(one) for one in ends)
    if start == DAY:
        raise ValueError(f"{_quoted(written)} starts at 24:00: write 00:00 on the next day")
    if start == end:
        raise ValueError(f"{_quoted(written)} starts when it ends: write 00:00-24:00 for all day")
    return Interval(start, end if end > start else end + DAY)


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Sorted, with overlapping and touching intervals made one."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Interval(start, end))
    return tuple(merged)


def _minute(written: object) -> int:
    if isinstance(written, int) and not isinstance(written, bool) and 0 <= written <= DAY:
        return written
    if isinstance(written, str) and (parts := _TIME.fullmatch(written.strip())):
        hour, minute = int(parts[1]), int(parts[2])
        if minute < 60 and hour * 60 + minute <= DAY:
            return hour * 60 + minute
    raise ValueError(f"{_quoted(written)} is no time of day between 00:00 and 24:00")


def _written(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _quoted(written: object) -> str:
    return repr(written)[:60]
