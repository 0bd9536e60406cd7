"""A customer who takes another number is no recipient that agreed to anything there."""

from __future__ import annotations

import pytest

from inbox.consent.ledger import ConsentState, Entry, LedgerEntry, enter, entries, is_unbroken
from inbox.consent.purpose import Happened, Purpose
from inbox.conversations.customer import Identity
from tests.shop import Customers, configure_shop, open_account, rows


@pytest.fixture
def shop(world):
    configure_shop(world, automation=False)
    return Customers(world, open_account(world))


def happen(world, identity, *deeds):
    with world.database.transaction() as session:
        row = session.get_one(Identity, identity.id)
        for purpose, happened in deeds:
            entry = Entry(
                purpose=purpose, happened=happened, method="test", actor="customer",
                deed=f"{purpose}:{happened}:{world.clock()}", occurred_at=world.clock(),
                rule_version="1",
            )  # fmt: skip
            enter(session, row, entry, now=world.clock())


def standings(world, identity):
    return {
        row.purpose: row.standing
        for row in rows(world, ConsentState)
        if row.identity_id == identity.id
    }


GRANT = [(Purpose.MARKETING, Happened.ASKED), (Purpose.MARKETING, Happened.GRANTED)]


def test_what_the_old_number_agreed_to_ends_and_its_objections_stay(world, shop):
    shop.write(**{"from": "old"})
    [identity] = rows(world, Identity)
    happen(world, identity, *GRANT, (Purpose.AUTOMATION, Happened.OBJECTED))
    shop.happen(event="moved", id="m-1", **{"from": "old", "to": "new"})
    assert standings(world, identity) == {"marketing": "unknown", "automation": "objected"}
    with world.database.reading() as session:
        history = entries(session, identity.id)
        assert (history[-1].method, history[-1].actor) == ("number_change", "provider")
        assert is_unbroken(history)


def test_a_claim_that_comes_again_takes_nothing_from_the_new_number(world, shop, clock):
    shop.write(**{"from": "old"})
    [identity] = rows(world, Identity)
    shop.happen(event="moved", id="m-1", **{"from": "old", "to": "new"})
    clock.advance(minutes=5)
    happen(world, identity, *GRANT)
    shop.happen(event="moved", id="m-2", **{"from": "old", "to": "new"})
    assert standings(world, identity) == {"marketing": "granted"}


def test_when_both_numbers_are_known_only_objections_count_for_both(world, shop):
    shop.write(**{"from": "old"})
    shop.write(**{"from": "new"})
    old, new = rows(world, Identity)
    happen(world, old, (Purpose.AUTOMATION, Happened.OBJECTED))
    happen(world, new, *GRANT)
    shop.happen(event="moved", id="m-1", **{"from": "old", "to": "new"})
    assert standings(world, old) == {"automation": "objected"}
    assert standings(world, new) == {"marketing": "granted", "automation": "objected"}
    assert old.customer_id != new.customer_id


def test_a_number_that_nobody_knows_changes_nothing(world, shop):
    shop.happen(event="moved", id="m-1", **{"from": "old", "to": "new"})
    assert rows(world, LedgerEntry) == []
