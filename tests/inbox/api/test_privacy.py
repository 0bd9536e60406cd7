"""Erasing and restricting through the API: nothing is left to read, and the feed says so."""

from __future__ import annotations

import pytest

from inbox.audit import AuditEntry
from inbox.conversations.message import Message
from inbox.people.token import Scope
from tests.inbox.api.case import Crm, the_customer
from tests.shop import configure_shop, rows


@pytest.fixture
def anna(world, chat) -> str:
    configure_shop(world, automation=False)
    chat.write(name="Anna")
    return the_customer(world)


def test_who_is_erased_is_gone_everywhere_and_told_as_a_tombstone(world, crm, anna):
    before = crm.get("/changes/position")["next_after"]
    erased = crm.send(f"/customers/{anna}", method="DELETE")
    assert erased.status_code == 200
    assert erased.json == {"customer_id": anna, "messages": 1, "complete": True}
    assert crm.refused(f"/customers/{anna}")[0] == 404
    for path in ("/customers", "/conversations", "/messages"):
        assert crm.get(path)["data"] == [], path
    assert rows(world, Message) == []
    told = [
        (one["type"], one["tombstone"], one["customer_id"])
        for one in crm.get(f"/changes?after={before}")["data"]
    ]
    assert ("customer.erased", True, anna) in told


def test_erasing_again_finds_nobody(crm, anna):
    crm.send(f"/customers/{anna}", method="DELETE")
    assert crm.send(f"/customers/{anna}", method="DELETE").status_code == 404
    assert crm.send(f"/customers/{'0' * 32}", method="DELETE").status_code == 404


def test_an_erasure_reaches_what_the_api_itself_kept(world, crm, anna):
    crm.send(f"/customers/{anna}", {"fields": {"group": "B2B"}}, method="PATCH")
    crm.get(f"/customers/{anna}")
    crm.send(f"/customers/{anna}", method="DELETE")
    from inbox.people.idempotency import KeptAnswer
    from inbox.people.pull import CustomerPull

    assert rows(world, KeptAnswer) == rows(world, CustomerPull) == []


def test_who_is_restricted_rests_until_it_is_lifted(world, crm, anna):
    before = crm.get("/changes/position")["next_after"]
    for _twice in range(2):
        assert crm.send(f"/customers/{anna}/restriction", method="PUT").status_code == 204
    assert crm.refused(f"/customers/{anna}")[0] == 404
    assert crm.get("/messages")["data"] == []
    assert crm.send(f"/customers/{anna}/restriction", method="DELETE").status_code == 204
    assert crm.get(f"/customers/{anna}")["name"] == "Anna"
    told = [one["type"] for one in crm.get(f"/changes?after={before}")["data"]]
    assert told == ["customer.restricted", "customer.updated"]


def test_the_audit_says_which_program_it_was(world, crm, anna):
    crm.send(f"/customers/{anna}", method="DELETE")
    [entry] = [row for row in rows(world, AuditEntry) if row.deed == "customer.erased"]
    assert entry.told["token"]


def test_it_needs_its_scope(world, anna):
    writer = Crm(world, may=tuple(scope for scope in Scope if scope is not Scope.PRIVACY_WRITE))
    for method, path in (("DELETE", ""), ("PUT", "/restriction"), ("DELETE", "/restriction")):
        assert writer.send(f"/customers/{anna}{path}", method=method).status_code == 403
