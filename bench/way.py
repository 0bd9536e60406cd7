"""The whole way: from the moment a webhook is accepted to the answer on the customer's phone.

A thousand customers write three messages each, in a mixed order; statuses come back for every
answer, and the provider takes its time for each send, which is part of what is measured. Three
quick messages get one answer: time is counted from a customer's first message.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bench import client, webhooks
from bench.audit import Accepted, Answers, audit
from bench.databases import DATABASES
from bench.figure import Figure, Goal
from bench.kontor import Kontor, running
from bench.progress import saying
from bench.traffic import shuffled

P50: Final = Goal("<=", 400)
P95: Final = Goal("<=", 1000)
_PROVIDER_MS: Final = (150, 50)  # mean and spread of a send
_CUSTOMERS: Final = 1000
_EACH: Final = 3
_RATE: Final = 20.0  # messages per second
_STEP: Final = 1.3  # each further rate is so many times the last one
_STEP_SECONDS: Final = 10.0
_SETTLED_WITHIN: Final = 120.0
_CONNECTIONS: Final = 8


def measure(*, quick: bool) -> Iterator[Figure]:
    """Raises `Invalid`."""
    seconds = 15.0 if quick else 60.0
    for name, opened in DATABASES.items():
        with opened() as databases, running(databases.product("kontor")) as kontor:
            kontor.misbehave(latency_ms=_PROVIDER_MS)
            day = _Day(kontor)
            saying(f"whole way on {name}: {_RATE:.0f} messages/s for {seconds:.0f} s")
            yield from _figures(name, day.go_on(_RATE, seconds))
            yield from _highest(name, day, quick=quick)
            answers = audit(kontor, day.accepted)
            yield Figure(f"{name}: messages, none lost, none twice, in order", len(day.accepted))
            yield Figure(f"{name}: answers, on the phones as in the database", len(answers))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What happened at one rate: milliseconds until the answer, in the order of the messages."""

    rate: float
    milliseconds: Sequence[float]

    @property
    def p95(self) -> float:
        return client.quantile(self.milliseconds, 0.95)

    @property
    def held(self) -> bool:
        """The last third was not slower than is allowed: the backlog does not grow."""
        last = self.milliseconds[-max(1, len(self.milliseconds) // 3) :]
        return max(self.p95, client.quantile(last, 0.95)) <= P95.limit


class _Day:
    """Customers of a day, ever new ones; `accepted` is what the product owes an account of."""

    def __init__(self, kontor: Kontor) -> None:
        self._kontor = kontor
        self._customers = 0
        self.accepted: list[Accepted] = []

    def go_on(self, rate: float, seconds: float) -> _Stretch:
        many = int(rate * seconds)
        customers = max(math.ceil(many / 1.2), _CUSTOMERS if rate == _RATE else 0)
        begins = time.time()
        messages = shuffled(
            self._customers, customers, each=_EACH, many=many, begins=begins, rate=rate
        )
        self._customers += customers
        made = webhooks.requests(self._kontor.shop, self._kontor.path, messages)
        run = client.pace(self._kontor.port, made, rate=rate, connections=_CONNECTIONS)
        self._kontor.all_taken(run)
        accepted = [Accepted(*pair) for pair in zip(messages, run.answered_at, strict=True)]
        self.accepted += accepted
        self._kontor.settle(_SETTLED_WITHIN)
        return _Stretch(rate, _milliseconds(self._kontor, accepted))


def _milliseconds(kontor: Kontor, accepted: Sequence[Accepted]) -> list[float]:
    """From a customer's first message to the answer, for everybody who got one."""
    first: dict[str, float] = {}
    for one in accepted:
        first.setdefault(one.message.customer, one.at)
    answers = Answers(kontor).of(first)
    return [
        (answers[customer][0].at - at) * 1000 for customer, at in first.items() if answers[customer]
    ]


def _figures(name: str, stretch: _Stretch) -> Iterator[Figure]:
    took, rate = stretch.milliseconds, stretch.rate
    yield Figure(f"{name}: answers measured at {rate:.0f} messages/s", len(took))
    yield Figure(f"{name}: accepted to answered, p50", client.quantile(took, 0.5), "ms", P50)
    yield Figure(f"{name}: accepted to answered, p95", stretch.p95, "ms", P95)


def _highest(name: str, day: _Day, *, quick: bool) -> Iterator[Figure]:
    """A rate that is not held has a second chance: the machine may have been busy."""
    highest, rate = 0.0, _RATE
    seconds = _STEP_SECONDS / 2 if quick else _STEP_SECONDS
    while True:
        rate *= _STEP
        saying(f"whole way on {name}: {rate:.0f} messages/s")
        if not (day.go_on(rate, seconds).held or day.go_on(rate, seconds).held):
            break
        highest = rate
    yield Figure(f"{name}: highest rate with p95 <= 1 s and no growing backlog", highest, "/s")
