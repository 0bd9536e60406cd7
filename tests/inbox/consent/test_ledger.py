"""The ledger is append-only, provable and idempotent; the state is nothing but its projection."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from inbox import sealing
from inbox.changes.journal import Change
from inbox.consent.ledger import (
    ConsentState,
    Entry,
    LedgerEntry,
    enter,
    entries,
    is_unbroken,
    replay,
    standing,
)
from inbox.consent.purpose import Happened, Purpose, Standing, after
from inbox.consent.wordings import Wording, keep_wording
from inbox.conversations.customer import Identity
from tests.shop import Customers, configure_shop, open_account, rows, the_only


@pytest.fixture
def identity_id(world):
    configure_shop(world, automation=False)
    Customers(world, open_account(world)).write("Hallo")
    return the_only(world, Identity).id


@pytest.fixture
def happen(world, identity_id):
    def happen(purpose, happened, deed=None, **more):
        with world.database.transaction() as session:
            entry = Entry(
                purpose=purpose, happened=happened, method="test", actor="customer",
                deed=deed or f"{purpose}:{happened}:{len(entries(session, identity_id))}",
                occurred_at=world.clock(), rule_version="1", **more,
            )  # fmt: skip
            return enter(session, session.get_one(Identity, identity_id), entry, now=world.clock())

    return happen


def ledger(world, identity_id):
    with world.database.reading() as session:
        return entries(session, identity_id)


def test_the_same_deed_is_entered_once(world, identity_id, happen):
    assert happen(Purpose.MARKETING, Happened.WITHDRAWN, deed="m1")
    assert not happen(Purpose.MARKETING, Happened.WITHDRAWN, deed="m1")
    assert len(ledger(world, identity_id)) == 1


def test_the_chain_is_unbroken_and_notices_every_change(world, identity_id, happen):
    for happened in (Happened.ASKED, Happened.GRANTED, Happened.WITHDRAWN):
        happen(Purpose.MARKETING, happened, evidence={"text": "JA"})
    rows_ = list(ledger(world, identity_id))
    assert is_unbroken(rows_)
    assert not is_unbroken(rows_[1:])
    assert not is_unbroken([rows_[0], rows_[2]])
    rows_[1].happened = Happened.DENIED
    assert not is_unbroken(rows_)


def test_evidence_is_sealed_and_the_chain_survives_the_end_of_its_key(world, identity_id, happen):
    happen(Purpose.MARKETING, Happened.WITHDRAWN, evidence={"text": "STOP BITTE"})
    row = the_only(world, LedgerEntry)
    assert b"STOP" not in row.evidence_sealed
    customer_id = the_only(world, Identity).customer_id
    with world.database.transaction() as session:
        assert sealing.destroy(session, f"evidence:{customer_id}", now=world.clock()) == 1
    assert is_unbroken(ledger(world, identity_id))


def test_every_entry_is_a_change_for_the_crm(world, happen):
    happen(Purpose.MARKETING, Happened.WITHDRAWN)
    assert "consent.changed" in {row.what for row in rows(world, Change)}


def test_nobody_is_granted_anything_by_a_start_alone(world, identity_id, happen):
    happen(Purpose.MARKETING, Happened.GRANTED)
    with world.database.reading() as session:
        assert standing(session, identity_id, Purpose.MARKETING) is Standing.UNKNOWN


def test_a_wording_is_kept_exactly_and_once(world):
    with world.database.transaction() as session:
        one, two, three = (
            keep_wording(
                session, name="n", language="de", version="1", text=words, now=world.clock()
            )
            for words in ("Ja?", "Ja?", "Ja!")
        )
        assert one.id == two.id
        assert one.id != three.id
    assert {row.text for row in rows(world, Wording)} == {"Ja?", "Ja!"}


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(list(Purpose)), st.sampled_from(list(Happened))), max_size=12
    )
)
def test_replaying_the_ledger_gives_the_state(deeds):
    """Pure: what `replay` computes is what `after` gives step by step."""
    stepwise: dict[Purpose, Standing] = {}
    rows_ = []
    for purpose, happened in deeds:
        stepwise[purpose] = after(stepwise.get(purpose, Standing.UNKNOWN), happened)
        rows_.append(LedgerEntry(purpose=purpose, happened=happened))
    assert replay(rows_) == stepwise


def test_the_stored_state_is_what_a_replay_gives(world, identity_id, happen):
    for purpose, happened in [
        (Purpose.MARKETING, Happened.ASKED), (Purpose.MARKETING, Happened.GRANTED),
        (Purpose.AUTOMATION, Happened.OBJECTED), (Purpose.MARKETING, Happened.WITHDRAWN),
        (Purpose.AUTOMATION, Happened.CLEARED), (Purpose.SERVICE, Happened.SHOWN),
    ]:  # fmt: skip
        happen(purpose, happened)
    stored = {Purpose(row.purpose): Standing(row.standing) for row in rows(world, ConsentState)}
    assert stored == replay(ledger(world, identity_id))


def test_the_table_counts_nothing_but_what_was_entered(world, identity_id, happen):
    happen(Purpose.MARKETING, Happened.WITHDRAWN)
    with world.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM consent_ledger")).scalar_one() == 1
