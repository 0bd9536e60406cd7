"""Upgrading a house in which people live: one migration at a time, and nobody waits behind it."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from inbox.migrations import run


def test_two_processes_that_migrate_at_once_do_it_one_after_the_other(world, monkeypatch):
    begun, first_may_end, order = threading.Event(), threading.Event(), []

    def upgrade(_config, _revision):
        order.append("begins")
        begun.set()
        assert first_may_end.wait(10)
        order.append("ends")

    monkeypatch.setattr(run.command, "upgrade", upgrade)
    both = [threading.Thread(target=run.upgrade, args=(world.database,)) for _ in range(2)]
    for one in both:
        one.start()
    assert begun.wait(10)
    both[0].join(0.2)  # long enough for the other to come as far as the lock
    assert order == ["begins"]
    first_may_end.set()
    for one in both:
        one.join(10)
    assert order == ["begins", "ends"] * 2


only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@only_postgresql
def test_a_long_query_stops_the_migration_and_not_everybody_behind_it(world, monkeypatch):
    monkeypatch.setattr(run, "_TIMEOUTS", ("SET lock_timeout = '200ms'",))
    with world.database.engine.connect() as report:
        report.execute(text("LOCK TABLE message IN ACCESS SHARE MODE"))
        with pytest.raises(OperationalError, match="lock timeout"):
            run.downgrade(world.database)
    assert run.is_current(world.database)
    assert run.differences(world.database) == []


def test_a_migration_that_fails_leaves_nothing_half_done(world, monkeypatch):
    def fail(config, _revision):
        config.attributes["connection"].execute(text("CREATE TABLE half (done INTEGER)"))
        raise RuntimeError

    monkeypatch.setattr(run.command, "upgrade", fail)
    with pytest.raises(RuntimeError):
        run.upgrade(world.database)
    monkeypatch.undo()
    assert run.differences(world.database) == []
    run.upgrade(world.database)  # and the lock is free again


@only_postgresql
def test_the_limits_of_a_migration_end_with_it(world):
    run.upgrade(world.database)
    with world.database.engine.connect() as connection:
        for name in ("lock_timeout", "statement_timeout"):
            assert connection.execute(text(f"SHOW {name}")).scalar_one() == "0"
