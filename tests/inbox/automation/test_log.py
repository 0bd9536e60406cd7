"""The decision log: found by what it says, exported whole, without anybody's words."""

from __future__ import annotations

import csv
import json
from datetime import timedelta

import pytest

from inbox.audit import AuditEntry
from inbox.automation import log
from inbox.automation.facts import Phase
from inbox.automation.log import COLUMNS, Wanted, as_csv, as_json, note_export, read, reasons
from tests.shop import Customers, configure_shop, open_account, rows


@pytest.fixture
def shop(world):
    configure_shop(world, name="Lavendel")
    customers = Customers(world, open_account(world))
    for text in ("Hallo", "noch etwas", "STOP"):
        customers.write(text)
    customers.send_all()
    return customers


def found(world, before=None, limit=10, **wanted):
    with world.database.reading() as session:
        return [
            one.row.reason for one in read(session, Wanted(**wanted), before=before, limit=limit)
        ]


def test_the_newest_is_shown_first_page_by_page(world, shop):
    everything = found(world)
    assert everything == [
        "SUPERSEDED_BY_NEWER", "STOP_RECEIVED", "NO_HOURS_PROFILE", "ACK"
    ]  # fmt: skip
    with world.database.reading() as session:
        first = read(session, Wanted(), limit=2)
    assert found(world, before=first[-1].row.id) == everything[2:]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"reasons": ("ACK",)}, ["ACK"]),
        ({"reply": "optout_confirmation"}, ["STOP_RECEIVED"]),
        ({"phase": Phase.SEND}, ["SUPERSEDED_BY_NEWER"]),
        ({"answered": True}, ["STOP_RECEIVED", "ACK"]),
        ({"answered": False}, ["SUPERSEDED_BY_NEWER", "NO_HOURS_PROFILE"]),
        ({"account_id": "another"}, []),
        ({"conversation_id": "another"}, []),
    ],
)
def test_it_is_filtered(world, shop, wanted, expected):
    assert found(world, **wanted) == expected


def test_it_is_filtered_by_time(world, shop, clock):
    now = clock()
    assert found(world, since=now + timedelta(seconds=1)) == []
    assert found(world, until=now - timedelta(days=1)) == []
    assert len(found(world, since=now - timedelta(days=1), until=now + timedelta(days=1))) == 4


def test_the_reasons_are_counted(world, shop, clock):
    with world.database.reading() as session:
        counted = dict(reasons(session, since=clock() - timedelta(days=1)))
        assert list(reasons(session, since=clock() + timedelta(days=1))) == []
    assert counted["ACK"] == 1


def test_the_export_holds_every_decision_and_no_words(world, shop, clock, monkeypatch):
    monkeypatch.setattr(log, "_AT_ONCE", 2)
    with world.database.reading() as session:
        listed = json.loads("".join(as_json(session, Wanted())))
        table = list(csv.DictReader("".join(as_csv(session, Wanted())).splitlines()))
    assert [one["reason"] for one in listed] == found(world)[::-1]
    assert [one["reason"] for one in table] == [one["reason"] for one in listed]
    assert list(listed[0]) == list(COLUMNS)
    assert "noch etwas" not in json.dumps(listed)


def test_the_audit_knows_that_the_log_was_taken(world, shop, clock):
    with world.database.transaction() as session:
        note_export(session, Wanted(reasons=("ACK",)), by=None, now=clock())
    entry = rows(world, AuditEntry)[-1]
    assert (entry.deed, entry.told) == ("decisions.exported", {"reasons": "ACK"})


def test_no_cell_is_a_formula(world):
    assert log._cell("=1+1") == "'=1+1"
    assert log._cell(["a", "b"]) == "a b"
    assert log._cell(None) == ""
