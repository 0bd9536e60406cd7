"""Growth: what pages cost in a shop with a million messages, in relation to one with ten thousand.

Server time: the application answers in this process, without a network, to an agent who is signed
in. Requests to both shops alternate, so that both meet the same machine.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from flask.testing import FlaskClient

from app import create_app
from bench import crm
from bench.chapter import Written
from bench.client import quantile
from bench.databases import DATABASES, Databases
from bench.figure import Figure, Goal, Invalid
from bench.generate import AVERAGE, Past, fill
from bench.kontor import KIND
from bench.progress import saying
from inbox.people import token
from inbox.people.token import Scope
from inbox.world import World
from tests.stand import stand

AS_SMALL: Final = Goal("<=", 1.5)
# Conversations, which have ten messages on average.
_QUICK: Final = (1_000, 10_000)
_SIZES: Final = {"SQLite": (1_000, 10_000, 100_000), "PostgreSQL": (1_000, 10_000)}
_LONG: Final = (1_000, 10_000, 100_000, 500_000)  # BENCH_FULL=1
_REQUESTS: Final = 150
_WARM: Final = 20
_CSRF: Final = re.compile(r'name="csrf_token" value="([^"]+)"')

# What is asked for, of a conversation that is chosen anew for each request.
_PAGES: Final[Mapping[str, Callable[[Written], str]]] = {
    "list of conversations": lambda _one: "/?view=open",
    "list of resolved ones": lambda _one: "/?view=resolved",
    "list of those that wait": lambda _one: "/?view=waiting",
    "thread": lambda one: f"/conversations/{one.conversation_id}",
    "figures for operators": lambda _one: "/metrics",
    "API, a customer": lambda one: f"/api/v1/customers/{one.customer_id}",
    "API, a customer's conversations": (
        lambda one: f"/api/v1/customers/{one.customer_id}/conversations"
    ),
    "API, a customer's messages": lambda one: f"/api/v1/customers/{one.customer_id}/messages",
    "API, a conversation": lambda one: f"/api/v1/conversations/{one.conversation_id}",
    "API, its messages": lambda one: f"/api/v1/conversations/{one.conversation_id}/messages",
    "API, changes": lambda _one: "/api/v1/changes?after=5000",
}


@dataclass(slots=True)
class _Shop:
    world: World
    messages: int
    past: Past
    client: FlaskClient
    token: str
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, page: str, one: Written) -> None:
        path = _PAGES[page](one)
        began = time.perf_counter()
        answer = self.client.get(path, headers={"Authorization": f"Bearer {self.token}"})
        self.seconds.setdefault(page, []).append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise Invalid(f"{path} was answered with {answer.status_code}")


def measure(*, quick: bool) -> Iterator[Figure]:
    """Raises `Invalid`."""
    for name, opened in DATABASES.items():
        with opened() as databases, ExitStack() as stack:
            shops = [_shop(stack, databases, many) for many in _sizes(name, quick=quick)]
            small, large = shops[0], shops[-1]
            saying(f"growth on {name}: {len(_PAGES)} pages, {_REQUESTS} times in each shop")
            yield from _compared(name, shops)
            readers = [crm.reader(shop.world, shop.client) for shop in (small, large)]
            saying(f"history and export on {name}")
            yield from crm.history(
                name, (readers[0], small.past.long), (readers[1], large.past.long)
            )
            yield from crm.export(name, readers[1], large.messages)


def _sizes(name: str, *, quick: bool) -> Sequence[int]:
    if quick:
        return _QUICK
    return _LONG if os.environ.get("BENCH_FULL") else _SIZES[name]


def _shop(stack: ExitStack, databases: Databases, conversations: int) -> _Shop:
    url = databases.product(f"shop_{conversations}")
    built = stack.enter_context(stand(url, (KIND,)))
    past = fill(built.world, built.accounts[KIND], conversations)
    client = create_app(built.world).test_client()
    _sign_in(client, past)
    return _Shop(built.world, conversations * AVERAGE, past, client, _token(built.world))


def _sign_in(client: FlaskClient, past: Past) -> None:
    found = _CSRF.search(client.get("/login").text)
    form = {"email": past.email, "password": past.password, "csrf_token": found[1] if found else ""}
    answer = client.post("/login", data=form)
    if answer.status_code != 303:
        raise Invalid(f"signing in was answered with {answer.status_code}")


def _token(world: World) -> str:
    with world.database.transaction() as session:
        _row, made = token.add(
            session,
            name="Benchmark",
            scopes=[Scope.HISTORY_READ, Scope.CHANGES_READ],
            now=world.clock(),
        )
    return made


def _compared(name: str, shops: Sequence[_Shop]) -> Iterator[Figure]:
    """From the smallest to the largest."""
    chance = random.Random(0)
    for page in _PAGES:
        for _ in range(_WARM + _REQUESTS):
            for shop in shops:
                shop.ask(page, chance.choice(shop.past.long))
        for shop in shops:
            size = f"{shop.messages:,} messages"
            yield _milliseconds(f"{name}, {size}: {page}", shop.seconds[page][_WARM:])
        before, after = (median(shop.seconds[page][_WARM:]) for shop in (shops[0], shops[-1]))
        yield Figure(f"{name}, {size}: {page}, growth", after / before, "", AS_SMALL)


def _milliseconds(name: str, seconds: Sequence[float]) -> Figure:
    low, high = (quantile(seconds, share) * 1000 for share in (0.05, 0.95))
    return Figure(name, median(seconds) * 1000, "ms", None, low, high)
