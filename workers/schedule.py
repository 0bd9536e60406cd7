"""What runs when. One scheduler has the lease; others wait for it."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from inbox import leases
from inbox.automation.lapse import lapse
from inbox.changes import journal
from inbox.intake.silence import note_silence
from inbox.privacy import erase, retention
from inbox.world import World
from workers import sweep
from workers.mailboxes import Mailboxes

LEASE_SECONDS: Final = 10
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Task:
    name: str
    every: float  # seconds
    run: Callable[[World], object]
    due: float = 0.0


def tasks() -> list[_Task]:
    return [
        _Task("ring for what is due", 1, sweep.ring_for_due),
        _Task("stamp the changes", 5, lambda world: journal.stamp(world.database)),
        _Task("keep the search index up", 2, sweep.keep_index_up),
        _Task("wake what is snoozed", 15, sweep.wake_snoozed),
        _Task("expire lost claims", 30, sweep.expire_claims),
        _Task("go on erasing", 60, erase.go_on),
        _Task("end consents that lapsed", 3600, _lapse),
        _Task("purge what is too old", 3600, retention.purge),
        _Task(
            "notice silent accounts",
            900,
            lambda world: note_silence(world.database, now=world.clock()),
        ),
        _Task("look for what needs a person", 60, sweep.look_for_needs),
        _Task("fetch templates of new accounts", 300, sweep.ring_for_first_templates),
        _Task("fetch templates anew", 6 * 3600, sweep.ring_for_templates),
    ]


def _lapse(world: World) -> int:
    return lapse(world.database, now=world.clock())


class Schedule:
    def __init__(self, world: World) -> None:
        self._world = world
        self._stopping = threading.Event()
        self._holder = f"{socket.gethostname()}:{os.getpid()}"
        self._sure_until = 0.0

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        mailboxes = Mailboxes(self._world, self._stopping)
        waiting = tasks()
        while not self._stopping.is_set():
            try:
                if self._is_mine():
                    self._run_due(waiting)
                mailboxes.keep_running()
            except SQLAlchemyError as error:  # the database is away; its rows wait for it
                log.warning("schedule interrupted", error=type(error).__name__)
            self._stopping.wait(0.5)
        mailboxes.join()
        self._let_go()
        self._world.close()

    def _is_mine(self) -> bool:
        if time.monotonic() < self._sure_until:
            return True
        lease = self._world.database.attempt(
            lambda session: leases.acquire(
                session, "schedule", holder=self._holder, seconds=LEASE_SECONDS
            )
        )
        if lease is not None:
            self._sure_until = time.monotonic() + LEASE_SECONDS / 3
        return lease is not None

    def _run_due(self, waiting: list[_Task]) -> None:
        for task in waiting:
            if time.monotonic() >= task.due:
                task.due = time.monotonic() + task.every
                try:
                    task.run(self._world)
                except SQLAlchemyError:
                    raise
                except Exception:  # one duty that fails must not keep the others waiting
                    log.exception("duty failed", duty=task.name)

    def _let_go(self) -> None:
        with self._world.database.transaction() as session:
            row = session.get(leases.LeaseRow, "schedule")
            if row is not None and row.holder == self._holder:
                row.until_ms = 0
