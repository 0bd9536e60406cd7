"""A shop with a past: any number of conversations, with content that is really sealed.

They are written a thousand at a time and their messages in the order in which they would have come,
so that a thread lies scattered over its table as it does in a living shop.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Final

from bench.chapter import Chapter, Written
from bench.progress import bar, quiet
from inbox.people import agent as agents
from inbox.people.agent import Role
from inbox.world import World

_LONGEST: Final = 60  # messages: more than the thread shows on a page
# How many messages conversations have: ten on average, most are short, some go on for weeks.
_SIZES: Final = (1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 10, 14, 20, 40, _LONGEST)
AVERAGE: Final = sum(_SIZES) // len(_SIZES)
_TOGETHER: Final = 1000  # conversations that go on at the same time
_APART: Final = timedelta(minutes=5)  # from the end of one to the end of the next
_AGENTS: Final = 5


@dataclass(frozen=True, slots=True)
class Past:
    """`long` are the conversations with more messages than a page shows; `email` and `password`
    are an agent's."""

    email: str
    password: str
    long: Sequence[Written]


def fill(world: World, account_id: str, conversations: int) -> Past:
    """`conversations` is a multiple of 1,000; there will be ten times as many messages."""
    password = secrets.token_urlsafe(16)
    emails, agent_ids = _staff(world, password)
    begins, numbers, long = world.clock() - _APART * conversations, count(1), []
    for first in range(0, conversations, _TOGETHER):
        bar(f"{conversations * AVERAGE:,} messages", first, conversations)
        with world.database.transaction() as session:
            chapter = Chapter(session, account_id, agent_ids, random.Random(first))
            for number in range(first, first + _TOGETHER):
                size = _SIZES[number % len(_SIZES)]
                written = chapter.add(number, size=size, ends=begins + _APART * number)
                if size == _LONGEST:
                    long.append(written)
            chapter.write(numbers)
    _analyse(world)
    quiet()
    return Past(emails[0], password, long)


def _staff(world: World, password: str) -> tuple[Sequence[str], Sequence[str]]:
    """Mail addresses and ids."""
    emails = [f"agent{number}@shop.example" for number in range(_AGENTS)]
    with world.database.transaction() as session:
        rows = [
            agents.add(
                session,
                name=email.partition("@")[0],
                email=email,
                password=password,
                role=Role.AGENT,
                now=world.clock(),
            )
            for email in emails
        ]
        return emails, [row.id for row in rows]


def _analyse(world: World) -> None:
    """What autovacuum does for PostgreSQL in a living shop; SQLite plans without it."""
    if not world.database.embedded:
        with world.database.transaction() as session:
            session.connection().exec_driver_sql("ANALYZE")
