"""What brings a resolved conversation back to people, and what never does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox.conversations import states
from inbox.conversations.activity import KONTOR
from inbox.conversations.conversation import Conversation, Status
from inbox.world import World
from tests.conftest import NOON, Clock
from tests.shop import Customers, configure_shop, messages, open_account, the_only

# In the words of tests/pigeon.py.
QUIET = {
    "bounce": {"automated": "bounce"},
    "out of office": {"automated": "auto_reply"},
    "receipt": {"automated": "receipt"},
    "our own copy": {"automated": "own"},
    "notice of the provider": {"kind": "system"},
    "imported history": {"imported": True},
}


@pytest.fixture
def customers(world: World) -> Customers:
    configure_shop(world, automation=False)
    customers = Customers(world, open_account(world))
    customers.write("Hallo", name="Anna")
    return customers


def settle(world: World, status: Status) -> None:
    with world.database.transaction() as session:
        one = session.scalars(select(Conversation)).one()
        if status is Status.RESOLVED:
            states.resolve(session, one, by=KONTOR, now=NOON)
        elif status is Status.SNOOZED:
            states.snooze(session, one, until=NOON + timedelta(days=1), by=KONTOR, now=NOON)
        else:
            one.status, one.waiting_since, one.unread = status, None, 0


@pytest.mark.parametrize("what", QUIET)
@pytest.mark.parametrize("status", [Status.RESOLVED, Status.SNOOZED, Status.WAITING])
def test_what_asks_nobody_anything_leaves_a_conversation_as_it_was(
    world: World, customers: Customers, clock: Clock, what: str, status: Status
) -> None:
    settle(world, status)
    before = the_only(world, Conversation)
    clock.advance(minutes=1)
    customers.write("Ich bin bis Montag nicht da", name="Anna", **QUIET[what])
    after: Conversation = the_only(world, Conversation)
    assert len(messages(world)) == 2
    assert after.status == status
    assert after.unread == before.unread
    assert after.waiting_since == before.waiting_since
    assert after.snoozed_until == before.snoozed_until


def test_a_reaction_an_edit_and_an_echo_do_not_reopen(
    world: World, customers: Customers, clock: Clock
) -> None:
    settle(world, Status.RESOLVED)
    clock.advance(minutes=1)
    customers.happen(event="reaction", id="r", target="in-1", emoji="👍")
    customers.happen(event="edited", id="e", target="in-1", text="Hallo!")
    customers.happen(event="echo", id="o", name="Anna", text="Vom Telefon")
    assert len(messages(world)) == 2  # the echo was taken
    assert the_only(world, Conversation).status == Status.RESOLVED


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.SNOOZED, Status.WAITING])
def test_a_customers_message_reopens(
    world: World, customers: Customers, clock: Clock, status: Status
) -> None:
    settle(world, status)
    clock.advance(minutes=1)
    customers.write("Es geht nicht", name="Anna")
    after: Conversation = the_only(world, Conversation)
    assert (after.status, after.snoozed_until) == (Status.OPEN, None)
    assert after.waiting_since is not None


def test_spam_stays_spam(world: World, customers: Customers) -> None:
    settle(world, Status.SPAM)
    customers.write("Kaufen Sie!", name="Anna")
    assert the_only(world, Conversation).status == Status.SPAM
