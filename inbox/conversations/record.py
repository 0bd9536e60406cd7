"""Record a message: it finds its identity, customer and conversation. Twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox import sealing
from inbox.changes import journal
from inbox.channel import Automated, InboundMessage, Kind, Unsupported
from inbox.conversations import amend, threading
from inbox.conversations.conversation import Conversation, Status, opened_anew
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.identify import identify
from inbox.conversations.inscribe import Said, Source, inscribe, open_conversation, spoken
from inbox.conversations.message import (
    Author,
    Content,
    Direction,
    Message,
    about,
    find_external,
)
from inbox.conversations.wording import clean, clean_text

# These say nothing that a person would have to answer: they neither open nor reopen anything.
_QUIET: Final = {Automated.AUTO_REPLY, Automated.BOUNCE, Automated.RECEIPT, Automated.OWN}


@dataclass(frozen=True, slots=True)
class Recorded:
    message: Message
    conversation: Conversation
    identity: Identity
    is_new: bool


def record(
    session: Session, source: Source, event: InboundMessage | Unsupported, *, now: datetime
) -> Recorded:
    """The stored message; the one that was stored before, if it is the same."""
    message = _as_message(event)
    seen = find_external(session, source.account_id, Direction.IN, message.external_id)
    if seen is not None:
        return _as_recorded(session, seen)
    identity = identify(session, source.account_id, message.sender, now=now)
    customer = session.get_one(Customer, identity.customer_id, with_for_update=True)
    conversation = _conversation(session, source, identity, message, now=now)
    if customer.blocked_at is not None:
        conversation.status = Status.SPAM
    row = inscribe(session, source, identity, conversation, _said(message), now=now)
    row.automated, row.trust = message.automated, message.trust
    _arrived(session, conversation, identity, row, message, now)
    if source.capabilities.medium == "mail":
        ids = (*message.references, message.reply_to, message.external_id)
        known = [one for one in ids if one]
        threading.remember_references(session, source.account_id, conversation.id, known)
    amend.apply_parked(session, row, now=now)
    return Recorded(row, conversation, identity, is_new=True)


def _as_message(event: InboundMessage | Unsupported) -> InboundMessage:
    """Something unsupported is a message, too: a person sent it."""
    if isinstance(event, InboundMessage):
        return event
    return InboundMessage(
        external_id=event.external_id,
        sender=event.sender,
        sent_at=event.sent_at,
        kind=Kind.UNSUPPORTED,
        details={"what": event.what},
        group=event.group,
    )


def _as_recorded(session: Session, row: Message) -> Recorded:
    conversation = session.get_one(Conversation, row.conversation_id)
    identity = session.get_one(Identity, row.identity_id)
    return Recorded(row, conversation, identity, is_new=False)


def _conversation(
    session: Session, source: Source, identity: Identity, message: InboundMessage, *, now: datetime
) -> Conversation:
    if source.capabilities.medium == "mail":
        found = threading.find_by_reference(session, identity, message, now=now)
    else:
        found = threading.find_by_identity(session, identity, now=now)
    return found or open_conversation(session, source.account_id, identity, now=now)


def _said(message: InboundMessage) -> Said:
    content = Content(
        text=clean_text(message.text),
        subject=clean(message.subject) if message.subject else None,
        html=clean_text(message.html) if message.html else None,
        new_text=clean_text(message.new_text) if message.new_text is not None else None,
        details=dict(message.details) if message.details else None,
        external_id=message.external_id,
        reply_to=message.reply_to,
        references=message.references,
        recipients=tuple(clean(one) for one in message.recipients),
        group=message.group,
        loop_signs=message.loop_signs,
    )
    return Said(
        direction=Direction.IN,
        author=Author.CUSTOMER,
        kind=message.kind,
        content=content,
        sent_at=message.sent_at,
        media=message.media,
        imported=message.imported,
    )


def _arrived(
    session: Session,
    conversation: Conversation,
    identity: Identity,
    row: Message,
    message: InboundMessage,
    now: datetime,
) -> None:
    content = Content(text=message.text, subject=message.subject, new_text=message.new_text)
    if message.subject and conversation.subject_sealed is None:
        conversation.subject_sealed = sealing.seal_text(
            session,
            conversation.customer_id,
            clean(message.subject),
            place=f"conversation:{conversation.id}:subject",
            now=now,
        )
    spoken(session, conversation, row, content, now=now)
    if message.kind is not Kind.SYSTEM and message.automated not in _QUIET and not message.imported:
        _somebody_waits(conversation, identity, row, now)
    journal.note(session, journal.What.MESSAGE_RECEIVED, about(row), now=now)


def _somebody_waits(
    conversation: Conversation, identity: Identity, row: Message, now: datetime
) -> None:
    if identity.last_inbound_at is None or row.at > identity.last_inbound_at:
        identity.last_inbound_at = row.at
    conversation.last_inbound_at = max(row.at, conversation.last_inbound_at or row.at)
    conversation.unread += 1
    conversation.waiting_since = conversation.waiting_since or row.at
    if conversation.status in {Status.RESOLVED, Status.SNOOZED, Status.WAITING}:
        if conversation.status == Status.RESOLVED:
            opened_anew(conversation, now=now)
        conversation.status = Status.OPEN
        conversation.snoozed_until = conversation.resolved_at = None
