"""Notes between colleagues: written once, seen in the thread, moving nothing."""

from __future__ import annotations

from sqlalchemy import select

from inbox.conversations import notes, timeline
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Direction
from inbox.outbox.delivery import Delivery
from inbox.people import agent as agents
from inbox.people.agent import Role
from inbox.world import World
from tests.conftest import NOON, Clock
from tests.shop import Customers, open_account, rows, the_only


def test_a_note_is_written_once_per_key_and_moves_nothing(world: World, clock: Clock) -> None:
    customers = Customers(world, open_account(world))
    customers.write("Frage")
    with world.database.transaction() as session:
        kim = agents.add(
            session, name="Kim", email="kim@shop.example", password="long enough it is",
            role=Role.AGENT, now=NOON,
        ).id  # fmt: skip
    before = the_only(world, Conversation)
    deliveries = len(rows(world, Delivery))
    clock.advance(minutes=5)
    for text in ("nur \0für uns", "noch einmal"):
        with world.database.transaction() as session:
            conversation = session.scalars(select(Conversation)).one()
            notes.write(
                session, conversation, agent_id=kim, text=text, dedupe_key="once", now=clock()
            )
    with world.database.reading() as session:
        page = timeline.page(session, before.customer_id, limit=50)
    (note,) = [one for one in page.said if one.message.direction == Direction.NOTE]
    assert note.content is not None
    assert note.content.text == "nur für uns"
    assert note.message.reached is None
    after = the_only(world, Conversation)
    assert after.last_message_at == before.last_message_at
    assert (after.waiting_since, after.status) == (before.waiting_since, before.status)
    assert len(rows(world, Delivery)) == deliveries
