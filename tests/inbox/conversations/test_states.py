"""The states of a conversation: what each verb changes, and that it is written down once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.changes.journal import Change, What
from inbox.conversations import states
from inbox.conversations.activity import KONTOR
from inbox.conversations.conversation import Conversation, Status
from inbox.people import agent as agents
from inbox.people.agent import Role
from inbox.world import World
from tests.conftest import NOON, Clock
from tests.shop import Customers, open_account, the_only

Verb = Callable[[Session, Conversation], None]


@pytest.fixture
def customers(world: World) -> Customers:
    customers = Customers(world, open_account(world))
    customers.write("Hallo")
    return customers


def act(world: World, verb: Verb) -> Conversation:
    """The conversation after the verb."""
    with world.database.transaction() as session:
        found = session.scalars(select(Conversation.id)).one()
        verb(session, states.hold(session, found))
    conversation: Conversation = the_only(world, Conversation)
    return conversation


def updates(world: World) -> int:
    with world.database.reading() as session:
        query = select(Change).where(Change.what == What.CONVERSATION_UPDATED)
        return len(session.scalars(query).all())


def resolve(session: Session, conversation: Conversation) -> None:
    states.resolve(session, conversation, by=KONTOR, now=NOON)


def reopen(session: Session, conversation: Conversation) -> None:
    states.reopen(session, conversation, by=KONTOR, now=NOON)


def spam(session: Session, conversation: Conversation) -> None:
    states.mark_spam(session, conversation, by=KONTOR, now=NOON)


def read(session: Session, conversation: Conversation) -> None:
    states.mark_read(session, conversation, now=NOON)


def unread(session: Session, conversation: Conversation) -> None:
    states.mark_unread(session, conversation, now=NOON)


@pytest.mark.parametrize("verb", [resolve, spam, read])
def test_doing_it_twice_is_written_down_once(
    world: World, customers: Customers, verb: Verb
) -> None:
    before = updates(world)
    act(world, verb)
    act(world, verb)
    assert updates(world) == before + 1


def test_resolving_ends_the_waiting(world: World, customers: Customers) -> None:
    found = act(world, resolve)
    assert (found.status, found.resolved_at) == (Status.RESOLVED, NOON)
    assert (found.waiting_since, found.unread) == (None, 0)


def test_a_customers_message_opens_what_was_resolved(
    world: World, customers: Customers, clock: Clock
) -> None:
    act(world, resolve)
    clock.advance(hours=1)
    customers.write("Doch noch etwas")
    found = the_only(world, Conversation)
    assert (found.status, found.resolved_at, found.unread) == (Status.OPEN, None, 1)
    assert found.waiting_since == clock()


def test_reopening_counts_as_opening_again_after_resolving_only(
    world: World, customers: Customers, clock: Clock
) -> None:
    opened = the_only(world, Conversation).opened_at
    later = clock.advance(hours=2)
    act(world, spam)
    assert act(world, reopen).opened_at == opened
    act(world, resolve)
    with world.database.transaction() as session:
        states.reopen(session, session.scalars(select(Conversation)).one(), by=KONTOR, now=later)
    assert the_only(world, Conversation).opened_at == later


def test_spam_is_out_of_the_way(world: World, customers: Customers) -> None:
    found = act(world, spam)
    assert (found.status, found.unread, found.waiting_since) == (Status.SPAM, 0, None)


def test_snoozing_needs_the_future(world: World, customers: Customers) -> None:
    later = NOON + timedelta(days=1)
    found = act(
        world, lambda session, one: states.snooze(session, one, until=later, by=KONTOR, now=NOON)
    )
    assert (found.status, found.snoozed_until) == (Status.SNOOZED, later)
    with pytest.raises(ValueError, match="future"):
        act(
            world, lambda session, one: states.snooze(session, one, until=NOON, by=KONTOR, now=NOON)
        )


def test_leaving_the_snooze_forgets_its_time(world: World, customers: Customers) -> None:
    later = NOON + timedelta(days=1)
    act(world, lambda session, one: states.snooze(session, one, until=later, by=KONTOR, now=NOON))
    assert act(world, reopen).snoozed_until is None


def test_read_and_unread(world: World, customers: Customers) -> None:
    customers.write("Und?")
    assert the_only(world, Conversation).unread == 2
    assert act(world, read).unread == 0
    assert act(world, unread).unread == 1


def test_assigning_to_somebody_and_back_to_everybody(world: World, customers: Customers) -> None:
    with world.database.transaction() as session:
        kim = agents.add(
            session, name="Kim", email="kim@shop.example", password="long enough it is",
            role=Role.AGENT, now=NOON,
        ).id  # fmt: skip
    before = updates(world)
    for agent_id in (kim, kim, None):
        found = act(
            world,
            lambda session, one, to=agent_id: states.assign(session, one, to, by=KONTOR, now=NOON),
        )
        assert found.assignee_id == agent_id
    assert updates(world) == before + 2


def test_a_conversation_that_does_not_exist_has_its_own_error(world: World) -> None:
    with world.database.transaction() as session, pytest.raises(states.NoSuchConversation):
        states.hold(session, "nothing")
