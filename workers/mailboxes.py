"""The threads that wait on pull channels: one per account, under a lease, and never for long.

A thread polls, stores each request together with its cursor, and waits until something may have
arrived. What goes wrong is the account's health, not the thread's end.
"""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from inbox import leases
from inbox.accounts.account import Account
from inbox.accounts.manage import note_health
from inbox.channel import (
    IMPORTED,
    AccountBroken,
    AccountChanged,
    AccountHealth,
    Channel,
    SendError,
)
from inbox.intake.receive import Arrival, receive
from inbox.world import World

LEASE_SECONDS: Final = 60
WAIT_SECONDS: Final = 25.0
_JOINED_WITHIN: Final = 2.0
_FIRST_WAIT: Final = 2.0
_LONGEST_WAIT: Final = 300.0
log = structlog.get_logger(__name__)


class Mailboxes:
    """Starts a thread for every account that pulls, and lets it end when the account goes."""

    def __init__(self, world: World, stopping: threading.Event) -> None:
        self._world = world
        self._stopping = stopping
        self._threads: dict[str, threading.Thread] = {}

    def keep_running(self) -> None:
        for account_id in self._pulling():
            known = self._threads.get(account_id)
            if known is None or not known.is_alive():
                watch = Watch(self._world, account_id, self._stopping)
                thread = threading.Thread(
                    target=watch.run, name=f"mailbox-{account_id}", daemon=True
                )
                self._threads[account_id] = thread
                thread.start()

    def join(self) -> None:
        """Those that do not notice in time are daemons and hold nothing but a lease."""
        deadline = time.monotonic() + _JOINED_WITHIN
        for thread in self._threads.values():
            thread.join(max(0.0, deadline - time.monotonic()))

    def _pulling(self) -> list[str]:
        with self._world.database.reading() as session:
            ids = session.scalars(select(Account.id).where(Account.paused_at.is_(None))).all()
        return [one for one in ids if self._world.accounts.channel(one).pulls]


class Watch:
    """One mailbox. Its channel is its own, because a connection belongs to one thread."""

    def __init__(self, world: World, account_id: str, stopping: threading.Event) -> None:
        self._world = world
        self._account_id = account_id
        self._stopping = stopping
        self._holder = f"{socket.gethostname()}:{os.getpid()}"
        self._sure_until = 0.0  # monotonic seconds
        self._wait = _FIRST_WAIT

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                if not self._goes_on():
                    return
            except SQLAlchemyError as error:  # the database is away; the mails wait where they are
                log.warning("mailbox interrupted", error=type(error).__name__)
                self._stopping.wait(_FIRST_WAIT)

    def _goes_on(self) -> bool:
        """Watch until something happens; False when there is nothing more to watch."""
        version = self._version()
        if version is None:
            return False
        if not self._lease():  # another process has it
            self._stopping.wait(LEASE_SECONDS / 4)
            return True
        channel = self._open()
        try:
            self._watch(channel, version)
            self._wait = _FIRST_WAIT
        except AccountBroken as error:
            self._note(
                AccountChanged(AccountHealth.BROKEN, error.code, self._world.clock(), error.detail)
            )
            return False
        except (SendError, OSError) as error:
            self._away(error)
            self._stopping.wait(self._wait * random.uniform(0.7, 1.3))  # noqa: S311 - not secrecy
            self._wait = min(self._wait * 2, _LONGEST_WAIT)
        finally:
            channel.close()
        return True

    def _watch(self, channel: Channel, version: int) -> None:
        """Until the settings change, the account pauses, or something raises."""
        while not self._stopping.is_set() and self._version() == version and self._lease():
            for raw, cursor in channel.poll():
                if not self._still_ours():
                    return
                arrival = Arrival(
                    self._account_id,
                    raw,
                    self._world.clock(),
                    cursor,
                    imported=IMPORTED in raw.headers,
                )
                receive(self._world.database, self._world.store, [arrival])
                if self._stopping.is_set():
                    return
            self._well()
            channel.wait(WAIT_SECONDS)

    def _still_ours(self) -> bool:
        """Taking over an old mailbox lasts longer than a lease. Not asked for every mail."""
        return time.monotonic() < self._sure_until or self._lease()

    def _lease(self) -> bool:
        lease = self._world.database.attempt(
            lambda session: leases.acquire(
                session,
                f"mailbox:{self._account_id}",
                holder=self._holder,
                seconds=LEASE_SECONDS,
            )
        )
        self._sure_until = time.monotonic() + LEASE_SECONDS / 3
        return lease is not None

    def _version(self) -> int | None:
        """None when the account is gone or paused."""
        with self._world.database.reading() as session:
            account = session.get(Account, self._account_id)
            return None if account is None or account.paused else account.version

    def _open(self) -> Channel:
        with self._world.database.reading() as session:
            account = session.get_one(Account, self._account_id)
            return self._world.accounts.open(session, account)

    def _well(self) -> None:
        with self._world.database.reading() as session:
            healthy = session.get_one(Account, self._account_id).health == AccountHealth.OK
        if not healthy:
            self._note(AccountChanged(AccountHealth.OK, "MAILBOX_BACK", self._world.clock()))

    def _away(self, error: Exception) -> None:
        code = error.code if isinstance(error, SendError) else "MAILBOX_AWAY"
        log.warning("mailbox away", account_id=self._account_id, code=code)
        self._note(AccountChanged(AccountHealth.WARNING, code, self._world.clock()))

    def _note(self, event: AccountChanged) -> None:
        def write(session: Session) -> None:
            account = session.get_one(Account, self._account_id, with_for_update=True)
            note_health(session, account, event, now=self._world.clock())

        self._world.database.attempt(write)
