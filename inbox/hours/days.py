"""Which times of a given day are open: the order of special day, closure, holiday and week."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from inbox.hours.intervals import DAY, Interval, merge

Times = tuple[Interval, ...]


class Days:
    """A profile made ready to be asked often. Days are proleptic ordinals (`date.toordinal`)."""

    __slots__ = ("_closed_from", "_closed_to", "_holidays", "_on_holidays", "_special", "_weekly")

    def __init__(
        self,
        *,
        weekly: Sequence[Times],
        holidays: Iterable[date],
        on_holidays: Times,
        special_days: Mapping[date, Times],
        closures: Iterable[tuple[date, date]],
    ) -> None:
        self._weekly = tuple(merge(day) for day in weekly)
        self._holidays = frozenset(day.toordinal() for day in holidays)
        self._on_holidays = merge(on_holidays)
        self._special = {day.toordinal(): merge(times) for day, times in special_days.items()}
        spans = _merged_spans(closures)
        self._closed_from = [first for first, _ in spans]
        self._closed_to = [last for _, last in spans]

    def starting_on(self, day: int) -> Times:
        """What begins on that day, also if it ends on the next."""
        if (special := self._special.get(day)) is not None:
            return special
        if self._is_closure(day):
            return ()
        if day in self._holidays:
            return self._on_holidays
        return self._weekly[(day + 6) % 7]  # ordinal 1 is a Monday

    def open_on(self, day: int) -> Times:
        """What is open within that day, the last hours of the night before included."""
        own = self.starting_on(day)
        before = self.starting_on(day - 1)
        if before and before[-1].end > DAY:
            return merge((*own, Interval(0, before[-1].end - DAY)))
        return own

    def _is_closure(self, day: int) -> bool:
        nearest = bisect_right(self._closed_from, day) - 1
        return nearest >= 0 and day <= self._closed_to[nearest]


def _merged_spans(closures: Iterable[tuple[date, date]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for first, last in sorted((a.toordinal(), b.toordinal()) for a, b in closures):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans
