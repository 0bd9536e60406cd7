"""The simulator, the decision log and the consent log: what the shop can show."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from flask import Flask

from inbox.audit import AuditEntry
from inbox.automation.decision import DecisionRow
from inbox.people.agent import Role
from inbox.world import World
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.inbox.web.counting import counted
from tests.shop import Customers, configure_shop, messages, rows

pytestmark = only_sqlite
ASKED: dict[str, Any] = {"text": "Wo ist mein Paket?", "at": "2026-11-24T12:00", "language": ""}


@pytest.fixture
def lead(auth: Auth, world: World) -> Auth:
    configure_shop(world, privacy_url="https://shop.example/privacy")
    auth.sign_in(role=Role.LEAD)
    auth.get("/me")
    return auth


def test_the_simulator_answers_as_the_rules_do_and_leaves_nothing(
    lead: Auth, world: World, customers: Customers
) -> None:
    asked = {**ASKED, "account_id": customers.account_id}
    page = lead.post("/settings/simulator", **asked).text
    assert "Automatische Nachricht" in page or "automatisch" in page.lower()
    assert "<code>ACK</code>" in page or "NO_HOURS_PROFILE" in page
    stopped = lead.post("/settings/simulator", **{**asked, "text": "STOP", "marketing": "granted"})
    assert "<code>STOP_RECEIVED</code>" in stopped.text
    assert "Marketing: withdrawn" in stopped.text
    assert "STOP: no more marketing" in stopped.text
    blocked = lead.post("/settings/simulator", **asked, blocked="yes").text
    assert "No automatic reply." in blocked
    contract = lead.post("/settings/simulator", **{**asked, "text": "Ich widerrufe den Vertrag"})
    assert "The team sees" in contract.text
    assert rows(world, DecisionRow) == []
    assert messages(world) == []


def test_what_a_question_needs_can_be_supposed(lead: Auth, customers: Customers) -> None:
    asked = {**ASKED, "account_id": customers.account_id, "asked": "marketing",
             "marketing": "pending"}  # fmt: skip
    page = lead.post("/settings/simulator", **{**asked, "text": "JA"}).text
    assert "<code>OPTIN_COMPLETED</code>" in page


@pytest.mark.parametrize(
    ("field", "typed", "status"),
    [("account_id", "nobody", 404), ("marketing", "perhaps", 400), ("language", "fr", 400)],
)
def test_what_no_form_of_ours_sends_is_refused(
    lead: Auth, customers: Customers, field: str, typed: str, status: int
) -> None:
    asked = {**ASKED, "account_id": customers.account_id, field: typed}
    assert lead.post("/settings/simulator", **asked).status_code == status


def test_the_decisions_are_listed_and_filtered(lead: Auth, customers: Customers) -> None:
    customers.write("STOP", name="Anna")
    customers.write("Wo ist mein Paket?", name="Bela", **{"from": "bela"})
    page = lead.get("/settings/decisions").text
    assert page.count("<code>STOP_RECEIVED</code>") == 1
    assert "Anna" not in page
    only = lead.get("/settings/decisions?reason=STOP_RECEIVED").text
    assert len(re.findall(r"<tr><td>", only)) == 1
    assert "No decision among these" in lead.get("/settings/decisions?since=2027-01-01").text
    assert "No decision among these" not in lead.get("/settings/decisions?until=2026-11-24").text
    assert lead.get("/settings/decisions?reason=x&since=soon&before=y").status_code == 200


def test_the_decisions_are_taken_away_and_that_is_audited(
    lead: Auth, world: World, customers: Customers
) -> None:
    customers.write("STOP")
    as_csv = lead.post("/settings/decisions/export", reason="STOP_RECEIVED", format="csv")
    lines = list(csv.DictReader(io.StringIO(as_csv.text)))
    assert [line["reason"] for line in lines] == ["STOP_RECEIVED"]
    assert "attachment" in as_csv.headers["Content-Disposition"]
    as_json = lead.post("/settings/decisions/export", format="json")
    assert "STOP_RECEIVED" in {one["reason"] for one in json.loads(as_json.text)}
    assert rows(world, AuditEntry)[-1].deed == "decisions.exported"


def test_the_privacy_officer_reads_what_was_agreed_and_no_messages(
    auth: Auth, app: Flask, world: World, customers: Customers
) -> None:
    customers.write("STOP", name="Anna")
    auth.sign_in(role=Role.PRIVACY)
    page = auth.get("/settings/consents").text
    assert "objected" in page or "withdrawn" in page
    assert "word in chat" in page
    assert "Anna" not in page
    (proof,) = set(re.findall(r'href="(/customers/[0-9a-f]{32}/proof)"', page))
    assert auth.get(proof).status_code == 200
    assert "/conversations/" not in auth.get("/settings/decisions").text
    assert "No entry yet" in auth.get("/settings/consents?happened=imported").text
    assert auth.get("/settings/consents?purpose=x&before=y").status_code == 200


def test_the_logs_cost_the_same_however_long_they_are(
    auth: Auth, world: World, customers: Customers
) -> None:
    auth.sign_in(role=Role.ADMIN)

    def cost(path: str) -> int:
        with counted(world) as said:
            assert auth.get(path).status_code == 200
        return len(said)

    paths = ("/settings/decisions", "/settings/consents", "/settings/audit", "/settings/agents")
    customers.write("STOP")
    before = [cost(path) for path in paths]
    for n in range(8):
        customers.write("STOP", **{"from": f"somebody-{n}"})
    assert [cost(path) for path in paths] == before
