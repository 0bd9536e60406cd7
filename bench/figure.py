"""A figure that was measured, what it should be, and whether it is: one line of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final


class Invalid(Exception):
    """The run says nothing, or a promise was broken in it; the text says which."""


@dataclass(frozen=True, slots=True)
class Goal:
    relation: str  # "<=" or ">="
    limit: float

    def met(self, value: float) -> bool:
        return value <= self.limit if self.relation == "<=" else value >= self.limit


@dataclass(frozen=True, slots=True)
class Figure:
    """`low` and `high` are the spread over the rounds that `value` is the median of."""

    name: str
    value: float
    unit: str = ""
    goal: Goal | None = None
    low: float | None = None
    high: float | None = None

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "ok" if self.goal.met(self.value) else "MISSED"

    def line(self) -> str:
        spread = "" if self.low is None else f"{_short(self.low)} .. {_short(self.high or 0)}"
        goal = "" if self.goal is None else f"{self.goal.relation} {_short(self.goal.limit)}"
        value = f"{_short(self.value)} {self.unit}"
        return f"  {self.name:<58} {value:<14} {spread:<18} {goal:<9} {self.verdict}".rstrip()

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


HEADING: Final = f"  {'':<58} {'median':<14} {'spread':<18} {'goal':<9} verdict"


def over_rounds(
    name: str, values: Sequence[float], unit: str = "", goal: Goal | None = None
) -> Figure:
    return Figure(name, median(values), unit, goal, min(values), max(values))


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
