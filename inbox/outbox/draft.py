"""Draft a delivery in the contract's words: what is to be said, to whom, in answer to what."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.channel import Capabilities, OutboundMessage, Quoted
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity, sender_of
from inbox.conversations.identify import aliases_of
from inbox.conversations.message import Content, Direction, Message, content_of
from inbox.outbox.delivery import Delivery
from inbox.outbox.split import split
from inbox.shop import the_shop


def draft(session: Session, delivery: Delivery, capabilities: Capabilities) -> OutboundMessage:
    message = session.get_one(Message, delivery.message_id)
    conversation = session.get_one(Conversation, message.conversation_id)
    identity = session.get_one(Identity, delivery.identity_id)
    content = content_of(session, message)
    pieces = split(content.text, limit=capabilities.max_text, unit=capabilities.text_unit)
    answered = _answered(session, delivery, message) if capabilities.medium == "mail" else None
    theirs = content_of(session, answered) if answered else Content()
    return OutboundMessage(
        to=sender_of(session, identity, aliases_of(session, [identity.id])[identity.id]),
        text=pieces[delivery.part - 1],
        dedupe_key=delivery.wire_key,
        subject=content.subject or _subject(session, conversation),
        reply_to=theirs.external_id,
        references=theirs.references,
        quoted=_quoted(session, answered, theirs, identity) if capabilities.quotes else None,
        automated=delivery.purpose == Purpose.AUTOMATION,
        conversation_token=conversation.token,
        footer=the_shop(session).mail_footer,
    )


def _answered(session: Session, delivery: Delivery, message: Message) -> Message | None:
    """The message that is answered, or else the customer's last one in this conversation."""
    if delivery.answers_id is not None:
        return session.get(Message, delivery.answers_id)
    return session.scalars(
        select(Message)
        .where(
            Message.conversation_id == message.conversation_id,
            Message.direction == Direction.IN,
            Message.at <= message.at,
        )
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(1)
    ).first()


def _subject(session: Session, conversation: Conversation) -> str | None:
    if conversation.subject_sealed is None:
        return None
    place = f"conversation:{conversation.id}:subject"
    return sealing.unseal_text(session, conversation.subject_sealed, place=place)


def _quoted(
    session: Session, answered: Message | None, theirs: Content, identity: Identity
) -> Quoted | None:
    if answered is None or not theirs.shown:
        return None
    writer = sender_of(session, identity, [])
    return Quoted(text=theirs.shown, author=writer.name or writer.address, sent_at=answered.at)
