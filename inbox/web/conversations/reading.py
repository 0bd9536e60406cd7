"""Somebody has read a conversation: it is no longer unread, and the customer may be told."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inbox.conversations import states
from inbox.conversations.conversation import Conversation
from inbox.outbox import signs
from inbox.outbox.signs import Sign
from inbox.web.conversations.channels import capabilities_of
from inbox.world import World


def read(world: World, conversation_id: str) -> None:
    """Only what is unread needs the writer. Raises `NoSuchConversation`."""
    with world.database.reading() as session:
        found = session.get(Conversation, conversation_id)
    if found is None:
        raise states.NoSuchConversation(conversation_id)
    if not found.unread:
        return
    now, able = world.clock(), capabilities_of(world, found.account_id)

    def mark(session: Session) -> None:
        conversation = states.hold(session, conversation_id)
        if conversation.unread:
            signs.give(session, conversation, able, Sign.SEEN, now=now)
        states.mark_read(session, conversation, now=now)

    world.database.attempt(mark)
