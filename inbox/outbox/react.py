"""React to a message with an emoji: the same one twice is one deed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.channel import Capabilities, Kind
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.conversations.message import Author, Direction, Message, content_of
from inbox.db import new_id
from inbox.outbox.post import Letter
from inbox.outbox.submit import submit


class CannotReact(Exception):
    """The channel has no reactions, or the message cannot have one."""


def react(
    session: Session,
    message: Message,
    emoji: str,
    able: Capabilities,
    *,
    agent_id: str,
    now: datetime,
) -> Message:
    """The reaction on its way. Raises `CannotReact`, or `submit.Stopped` by the gate."""
    is_theirs = message.direction == Direction.IN and message.revoked_at is None
    if not able.reactions or not is_theirs or message.identity_id is None:
        raise CannotReact
    session.get_one(Identity, message.identity_id, with_for_update=True)
    latest = _latest(session, message)
    if latest is not None and content_of(session, latest).emoji == emoji:
        return latest
    letter = Letter(
        dedupe_key=f"reaction-{message.id}-{new_id()}",
        author=Author.AGENT,
        purpose=Purpose.SERVICE,
        text="",
        agent_id=agent_id,
        quotes=message,
        emoji=emoji,
    )
    conversation = session.get_one(Conversation, message.conversation_id)
    return submit(session, conversation, letter, able, now=now).message


def _latest(session: Session, message: Message) -> Message | None:
    return session.scalars(
        select(Message)
        .where(
            Message.conversation_id == message.conversation_id,
            Message.kind == Kind.REACTION,
            Message.reply_to_id == message.id,
        )
        .order_by(Message.id.desc())
        .limit(1)
    ).first()
