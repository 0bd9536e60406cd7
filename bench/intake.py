"""Intake: how many signed webhooks per second are accepted and committed, and how fast.

Always in relation to the floor server, in alternating rounds on the same machine and database. The
product's workers run, and are behind from the first round on; the floor has the machine to itself.
The customers have written before: what is measured is intake, not first contact.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

from sqlalchemy import func, select

from bench import client, serving, webhooks
from bench.databases import DATABASES, Databases
from bench.figure import Figure, Goal, Invalid, over_rounds
from bench.kontor import Kontor, running
from bench.progress import saying
from inbox.channel import RawRequest
from inbox.conversations.message import Direction, Message
from inbox.intake.raw_event import Fate, RawEvent
from inbox.intake.receive import digest_of

OF_THE_FLOOR: Final = Goal(">=", 0.75)
SLOWER_THAN_THE_FLOOR: Final = Goal("<=", 2.0)
_CEILING: Final = 3.0  # times the floor; below that the client measures itself
_CUSTOMERS: Final = 200
_FLOOD: Final = 600  # requests in a round
_PACED_SECONDS: Final = 3.0
_DRAINED_WITHIN: Final = 600.0


@dataclass(frozen=True, slots=True)
class Effort:
    floods: int
    paced: int


FULL: Final = Effort(floods=7, paced=5)
QUICK: Final = Effort(floods=3, paced=1)


def measure(*, quick: bool) -> Iterator[Figure]:
    """Raises `Invalid`."""
    effort = QUICK if quick else FULL
    for name, opened in DATABASES.items():
        with opened() as databases:
            yield from _on(name, databases, effort)


def _on(name: str, databases: Databases, effort: Effort) -> Iterator[Figure]:
    with (
        running(databases.product("kontor")) as kontor,
        serving.floor(databases.plain("floor"), kontor.shop.app_secret) as floor_port,
        serving.responder() as ceiling_port,
    ):
        sent = _Sent(kontor)
        saying(f"intake on {name}: warming up")
        kontor.misbehave(statuses_off=True)  # its reports would be intake that nobody counts
        client.flood(floor_port, sent.requests(_CUSTOMERS, remembered=False))
        sent.to_kontor(lambda made: client.flood(kontor.port, made), _CUSTOMERS)
        kontor.settle(_DRAINED_WITHIN)
        floors, ours = _floods(name, kontor, sent, floor_port, effort)
        ceiling = client.flood(ceiling_port, sent.requests(5 * _FLOOD, remembered=False)).per_second
        yield from _throughput(name, floors, ours, ceiling)
        yield from _latency(name, kontor, sent, floor_port, median(ours) / 2, effort)
        saying(f"intake on {name}: waiting until everything is normalised")
        began = time.monotonic()
        waited = kontor.waiting()
        kontor.settle(_DRAINED_WITHIN)
        sent.check()
        behind = waited / (time.monotonic() - began)
        yield Figure(f"{name}: webhooks that were accepted, each stored once", len(sent.digests))
        yield Figure(f"{name}: backlog worked off", behind, "/s")


class _Sent:
    """Remembers what went to the product, to look for it afterwards."""

    def __init__(self, kontor: Kontor) -> None:
        self._kontor = kontor
        self._count = 0
        self.digests: set[str] = set()

    def requests(self, many: int, *, remembered: bool = True) -> list[bytes]:
        """Made before anything is measured; every one is new."""
        now = time.time()
        messages = []
        for _ in range(many):
            number, customer = divmod(self._count, _CUSTOMERS)
            messages.append(webhooks.written(customer, number + 1, now))
            self._count += 1
        made = webhooks.requests(self._kontor.shop, self._kontor.path, messages)
        if remembered:
            self.digests.update(self._digest(request) for request in made)
        return made

    def to_kontor(self, send: Callable[[list[bytes]], client.Run], many: int) -> client.Run:
        run = send(self.requests(many))
        self._kontor.all_taken(run)
        return run

    def check(self) -> None:
        """Every accepted request is one row, understood, and one message."""
        with self._kontor.world.database.reading() as session:
            rows = session.execute(select(RawEvent.digest, RawEvent.fate)).all()
            count = select(func.count()).select_from(Message)
            messages = session.execute(count.where(Message.direction == Direction.IN)).scalar_one()
        if len(rows) != len(self.digests) or {row.digest for row in rows} != self.digests:
            raise Invalid(f"accepted {len(self.digests)} webhooks, stored {len(rows)}")
        if any(row.fate != Fate.NORMALISED for row in rows) or messages != len(rows):
            raise Invalid(f"stored {len(rows)} webhooks, made {messages} messages of them")

    def _digest(self, request: bytes) -> str:
        body = request.partition(b"\r\n\r\n")[2]
        return digest_of(RawRequest("POST", f"http://127.0.0.1{self._kontor.path}", {}, {}, body))


def _floods(
    name: str, kontor: Kontor, sent: _Sent, floor_port: int, effort: Effort
) -> tuple[list[float], list[float]]:
    floors, ours = [], []
    for number in range(effort.floods):
        saying(f"intake on {name}: round {number + 1} of {effort.floods}")
        with kontor.resting():
            made = sent.requests(_FLOOD, remembered=False)
            floors.append(client.flood(floor_port, made).per_second)
        ours.append(sent.to_kontor(lambda made: client.flood(kontor.port, made), _FLOOD).per_second)
    return floors, ours


def _throughput(
    name: str, floors: list[float], ours: list[float], ceiling: float
) -> Iterator[Figure]:
    reached = ceiling / median(floors)
    yield Figure(f"{name}: the client's own ceiling", ceiling, "/s")
    if reached < _CEILING:
        raise Invalid(f"the client reaches only {reached:.1f} times the floor")
    yield over_rounds(f"{name}: floor, accepted and committed", floors, "/s")
    yield over_rounds(f"{name}: Kontor, accepted and committed", ours, "/s")
    ratios = [mine / least for mine, least in zip(ours, floors, strict=True)]
    yield over_rounds(f"{name}: share of the floor", ratios, "", OF_THE_FLOOR)


def _latency(
    name: str, kontor: Kontor, sent: _Sent, floor_port: int, rate: float, effort: Effort
) -> Iterator[Figure]:
    floors, ours = [], []
    many = int(rate * _PACED_SECONDS)
    for number in range(effort.paced):
        saying(f"intake on {name}: at {rate:.0f}/s, round {number + 1} of {effort.paced}")
        with kontor.resting():
            made = sent.requests(many, remembered=False)
            floors.append(client.pace(floor_port, made, rate=rate).milliseconds(0.99))
        run = sent.to_kontor(lambda made: client.pace(kontor.port, made, rate=rate), many)
        ours.append(run.milliseconds(0.99))
    ratios = [mine / least for mine, least in zip(ours, floors, strict=True)]
    yield over_rounds(f"{name}: floor, p99 at {rate:.0f}/s", floors, "ms")
    yield over_rounds(f"{name}: Kontor, p99 at {rate:.0f}/s", ours, "ms")
    yield over_rounds(f"{name}: p99 in relation to the floor's", ratios, "", SLOWER_THAN_THE_FLOOR)
