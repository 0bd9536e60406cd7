"""kill -9 and a lost Redis in the middle of 1,000 messages: nothing lost, nothing sent twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import redis
from sqlalchemy import select, update

from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author, Direction, Message, Reached, content_of
from inbox.intake.raw_event import Fate, RawEvent
from inbox.outbox.delivery import PENDING, Delivery, Stage
from inbox.outbox.dispatch import CLAIM
from inbox.outbox.post import Letter, post
from tests.postgres import postgresql
from tests.stand import Stand, listens, stand, wait_for
from workers.sweep import expire_claims

CUSTOMERS, EACH, ANSWERS = 50, 20, 4
SEED = int(os.environ.get("KONTOR_SEED", "20261124"))
ROLES = ("web", "in", "out", "slow", "schedule", "phones")


@pytest.fixture(params=["sqlite", "postgresql"])
def kontor(request: pytest.FixtureRequest) -> Iterator[Stand]:
    if request.param == "sqlite":
        with stand() as built:
            yield built
        return
    with postgresql() as url, stand(url) as built:
        yield built


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_is_sent_twice(kontor):
    sys.stdout.write(f"seed {SEED}\n")
    chance = random.Random(SEED)
    kontor.start(*ROLES)
    ports = [int(kontor.environment[name]) for name in ("PORT", "PHONES_PORT")]
    wait_for(lambda: all(listens(port) for port in ports), what="the processes")
    kontor.connect_phones()
    written = _write_and_break(kontor, chance)
    _answer_and_break(kontor)
    _settle(kontor)
    _audit(kontor, written)


def _write_and_break(kontor: Stand, chance: random.Random) -> dict[str, list[str]]:
    """Everybody writes, in random order, while one process after the other is killed."""
    people = [f"4917139{n:05d}" for n in range(CUSTOMERS)]
    turns = [(who, f"{who} schreibt zum {n}. Mal") for who in people for n in range(EACH)]
    order = sorted(turns, key=lambda turn: (int(turn[1].split()[-2].rstrip(".")), chance.random()))
    accidents = {
        len(order) * 1 // 8: lambda: _kill_and_restart(kontor, "in"),
        len(order) * 2 // 8: lambda: _kill_and_restart(kontor, "out"),
        len(order) * 3 // 8: lambda: _lose_redis(kontor),
        len(order) * 4 // 8: lambda: _flush_redis(kontor),
        len(order) * 5 // 8: lambda: _kill_and_restart(kontor, "web"),
        len(order) * 6 // 8: lambda: _kill_and_restart(kontor, "schedule"),
    }
    with ThreadPoolExecutor(4) as writers:
        for number, (who, text) in enumerate(order):
            if number in accidents:
                accidents[number]()
            path = f"/whatsapp/customers/{who}/messages"
            writers.submit(kontor.control, "POST", path, {"text": text})
    return {who: [text for one, text in turns if one == who] for who in people}


def _answer_and_break(kontor: Stand) -> None:
    """Agents answer every conversation that is there by now; the sender dies on the way."""
    world = kontor.world
    wait_for(lambda: len(_conversations(kontor)) == CUSTOMERS, seconds=120, what="conversations")
    for number, conversation_id in enumerate(_conversations(kontor)):
        with world.database.transaction() as session:
            conversation = session.get_one(Conversation, conversation_id)
            capabilities = world.accounts.channel(conversation.account_id).capabilities
            for n in range(ANSWERS):
                letter = Letter(
                    f"{conversation_id}-{n}", Author.AGENT, Purpose.SERVICE,
                    f"Antwort {n} auf {conversation_id}",
                )  # fmt: skip
                post(session, conversation, letter, capabilities, now=world.clock())
        if number == CUSTOMERS // 2:
            _kill_and_restart(kontor, "out")


def _settle(kontor: Stand) -> None:
    """Wait until nothing waits any more; lost claims are let run out as time would do it."""
    world = kontor.world

    def is_quiet() -> bool:
        _let_lost_claims_run_out(kontor)
        with world.database.reading() as session:
            events = select(RawEvent.id).where(RawEvent.fate == Fate.WAITING).limit(1)
            pending = select(Delivery.id).where(Delivery.stage.in_(PENDING)).limit(1)
            return not (session.execute(events).first() or session.execute(pending).first())

    wait_for(is_quiet, seconds=150, what="the last event and the last delivery")


def _let_lost_claims_run_out(kontor: Stand) -> None:
    """A send takes milliseconds here, so a claim of ten seconds has lost its worker."""
    world = kontor.world
    taken_before = world.clock() + CLAIM - timedelta(seconds=10)
    with world.database.transaction() as session:
        session.execute(
            update(Delivery)
            .where(Delivery.stage == Stage.CLAIMED, Delivery.claimed_until < taken_before)
            .values(claimed_until=world.clock() - timedelta(seconds=1))
        )
    expire_claims(world)


def _audit(kontor: Stand, written: dict[str, list[str]]) -> None:
    with kontor.world.database.reading() as session:
        rows = session.scalars(select(Message)).all()
        said = [(row, content_of(session, row).text) for row in rows]
    incoming = Counter(text for row, text in said if row.direction == Direction.IN)
    assert incoming == Counter(text for texts in written.values() for text in texts)
    arrived = Counter(
        bubble["text"]
        for who in written
        for bubble in kontor.control("GET", f"/whatsapp/customers/{who}/messages")["bubbles"]
        if not bubble["mine"]
    )
    machine = Counter(
        text for row, text in said if row.author == Author.AUTOMATIC and row.reached in _ARRIVED
    )
    for row, text in said:
        if row.author == Author.AGENT:
            assert arrived[text] in _TIMES[Reached(row.reached)], (row.reached, text)
    for text, count in machine.items():
        unknown = sum(t == text and r.reached == Reached.UNKNOWN for r, t in said)
        assert count <= arrived[text] <= count + unknown
    assert sum(row.author == Author.AGENT for row, _ in said) == CUSTOMERS * ANSWERS


_ARRIVED = {Reached.SENT, Reached.DELIVERED, Reached.READ}
_TIMES = {
    **{reached: {1} for reached in _ARRIVED},
    Reached.UNKNOWN: {0, 1},
    Reached.FAILED: {0},
}


def _conversations(kontor: Stand) -> list[str]:
    with kontor.world.database.reading() as session:
        return list(session.scalars(select(Conversation.id).order_by(Conversation.id)))


def _kill_and_restart(kontor: Stand, name: str) -> None:
    kontor.kill(name)
    kontor.start(name)


def _lose_redis(kontor: Stand) -> None:
    """It dies and comes back empty."""
    pid = kontor.redis.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    kontor.redis.wait()
    shutil.rmtree(kontor.redis.data)
    kontor.redis.start()


def _flush_redis(kontor: Stand) -> None:
    client = redis.Redis.from_url(kontor.redis.url)
    client.flushall()
    client.close()
