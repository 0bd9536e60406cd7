"""Consents of another system come with their evidence, or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.consent.declared import NoEvidence
from inbox.consent.imported import read_record, take_over
from inbox.consent.ledger import ConsentState, LedgerEntry
from inbox.consent.purpose import Standing
from inbox.conversations.customer import Identity
from tests.shop import Customers, open_account, rows

WHOLE = {
    "address": "Erika@Kundin.example",
    "name": "Erika",
    "at": "2026-05-01T10:00:00+02:00",
    "confirmed_at": "2026-05-01T10:05:00+02:00",
    "wording": "Ja, ich möchte den Newsletter. Widerruf jederzeit mit STOP.",
    "language": "de",
    "version": "checkout-3",
    "form_url": "https://shop.example/checkout",
    "reference": "10023",
}


@pytest.fixture
def account_id(world):
    return open_account(world, "parchment")


def import_(world, account_id, **changed):
    record = read_record({**WHOLE, **changed})
    with world.database.transaction() as session:
        return take_over(session, account_id, record, actor="shop", now=world.clock())


def test_a_whole_record_is_a_consent_with_its_evidence(world, account_id):
    assert import_(world, account_id) is Standing.GRANTED
    (row,) = rows(world, LedgerEntry)
    assert (row.happened, row.method, row.actor) == ("imported", "import", "shop")
    assert row.wording_digest
    assert row.occurred_at.isoformat() == "2026-05-01T08:05:00+00:00"


def test_the_same_record_again_changes_nothing(world, account_id):
    import_(world, account_id)
    import_(world, account_id)
    assert len(rows(world, LedgerEntry)) == 1
    assert len(rows(world, Identity)) == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"address": " "}, "address is needed"),
        ({"wording": ""}, "needs the wording"),
        ({"confirmed_at": None}, "double opt-in"),
        ({"confirmed_at": "2026-04-01T10:00:00Z"}, "confirmed after"),
        ({"at": "2030-01-01T00:00:00Z", "confirmed_at": "2030-01-02T00:00:00Z"}, "future"),
        ({"at": "1.5.2026"}, "a moment with a zone"),
        ({"at": "2026-05-01T10:00:00"}, "a moment with a zone"),
        ({"form_url": "", "reference": None}, "form_url or reference"),
        ({"purpose": "service"}, "none of marketing"),
        ({"declared": "maybe"}, "none of granted"),
        ({"reference": "x" * 501}, "too long"),
        ({"ip": "::1"}, "no column 'ip'"),
    ],
)
def test_a_record_without_its_evidence_leaves_nothing_behind(world, account_id, changed, sentence):
    with pytest.raises(NoEvidence, match=sentence):
        import_(world, account_id, **changed)
    assert rows(world, LedgerEntry) == []
    assert rows(world, Identity) == []


def test_an_objection_needs_no_evidence(world, account_id):
    said = {"declared": "withdrawn", "wording": "", "form_url": "", "reference": ""}
    assert import_(world, account_id, **said) is Standing.WITHDRAWN


def test_who_withdrew_here_stays_withdrawn(world, account_id, clock):
    customers = Customers(world, account_id)
    customers.write("STOP", **{"from": "erika@kundin.example"})
    assert import_(world, account_id) is Standing.WITHDRAWN
    clock.advance(days=2)
    later = (clock() - timedelta(days=1)).isoformat()
    assert import_(world, account_id, at=later, confirmed_at=later) is Standing.GRANTED


def test_a_number_is_written_as_channels_know_it(world, account_id):
    assert read_record({**WHOLE, "address": "+49 170 / 1234"}).address == "491701234"
    assert read_record(WHOLE).address == "erika@kundin.example"
    assert read_record({**WHOLE, "address": "ABCD1234"}).address == "ABCD1234"


def test_the_projection_is_the_ledgers(world, account_id):
    import_(world, account_id)
    (row,) = rows(world, ConsentState)
    assert (row.purpose, row.standing) == ("marketing", "granted")
