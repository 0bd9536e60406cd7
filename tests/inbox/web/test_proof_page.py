"""The proof of consents in the pages: read and taken away by whoever may read the ledger."""

from __future__ import annotations

import json

import pytest

from inbox.audit import AuditEntry
from inbox.conversations.customer import Customer
from inbox.people.roles import Role
from tests.inbox.web.conftest import only_sqlite
from tests.shop import Customers, configure_shop, open_account, rows, the_only

pytestmark = only_sqlite


@pytest.fixture
def address(world):
    configure_shop(world, name="Lavendel", privacy_url="https://shop.example/privacy")
    customers = Customers(world, open_account(world))
    for text in ("START", "JA", "STOP"):
        customers.write(text)
        customers.send_all()
    return f"/customers/{the_only(world, Customer).id}/proof"


def taken(world):
    return [entry.deed for entry in rows(world, AuditEntry)].count("customer.proof_taken")


@pytest.mark.parametrize("role", [Role.PRIVACY, Role.LEAD, Role.ADMIN])
def test_whoever_may_read_the_ledger_reads_it(world, auth, address, role):
    auth.sign_in(role=role)
    page = auth.get(address)
    assert page.status_code == 200
    assert "not permitted, withdrawn" in page.text
    assert "unbroken chain" in page.text
    assert taken(world) == 0


def test_an_agent_does_not(auth, address):
    auth.sign_in(role=Role.AGENT)
    for ending in ("", ".html", ".json"):
        assert auth.get(address + ending).status_code == 403


def test_it_is_taken_away_as_a_document_and_as_json(world, auth, address):
    auth.sign_in(role=Role.PRIVACY, language="de")
    document = auth.get(f"{address}.html")
    assert document.headers["Content-Disposition"].startswith('attachment; filename="consents-')
    assert "<h1>Nachweis der Einwilligungen</h1>" in document.text
    found = json.loads(auth.get(f"{address}.json").text)
    assert found["identities"][0]["is_unbroken"]
    assert taken(world) == 2


def test_nobody_has_no_proof(auth, address):
    auth.sign_in(role=Role.PRIVACY)
    for ending in ("", ".html", ".json"):
        assert auth.get(f"/customers/{'0' * 32}/proof{ending}").status_code == 404


def test_the_panel_leads_there_for_who_may(auth, address):
    auth.sign_in(role=Role.LEAD)
    assert address in auth.get(auth.find("anna")).text
