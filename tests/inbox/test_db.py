"""Transactions: one after the other, all or nothing, and never one inside another."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from inbox.accounts.account import Account, AccountMemoryEntry
from inbox.db import after_commit, new_id
from inbox.leases import LeaseRow
from inbox.shop import Shop, the_shop
from tests.shop import open_account, the_only


def test_a_transaction_inside_a_transaction_is_refused_rather_than_waited_for(world):
    with (
        world.database.transaction(),
        pytest.raises(RuntimeError, match="inside"),
        world.database.transaction(),
    ):
        pass
    with world.database.transaction() as session:
        assert the_shop(session)


def test_callbacks_run_after_the_commit_and_not_after_a_rollback(world):
    heard = []
    with world.database.transaction() as session:
        after_commit(session, lambda: heard.append(1))
        assert heard == []
    assert heard == [1]
    with pytest.raises(KeyError), world.database.transaction() as session:
        after_commit(session, lambda: heard.append(2))
        raise KeyError
    assert heard == [1]


def test_a_callback_may_open_a_transaction_of_its_own(world):
    def later():
        with world.database.transaction() as session:
            the_shop(session).name = "danach"

    with world.database.transaction() as session:
        after_commit(session, later)
    assert the_only(world, Shop).name == "danach"


def test_many_writers_lose_nothing(world):
    with world.database.transaction() as session:
        session.add(LeaseRow(name="count", holder="", epoch=0, until_ms=0))

    def add():
        for _ in range(20):
            with world.database.transaction() as session:
                row = session.get_one(LeaseRow, "count", with_for_update=True)
                row.epoch += 1

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert the_only(world, LeaseRow).epoch == 120


def test_a_page_reads_while_somebody_writes(world):
    writing, read = threading.Event(), threading.Event()

    def write():
        with world.database.transaction() as session:
            the_shop(session).name = "neu"
            session.flush()
            writing.set()
            read.wait(10)

    thread = threading.Thread(target=write)
    thread.start()
    writing.wait(10)
    assert the_only(world, Shop).name == "Kontor"
    read.set()
    thread.join()
    assert the_only(world, Shop).name == "neu"


def test_reading_sessions_see_one_state(world):
    with world.database.reading() as session:
        before = session.query(Shop).count()
        open_account(world)
        assert session.query(Shop).count() == before


def test_times_keep_their_moment_and_must_have_a_zone(world):
    berlin = timezone(timedelta(hours=1))
    with world.database.transaction() as session:
        from inbox.people.agent import Role, add

        add(session, name="K", email="k@x", password="x" * 12, role=Role.AGENT,
            now=datetime(2026, 11, 24, 12, tzinfo=berlin))  # fmt: skip
    from inbox.people.agent import Agent

    agent = the_only(world, Agent)
    assert agent.created_at == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert agent.created_at.utcoffset() == timedelta(0)
    with pytest.raises(StatementError), world.database.transaction() as session:
        session.get_one(Agent, agent.id).disabled_at = datetime(2026, 11, 24)  # noqa: DTZ001


def test_foreign_keys_hold_on_both_databases(world):
    with pytest.raises(DBAPIError), world.database.transaction() as session:
        session.add(AccountMemoryEntry(account_id="nobody", key="k", value_sealed=b""))


def test_ids_are_unique_and_sort_by_birth():
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(len(one) == 32 and one[12] == "7" for one in ids)
    assert sorted(ids) == ids


def test_ids_sort_by_birth_also_when_the_clock_is_set_back(monkeypatch):
    before = new_id()
    monkeypatch.setattr("inbox.db.time.time_ns", lambda: 0)
    assert new_id() > before


def test_an_exception_does_not_tell_what_was_stored(world):
    with pytest.raises(DBAPIError) as caught, world.database.transaction() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "Anna Beispiel"})
    assert "Anna" not in str(caught.value)


def test_who_insists_waits_for_a_database_that_is_away(world, monkeypatch):
    monkeypatch.setattr("inbox.db._AWAY_SECONDS", 0.0)
    tries = []

    def work(_session):
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("SELECT", {}, Exception("connection refused"))
        return "done"

    assert world.database.insist(work, seconds=10) == "done"
    assert len(tries) == 3
    tries.clear()
    with pytest.raises(OperationalError):
        world.database.insist(work, seconds=-1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_works_on_a_row_does_not_hold_up_those_who_refer_to_it(world):
    account_id, done = open_account(world), threading.Event()

    def refer():
        with world.database.transaction() as session:
            session.add(AccountMemoryEntry(account_id=account_id, key="k", value_sealed=b""))
        done.set()

    with world.database.transaction() as session:
        session.get_one(Account, account_id, with_for_update=True)
        thread = threading.Thread(target=refer)
        thread.start()
        assert done.wait(10)
    thread.join()
