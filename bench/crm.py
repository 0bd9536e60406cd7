"""The CRM: what a customer's history costs, how fast everything is exported, and whether the feed
misses anything beside writers of whom one is killed.

History and export are asked of the shops that `growth` has filled. BENCH_FULL=1 exports all of it.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import psutil
from flask.testing import FlaskClient

from app import create_app
from bench.chapter import Written
from bench.client import quantile
from bench.databases import DATABASES
from bench.figure import Figure, Goal, Invalid
from bench.progress import bar, saying
from inbox.people import token
from inbox.people.token import Scope
from inbox.world import World
from tests.stand import stand
from tests.writers import Heard, follow

_AS_SMALL: Final = Goal("<=", 1.5)
_NONE: Final = Goal("<=", 0)
_STEADY: Final = Goal("<=", 1.1)
_REQUESTS: Final = 300
_WARM: Final = 20
_PAGE: Final = 1_000
_EXPORTED: Final = 60_000  # messages, when there is no time for all
_WRITERS: Final = 4
_FOLLOWED: Final = 8.0  # seconds


@dataclass(frozen=True, slots=True)
class Reader:
    """A program that asks the application in this process, without a network."""

    client: FlaskClient
    token: str

    def get(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.client.get(f"/api/v1{path}", headers=headers)
        if answer.status_code != 200:
            raise Invalid(f"{path} was answered with {answer.status_code}")
        return answer.json


def reader(world: World, client: FlaskClient) -> Reader:
    with world.database.transaction() as session:
        _row, made = token.add(
            session,
            name="Benchmark",
            scopes=[Scope.HISTORY_READ, Scope.CHANGES_READ],
            per_minute=60_000,
            now=world.clock(),
        )
    return Reader(client, made)


def history(
    name: str, small: tuple[Reader, Sequence[Written]], large: tuple[Reader, Sequence[Written]]
) -> Iterator[Figure]:
    """Of customers with more messages than a page has, in a small shop and in a large one."""
    chance = random.Random(0)
    times: list[list[float]] = [[], []]
    for _ in range(_WARM + _REQUESTS):
        for (asking, long), seconds in zip((small, large), times, strict=True):
            path = f"/customers/{chance.choice(long).customer_id}/messages"
            began = time.perf_counter()
            asking.get(path)
            seconds.append(time.perf_counter() - began)
    before, after = (quantile(seconds[_WARM:], 0.95) * 1000 for seconds in times)
    yield Figure(f"{name}: a customer's messages, p95, small shop", before, "ms")
    yield Figure(f"{name}: a customer's messages, p95, large shop", after, "ms")
    yield Figure(f"{name}: a customer's messages, p95, growth", after / before, "", _AS_SMALL)


def export(name: str, large: Reader, messages: int) -> Iterator[Figure]:
    """The rate, and how much more memory the process has at the end than after a tenth."""
    most = messages if os.environ.get("BENCH_FULL") else min(messages, _EXPORTED)
    cursor, read, early = "", 0, 0
    began = time.perf_counter()
    while read < most:
        page = large.get(f"/messages?limit={_PAGE}{cursor}")
        read += len(page["data"])
        bar(f"{most:,} messages exported", read, most)
        if not early and read >= most / 10:
            early = _memory()
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    seconds = time.perf_counter() - began
    yield Figure(f"{name}: export of {read:,} messages", read / seconds, "messages/s")
    yield Figure(
        f"{name}: memory after the export, to after a tenth", _memory() / early, "", _STEADY
    )


def measure(*, quick: bool) -> Iterator[Figure]:
    """Raises `Invalid`."""
    for name, opened in DATABASES.items():
        with opened() as databases, stand(databases.product("feed"), ()) as built:
            asking = reader(built.world, create_app(built.world).test_client())
            saying(f"feed on {name}: {_WRITERS} writers, one is killed")

            def feed(after: int, asking: Reader = asking) -> list[Heard]:
                told = asking.get(f"/changes?limit=1000&after={after}")["data"]
                return [
                    Heard(one["number"], one["customer_id"], int(one["message_id"])) for one in told
                ]

            outcome = follow(
                built.world.database,
                built.world.settings.database_url,
                feed,
                writers=_WRITERS,
                seconds=_FOLLOWED / 2 if quick else _FOLLOWED,
            )
        rate = len(outcome.heard) / outcome.seconds
        yield Figure(f"{name}: changes followed beside {_WRITERS} writers", rate, "changes/s")
        for what in ("missed", "repeated", "reordered"):
            yield Figure(f"{name}: changes {what}", getattr(outcome, what), "", _NONE)


def _memory() -> int:
    return int(psutil.Process().memory_info().rss)
