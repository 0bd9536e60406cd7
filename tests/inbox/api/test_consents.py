"""Consents from the shop come with their evidence, and never overrule a later no."""

from __future__ import annotations

import pytest

from inbox.consent.ledger import LedgerEntry, is_unbroken
from inbox.consent.wordings import Wording
from inbox.conversations.customer import Identity
from inbox.people.token import Scope
from tests.inbox.api.case import Crm, the_customer
from tests.shop import rows, the_only

GRANTED = {
    "purpose": "marketing",
    "declared": "granted",
    "at": "2026-11-20T09:10:00Z",
    "confirmed_at": "2026-11-20T09:15:00Z",
    "wording": {"name": "checkout", "version": "3", "language": "de", "text": "Ja, gern."},
    "evidence": {"form": "https://shop.example/checkout", "ip": "203.0.113.7"},
}


@pytest.fixture
def path(world, chat) -> str:
    chat.write()
    return f"/customers/{the_customer(world)}/consents"


def test_a_grant_counts_and_lets_the_shop_advertise(world, crm, path):
    entered = crm.send(path, _for(world))
    assert entered.status_code == 200, entered.text
    assert entered.json == {
        "identity_id": _identity(world),
        "purpose": "marketing",
        "standing": "granted",
        "since": "2026-11-20T09:15:00Z",
    }
    assert crm.get(path.removesuffix("/consents"))["consents"] == [entered.json]
    body = {"purpose": "marketing", "text": "Angebot", "identity_id": _identity(world)}
    assert crm.send(path.replace("consents", "messages"), body).status_code == 201


def test_the_words_and_the_evidence_are_kept_in_the_chain(world, crm, path):
    crm.send(path, _for(world))
    entry = rows(world, LedgerEntry)[-1]
    assert (entry.method, entry.actor) == ("web_form", "shop")
    assert b"203.0.113.7" not in entry.evidence_sealed
    assert [row.text for row in rows(world, Wording) if row.id == entry.wording_id] == ["Ja, gern."]
    assert is_unbroken(list(rows(world, LedgerEntry)))


def test_a_withdrawal_counts_and_the_feed_tells_it(world, crm, path):
    crm.send(path, _for(world))
    before = crm.get("/changes/position")["next_after"]
    withdrawn = crm.send(
        path,
        _for(world, declared="withdrawn", at="2026-11-22T00:00:00Z", confirmed_at=None,
             wording=None),
    )  # fmt: skip
    assert withdrawn.json["standing"] == "withdrawn"
    told = crm.get(f"/changes?after={before}")["data"]
    assert {(one["type"], one["tombstone"]) for one in told} == {("consent.changed", True)}


def test_a_box_that_was_ticked_before_the_no_changes_nothing(world, crm, path):
    no = {"declared": "withdrawn", "at": "2026-11-22T00:00:00Z", "confirmed_at": None}
    crm.send(path, _for(world, **no))
    assert crm.send(path, _for(world)).json["standing"] == "withdrawn"


def test_a_repeat_enters_nothing_twice(world, crm, path, clock):
    crm.send(path, _for(world), key="k")
    count = len(rows(world, LedgerEntry))
    clock.advance(hours=25)  # the answer is forgotten, the deed is not
    assert crm.send(path, _for(world), key="k").json["standing"] == "granted"
    assert len(rows(world, LedgerEntry)) == count


def test_a_key_that_is_used_again_after_a_day_hides_no_withdrawal(world, crm, path, clock):
    """Some programs call every request about the same thing the same."""
    no = {"declared": "withdrawn", "confirmed_at": None, "wording": None}
    crm.send(path, _for(world, **no, at="2026-11-19T08:00:00Z"), key="news-4711")
    clock.advance(hours=25)
    assert crm.send(path, _for(world), key="news-4711").json["standing"] == "granted"
    clock.advance(hours=25)
    later = crm.send(path, _for(world, **no, at="2026-11-25T08:00:00Z"), key="news-4711")
    assert later.json["standing"] == "withdrawn"


def test_the_ledger_keeps_nothing_of_what_a_program_calls_its_requests(world, crm, path):
    crm.send(path, _for(world), key="newsletter-anna@example.org")
    assert not [row.deed for row in rows(world, LedgerEntry) if "anna" in row.deed]


@pytest.mark.parametrize(
    "wrong",
    [
        {"wording": None},
        {"confirmed_at": None},
        {"confirmed_at": "2026-11-20T09:00:00Z"},
        {"at": "2026-12-01T00:00:00Z"},
        {"purpose": "service"},
        {"declared": "guessed"},
        {"identity_id": "0" * 32},
        {"evidence": {"x": 1}},
    ],
)
def test_without_evidence_nothing_is_entered(world, crm, path, wrong):
    before = len(rows(world, LedgerEntry))
    refused = crm.send(path, _for(world, **wrong))
    assert refused.status_code == 422
    assert len(rows(world, LedgerEntry)) == before


def test_entering_needs_its_scope(world, path):
    reader = Crm(world, may=(Scope.HISTORY_READ, Scope.CUSTOMERS_WRITE))
    assert reader.send(path, _for(world)).status_code == 403


def _identity(world) -> str:
    return the_only(world, Identity).id


def _for(world, **more):
    return {**GRANTED, "identity_id": _identity(world), **more}
