"""Told to end, a process finishes what it has begun, within its grace; another one takes over."""

from __future__ import annotations

import fcntl
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text

from inbox.conversations.message import Message
from inbox.leases import LeaseRow
from inbox.outbox.delivery import Attempt, Delivery, Stage
from tests.postgres import postgresql
from tests.stand import Stand, listens, stand, wait_for

GRACE_SECONDS = 10
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("draining")]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kontor(request: pytest.FixtureRequest) -> Iterator[Stand]:
    if request.param == "sqlite":
        with stand() as built:
            yield _running(built)
        return
    with postgresql() as url, stand(url) as built:
        yield _running(built)


def _running(built: Stand) -> Stand:
    built.start("web", "in", "out", "schedule#1", "phones")
    ports = [int(built.environment[name]) for name in ("PORT", "PHONES_PORT")]
    wait_for(lambda: all(listens(port) for port in ports), what="the processes")
    built.connect_phones()
    return built


def test_a_send_that_is_under_way_is_finished_and_written_down(kontor):
    kontor.control("PUT", "/whatsapp/faults", {"latency_ms": [2000, 0]})
    kontor.control("POST", "/whatsapp/customers/4917139001/messages", {"text": "Hallo"})
    wait_for(lambda: _stages(kontor) == [Stage.CLAIMED], what="the claim")
    assert _end(kontor, "out") == 0
    assert _stages(kontor) in ([Stage.SENT], [Stage.DELIVERED])
    with kontor.world.database.reading() as session:
        assert all(session.scalars(select(Attempt.finished_at)))
    kontor.control("PUT", "/whatsapp/faults", {})
    kontor.start("out")


def test_what_comes_while_the_writer_is_busy_and_the_process_ends_is_stored_once(kontor):
    """Taken and stored before it ends, or refused and repeated by the provider: never lost."""
    before = _messages(kontor)
    with _writer_held(kontor):
        kontor.control("POST", "/whatsapp/customers/4917139002/messages", {"text": "Hallo"})
        time.sleep(0.5)  # on a quiet machine the webhook is at the writer's door by now
        process = kontor.processes["web"]
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
    assert process.wait(GRACE_SECONDS) == 0
    kontor.processes.pop("web")
    kontor.start("web")
    wait_for(lambda: listens(int(kontor.environment["PORT"])), what="the web process")
    wait_for(lambda: _messages(kontor) == before + 1, what="the message")


def test_new_requests_are_refused_while_it_ends_and_not_lost(kontor):
    before = _messages(kontor)
    ending = threading.Thread(target=_end, args=(kontor, "web"))
    ending.start()
    for number in range(20):
        path = f"/whatsapp/customers/491713901{number:02d}/messages"
        kontor.control("POST", path, {"text": "Hallo"})
    ending.join()
    kontor.start("web")
    wait_for(lambda: _messages(kontor) == before + 20, what="what the provider repeated")


def test_a_second_schedule_waits_for_the_lease_and_takes_over(kontor):
    kontor.start("schedule#2")
    wait_for(lambda: _holder(kontor) is not None, what="a schedule")
    first = kontor.processes["schedule#1"].pid
    held_by_first = (_holder(kontor) or "").endswith(f":{first}")
    leader, follower = ("#1", "#2") if held_by_first else ("#2", "#1")
    pid = kontor.processes[f"schedule{follower}"].pid
    began = time.monotonic()
    assert _end(kontor, f"schedule{leader}") == 0
    wait_for(lambda: (_holder(kontor) or "").endswith(f":{pid}"), what="the other one")
    assert time.monotonic() - began < GRACE_SECONDS  # it was handed over, not waited for
    kontor.kill(f"schedule{follower}")
    kontor.start("schedule#1")
    pid = kontor.processes["schedule#1"].pid
    wait_for(lambda: (_holder(kontor) or "").endswith(f":{pid}"), seconds=30, what="the heir")


@contextmanager
def _writer_held(kontor: Stand) -> Iterator[None]:
    """Nobody can store an event meanwhile."""
    database = kontor.world.database
    if database.embedded:
        turn = Path(f"{make_url(kontor.world.settings.database_url).database}.lock")
        with turn.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with database.engine.begin() as connection:
        connection.execute(text("LOCK TABLE raw_event IN SHARE MODE"))
        yield


def _end(kontor: Stand, name: str) -> int:
    """Its exit status after SIGTERM."""
    process = kontor.processes[name]
    process.send_signal(signal.SIGTERM)
    code = process.wait(GRACE_SECONDS)
    kontor.processes.pop(name)
    return code


def _stages(kontor: Stand) -> list[str]:
    with kontor.world.database.reading() as session:
        return list(session.scalars(select(Delivery.stage).order_by(Delivery.id)))


def _messages(kontor: Stand) -> int:
    with kontor.world.database.reading() as session:
        return session.query(Message).filter_by(direction="in").count()


def _holder(kontor: Stand) -> str | None:
    with kontor.world.database.reading() as session:
        row = session.get(LeaseRow, "schedule")
        return row.holder if row else None
