"""Objections travel between the identities of one person, grants do not."""

from __future__ import annotations

import pytest

from inbox.consent.ledger import ConsentState, Entry, LedgerEntry, enter, entries, is_unbroken
from inbox.consent.purpose import Happened, Purpose
from inbox.consent.travel import Cause, carry_between, carry_objections, void_grants
from inbox.conversations.customer import Identity
from tests.shop import Customers, configure_shop, open_account, rows

MERGE = Cause("merge", "agent:kim")


@pytest.fixture
def pair(world):
    """Two identities on two accounts, each with a customer of its own."""
    configure_shop(world, automation=False)
    for name in ("eins", "zwei"):
        Customers(world, open_account(world, name=name)).write("Hallo")
    return [row.id for row in rows(world, Identity)]


def happen(world, identity_id, purpose, *deeds):
    with world.database.transaction() as session:
        identity = session.get_one(Identity, identity_id)
        for happened in deeds:
            entry = Entry(
                purpose=purpose, happened=happened, method="test", actor="customer",
                deed=f"{purpose}:{happened}", occurred_at=world.clock(), rule_version="1",
            )  # fmt: skip
            enter(session, identity, entry, now=world.clock())


def merge(world):
    """Both belong to the first one's customer from now on."""
    with world.database.transaction() as session:
        first, other, *_ = session.query(Identity).order_by(Identity.id)
        other.customer_id = first.customer_id
        session.flush()
        return carry_objections(session, first.customer_id, MERGE, now=world.clock())


def standings(world, identity_id):
    return {
        row.purpose: row.standing
        for row in rows(world, ConsentState)
        if row.identity_id == identity_id
    }


def test_a_withdrawal_and_an_objection_reach_the_other_identity(world, pair, clock):
    happen(world, pair[0], Purpose.MARKETING, Happened.WITHDRAWN)
    happen(world, pair[0], Purpose.AUTOMATION, Happened.OBJECTED)
    said_at = clock()
    clock.advance(days=3)
    assert merge(world) == 2
    assert standings(world, pair[1]) == {"marketing": "withdrawn", "automation": "objected"}
    carried = [row for row in rows(world, LedgerEntry) if row.identity_id == pair[1]]
    assert {(row.method, row.actor) for row in carried} == {("merge", "agent:kim")}
    assert {row.occurred_at for row in carried} == {said_at}
    assert is_unbroken(carried)


def test_a_grant_stays_with_the_identity_that_gave_it(world, pair):
    happen(world, pair[0], Purpose.MARKETING, Happened.ASKED, Happened.GRANTED)
    happen(world, pair[0], Purpose.CHANNEL, Happened.ASKED, Happened.GRANTED)
    assert merge(world) == 0
    assert standings(world, pair[1]) == {}
    assert standings(world, pair[0]) == {"marketing": "granted", "channel": "granted"}


def test_an_objection_ends_a_grant_of_the_other_identity(world, pair):
    happen(world, pair[0], Purpose.MARKETING, Happened.ASKED, Happened.GRANTED)
    happen(world, pair[1], Purpose.MARKETING, Happened.WITHDRAWN)
    assert merge(world) == 1
    assert standings(world, pair[0]) == {"marketing": "withdrawn"}


def test_the_refusal_of_one_channel_says_nothing_of_the_other(world, pair):
    happen(world, pair[0], Purpose.CHANNEL, Happened.WITHDRAWN)
    assert merge(world) == 0


def test_carrying_twice_enters_nothing_new(world, pair):
    happen(world, pair[0], Purpose.MARKETING, Happened.WITHDRAWN)
    assert merge(world) == 1
    assert merge(world) == 0


def test_a_later_consent_is_not_undone_by_carrying_again(world, pair):
    happen(world, pair[0], Purpose.MARKETING, Happened.WITHDRAWN)
    merge(world)
    happen(world, pair[1], Purpose.MARKETING, Happened.ASKED, Happened.GRANTED)
    assert merge(world) == 0
    assert standings(world, pair[1]) == {"marketing": "granted"}


def test_nor_by_way_of_a_third_identity(world, pair, clock):
    Customers(world, open_account(world, name="drei")).write("Hallo")
    with world.database.transaction() as session:
        first, *others = session.query(Identity).order_by(Identity.id)
        for one in others:
            one.customer_id = first.customer_id
        customer_id = first.customer_id
    happen(world, pair[0], Purpose.MARKETING, Happened.WITHDRAWN)
    merge(world)
    clock.advance(days=1)
    happen(world, pair[1], Purpose.MARKETING, Happened.ASKED, Happened.GRANTED)
    with world.database.transaction() as session:
        assert carry_objections(session, customer_id, MERGE, now=world.clock()) == 0
    assert standings(world, pair[1]) == {"marketing": "granted"}


def test_both_sides_of_a_claim_object_though_nobody_merged_them(world, pair):
    happen(world, pair[1], Purpose.AUTOMATION, Happened.OBJECTED)
    with world.database.transaction() as session:
        both = session.query(Identity).order_by(Identity.id).all()
        assert carry_between(session, both, MERGE, now=world.clock()) == 1
    assert standings(world, pair[0]) == {"automation": "objected"}


def test_a_new_address_voids_what_the_old_one_agreed_to_and_keeps_its_objections(world, pair):
    happen(world, pair[0], Purpose.MARKETING, Happened.ASKED, Happened.GRANTED)
    happen(world, pair[0], Purpose.CHANNEL, Happened.ASKED)
    happen(world, pair[0], Purpose.SOFT_OPT_IN, Happened.NOTED)
    happen(world, pair[0], Purpose.AUTOMATION, Happened.OBJECTED)
    cause = Cause("number_change", "provider")
    with world.database.transaction() as session:
        identity = session.get_one(Identity, pair[0])
        assert void_grants(session, identity, cause, deed="event-1", now=world.clock()) == 3
        assert void_grants(session, identity, cause, deed="event-1", now=world.clock()) == 0
    assert standings(world, pair[0]) == {
        "marketing": "unknown",
        "channel": "unknown",
        "soft_opt_in": "unknown",
        "automation": "objected",
    }


def test_who_withdraws_is_no_advertised_customer_either(world, pair):
    happen(world, pair[0], Purpose.SOFT_OPT_IN, Happened.NOTED)
    happen(world, pair[0], Purpose.MARKETING, Happened.WITHDRAWN)
    assert standings(world, pair[0])["soft_opt_in"] == "withdrawn"
    with world.database.reading() as session:
        assert is_unbroken(entries(session, pair[0]))
