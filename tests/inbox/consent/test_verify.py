"""The whole ledger can be checked, and what somebody did to it is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text as sql

from inbox.consent import verify as verifying
from inbox.consent.verify import BROKEN_CHAIN, CHANGED_WORDING, WRONG_STATE, verify
from tests.shop import Customers, configure_shop, open_account


@pytest.fixture
def ledger(world):
    configure_shop(world, name="Lavendel", privacy_url="https://shop.example/privacy")
    customers = Customers(world, open_account(world))
    for sender in ("eins", "zwei", "drei"):
        for text in ("START", "STOP"):
            customers.write(text, **{"from": sender})
            customers.send_all()
    return world


def found(world):
    with world.database.reading() as session:
        steps = list(verify(session))
    return sum(step.entries for step in steps), [
        fault.code for step in steps for fault in step.faults
    ]


def test_a_sound_ledger_has_no_fault(ledger, monkeypatch):
    monkeypatch.setattr(verifying, "_AT_ONCE", 2)
    entries, faults = found(ledger)
    assert faults == []
    assert entries >= 9


@pytest.mark.parametrize(
    ("table", "deed", "statement", "code"),
    [
        ("consent_ledger", "update", "UPDATE consent_ledger SET actor = 'shop'", BROKEN_CHAIN),
        ("consent_ledger", "delete", "DELETE FROM consent_ledger WHERE position = 1", BROKEN_CHAIN),
        ("consent_ledger", "delete", "DELETE FROM consent_ledger", WRONG_STATE),
        ("wording", "update", "UPDATE wording SET text = 'Ja zu allem'", CHANGED_WORDING),
        (None, "", "UPDATE consent_state SET standing = 'granted'", WRONG_STATE),
        (None, "", "DELETE FROM consent_state", WRONG_STATE),
    ],
)
def test_what_somebody_did_to_it_is_found(ledger, table, deed, statement, code):
    with ledger.database.transaction() as session:
        if table is not None and session.get_bind().dialect.name == "sqlite":
            session.execute(sql(f"DROP TRIGGER {table}_no_{deed}"))
        elif table is not None:
            session.execute(sql("SET LOCAL session_replication_role = replica"))
        session.execute(sql(statement))
    assert code in found(ledger)[1]
