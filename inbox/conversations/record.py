"""Record a message: it finds its identity, customer and conversation. Twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from inbox import sealing
from inbox.changes import journal
from inbox.channel import (
    Automated,
    Capabilities,
    Echoed,
    InboundMessage,
    Kind,
    Media,
    Unsupported,
)
from inbox.conversations import amend, threading
from inbox.conversations.conversation import Conversation, Status, new_token
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.identify import identify
from inbox.conversations.message import (
    Author,
    Content,
    Direction,
    Message,
    Reached,
    about,
    external_key,
    find_external,
    seal_content,
)
from inbox.conversations.wording import clean, clean_text, preview
from inbox.db import new_id
from inbox.media.attachment import Owner, expect

# These say nothing that a person would have to answer: they neither open nor reopen anything.
_QUIET: Final = {Automated.AUTO_REPLY, Automated.BOUNCE, Automated.RECEIPT, Automated.OWN}
# A phone's clock may run ahead by a little; a time further in the future is not believed.
_AHEAD: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an event comes from. `received_at` is when its request reached us."""

    account_id: str
    capabilities: Capabilities
    raw_event_id: int | None
    received_at: datetime


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
    row = _store(session, source, message, identity, conversation, now)
    _arrived(session, conversation, identity, row, message, now)
    if source.capabilities.medium == "mail":
        ids = (*message.references, message.reply_to or "", message.external_id)
        threading.remember_references(
            session, source.account_id, conversation.id, filter(None, ids)
        )
    amend.apply_parked(session, row, now=now)
    return Recorded(row, conversation, identity, is_new=True)


def record_echo(
    session: Session, source: Source, event: Echoed, *, now: datetime
) -> Message | None:
    """What the shop wrote from the provider's own app; None if it is known already."""
    if find_external(session, source.account_id, Direction.OUT, event.external_id) is not None:
        return None
    identity = identify(session, source.account_id, event.recipient, now=now)
    conversation = threading.find_by_identity(session, identity, now=now) or _open(
        session, source, identity, now
    )
    at = min(event.sent_at, source.received_at + _AHEAD)
    content = Content(
        text=clean_text(event.text),
        details=dict(event.details) if event.details else None,
        external_id=event.external_id,
        reply_to=event.reply_to,
    )
    row = _message_row(
        session,
        source,
        identity,
        conversation,
        content,
        event.kind,
        at,
        imported=event.imported,
        now=now,
    )
    row.direction, row.author = Direction.OUT, Author.PHONE_APP
    row.reached, row.sent_at = Reached.SENT, at
    session.flush()
    row.attachments = _expect_media(session, source, row, event.media, now)
    if not event.imported:
        spoken(session, conversation, row, content, now=now)
        conversation.last_agent_at, conversation.waiting_since = at, None
    journal.note(session, journal.What.MESSAGE_SENT, about(row), now=now)
    amend.apply_parked(session, row, now=now)
    return row


def spoken(
    session: Session, conversation: Conversation, row: Message, content: Content, *, now: datetime
) -> None:
    """Bring the conversation's line in the list up to date with its newest message."""
    if row.at < conversation.last_message_at and conversation.preview_sealed is not None:
        return
    conversation.last_message_at = row.at
    shown = content.shown or content.subject or f"[{row.kind}]"
    conversation.preview_sealed = sealing.seal_json(
        session,
        conversation.customer_id,
        {"text": preview(shown), "direction": row.direction, "author": row.author},
        place=f"conversation:{conversation.id}:preview",
        now=now,
    )


# --------------------------------------------------------------------------- the steps of record


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
    return found or _open(session, source, identity, now)


def _open(session: Session, source: Source, identity: Identity, now: datetime) -> Conversation:
    conversation = Conversation(
        id=new_id(),
        customer_id=identity.customer_id,
        identity_id=identity.id,
        account_id=source.account_id,
        token=new_token(),
        status=Status.RESOLVED,  # until a message says that somebody waits
        opened_at=now,
        last_message_at=now,
        unread=0,
        bot_off=False,
    )
    session.add(conversation)
    session.flush()
    subject = journal.Subject(
        account_id=source.account_id,
        customer_id=identity.customer_id,
        conversation_id=conversation.id,
    )
    journal.note(session, journal.What.CONVERSATION_OPENED, subject, now=now)
    return conversation


def _store(
    session: Session,
    source: Source,
    message: InboundMessage,
    identity: Identity,
    conversation: Conversation,
    now: datetime,
) -> Message:
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
    row = _message_row(
        session,
        source,
        identity,
        conversation,
        content,
        message.kind,
        min(message.sent_at, source.received_at + _AHEAD),
        imported=message.imported,
        now=now,
    )
    row.automated = message.automated
    row.trust = message.trust
    row.in_group = message.group is not None
    session.flush()
    row.attachments = _expect_media(session, source, row, message.media, now)
    return row


def _message_row(
    session: Session,
    source: Source,
    identity: Identity,
    conversation: Conversation,
    content: Content,
    kind: Kind,
    at: datetime,
    *,
    imported: bool,
    now: datetime,
) -> Message:
    message_id = new_id()
    answered = (
        find_external(session, source.account_id, Direction.OUT, content.reply_to)
        or find_external(session, source.account_id, Direction.IN, content.reply_to)
        if content.reply_to
        else None
    )
    row = Message(
        id=message_id,
        conversation_id=conversation.id,
        customer_id=conversation.customer_id,
        identity_id=identity.id,
        account_id=source.account_id,
        direction=Direction.IN,
        author=Author.CUSTOMER,
        kind=kind,
        external_key=external_key(session, source.account_id, content.external_id or message_id),
        at=at,
        recorded_at=now,
        sealed=seal_content(session, message_id, conversation.customer_id, content, now=now),
        reply_to_id=answered.id if answered else None,
        imported=imported,
        attachments=0,
    )
    session.add(row)
    return row


def _expect_media(
    session: Session, source: Source, row: Message, media: Sequence[Media], now: datetime
) -> int:
    named = [
        replace(
            one,
            content_type=clean(one.content_type) or "application/octet-stream",
            filename=clean(one.filename)[:255] if one.filename else None,
        )
        for one in media
    ]
    owner = Owner(row.id, row.customer_id, source.account_id)
    return expect(session, owner, named, raw_event_id=source.raw_event_id, now=now)


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
            conversation.opened_at = now
        conversation.status = Status.OPEN
        conversation.snoozed_until = conversation.resolved_at = None
