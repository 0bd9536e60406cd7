"""The threads that wait on pull channels: what goes wrong is the account's health, not the end."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest

from inbox import leases
from inbox.accounts import manage
from inbox.accounts.account import Account, AccountMemoryEntry
from inbox.channel import IMPORTED, AccountBroken, AccountHealth, Cursor, RawRequest, TryLater
from inbox.intake.raw_event import RawEvent
from inbox.world import World, build, install
from tests.pigeon import Pigeon
from tests.shop import rows, the_only
from workers import mailboxes
from workers.mailboxes import Mailboxes, Watch


class Nest(Pigeon):
    """A channel that is asked: `waiting` are the ids of what lies there, or what is wrong."""

    kind: ClassVar[str] = "nest"
    waiting: ClassVar[list[str | Exception]] = []
    after_commit: ClassVar[list[str]] = []
    closed: ClassVar[int] = 0
    meanwhile: ClassVar[Callable[[], None]] = staticmethod(lambda: None)

    @property
    def pulls(self) -> bool:
        return True

    def poll(self) -> Iterator[tuple[RawRequest, Cursor]]:
        while self.waiting:
            found = self.waiting.pop(0)
            if isinstance(found, Exception):
                raise found
            body = json.dumps([{"id": found, "text": found}]).encode()
            headers = {IMPORTED: "1"} if found.startswith("old") else {}
            yield RawRequest("FETCH", f"nest:{found}", headers, {}, body), Cursor("at", found)
            self.after_commit.append(found)
            type(self).meanwhile()

    def wait(self, seconds: float) -> None:
        time.sleep(0.005)

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture
def world(settings, clock, bell) -> Iterator[World]:
    built = build(settings, {"nest": Nest}, bell=bell, clock=clock)
    install(built)
    yield built
    built.close()


@pytest.fixture
def account_id(world, monkeypatch) -> str:
    for name, value in (("waiting", []), ("after_commit", []), ("closed", 0)):
        monkeypatch.setattr(Nest, name, value)
    monkeypatch.setattr(Nest, "meanwhile", staticmethod(lambda: None))
    monkeypatch.setattr(mailboxes, "_FIRST_WAIT", 0.01)
    with world.database.transaction() as session:
        return manage.add(
            session, Nest, label="Nest", values={"name": "nest"}, now=world.clock()
        ).id


@pytest.fixture
def watching(world, account_id) -> Iterator[Callable[[], None]]:
    """Starts the threads, and ends them."""
    stopping = threading.Event()
    kept = Mailboxes(world, stopping)
    yield kept.keep_running
    stopping.set()
    kept.join()


def eventually(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def test_what_is_there_is_stored_together_with_the_place_where_reading_goes_on(
    world, account_id, watching
):
    Nest.waiting[:] = ["old-1", "new-2"]
    watching()
    eventually(lambda: Nest.after_commit == ["old-1", "new-2"])
    assert [event.imported for event in rows(world, RawEvent)] == [True, False]
    assert the_only(world, AccountMemoryEntry).key == "at"


def test_a_broken_account_pauses_and_its_thread_ends(world, account_id, watching):
    Nest.waiting[:] = [AccountBroken("SIGN_IN_AGAIN")]
    watching()
    eventually(lambda: the_only(world, Account).paused)
    account = the_only(world, Account)
    assert (account.health, account.paused_reason) == (AccountHealth.BROKEN, "SIGN_IN_AGAIN")
    eventually(lambda: Nest.closed == 1)
    watching()
    assert Nest.closed == 1


def test_after_it_was_resumed_it_goes_on(world, account_id, watching):
    Nest.waiting[:] = [AccountBroken("SIGN_IN_AGAIN")]
    watching()
    eventually(lambda: Nest.closed == 1)
    Nest.waiting[:] = ["new-1"]
    with world.database.transaction() as session:
        manage.resume(session, session.get_one(Account, account_id), now=world.clock())
    eventually(lambda: (watching(), Nest.after_commit == ["new-1"])[1])


def test_a_mailbox_that_is_away_is_a_warning_until_it_is_back(world, account_id, watching):
    Nest.waiting[:] = [TryLater("NO_CONNECTION")]
    seen = []
    Nest.meanwhile = staticmethod(lambda: seen.append(the_only(world, Account).health_code))
    watching()
    eventually(lambda: the_only(world, Account).health == AccountHealth.WARNING)
    Nest.waiting[:] = ["new-1"]
    eventually(lambda: the_only(world, Account).health == AccountHealth.OK)
    assert seen == ["NO_CONNECTION"]


def test_changed_settings_open_it_anew(world, account_id, watching):
    watching()
    Nest.waiting[:] = ["new-1"]
    eventually(lambda: Nest.after_commit == ["new-1"])
    with world.database.transaction() as session:
        account = session.get_one(Account, account_id)
        manage.change(session, account, Nest, values={"name": "another nest"}, now=world.clock())
    eventually(lambda: Nest.closed == 1)


def test_somebody_else_at_work_is_left_alone(world, account_id, watching):
    with world.database.transaction() as session:
        leases.acquire(session, f"mailbox:{account_id}", holder="another", seconds=60)
    Nest.waiting[:] = ["new-1"]
    watching()
    time.sleep(0.1)
    assert Nest.waiting == ["new-1"]


def test_who_lost_the_lease_in_a_long_import_stops_there(world, account_id, monkeypatch):
    """Another process took over while this one hung."""

    def taken() -> None:
        with world.database.transaction() as session:
            row = session.get_one(leases.LeaseRow, f"mailbox:{account_id}")
            row.holder = "another"
        watch._sure_until = 0.0

    Nest.waiting[:] = ["old-1", "old-2", "old-3"]
    Nest.meanwhile = staticmethod(taken)
    watch = Watch(world, account_id, threading.Event())
    assert watch._lease()
    watch._watch(watch._open(), 1)
    assert Nest.after_commit == ["old-1"]
    assert len(rows(world, RawEvent)) == 1
