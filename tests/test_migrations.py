"""Migrations go up, agree with the models, go down and up again, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from inbox.migrations import run
from tests.shop import Customers, open_account


def test_models_and_migrations_agree(world):
    assert run.differences(world.database) == []


def test_every_migration_goes_down_and_up_again(world):
    run.downgrade(world.database)
    left = set(inspect(world.database.engine).get_table_names()) - {"alembic_version"}
    assert left == set()
    run.upgrade(world.database)
    assert run.is_current(world.database)
    assert run.differences(world.database) == []


@pytest.mark.parametrize(
    "deed", ["UPDATE consent_ledger SET method = 'x'", "DELETE FROM consent_ledger"]
)
def test_the_database_itself_protects_the_ledger(world, deed):
    Customers(world, open_account(world)).write("STOP")
    with pytest.raises(DBAPIError, match="append-only"), world.database.transaction() as session:
        session.execute(text(deed))
