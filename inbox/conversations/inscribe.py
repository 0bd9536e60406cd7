"""Inscribe a message: its row with its sealed words, its files, its line in the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from inbox import sealing
from inbox.changes import journal
from inbox.channel import Capabilities, Kind, Media
from inbox.conversations.conversation import Conversation, Status, new_token
from inbox.conversations.customer import Identity
from inbox.conversations.message import (
    Author,
    Content,
    Direction,
    Message,
    external_key,
    find_external,
    seal_content,
)
from inbox.conversations.wording import clean, preview
from inbox.db import new_id
from inbox.media.attachment import Owner, expect

# A phone's clock may run ahead, and our own behind; a time further in the future is not believed.
_AHEAD: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an event comes from. `received_at` is when its request reached us."""

    account_id: str
    capabilities: Capabilities
    raw_event_id: int | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says, from whichever side it comes."""

    direction: Direction
    author: Author
    kind: Kind
    content: Content
    sent_at: datetime
    media: tuple[Media, ...] = ()
    imported: bool = False


def inscribe(
    session: Session,
    source: Source,
    identity: Identity,
    conversation: Conversation,
    said: Said,
    *,
    now: datetime,
) -> Message:
    message_id = new_id()
    external_id = said.content.external_id or message_id
    row = Message(
        id=message_id,
        conversation_id=conversation.id,
        customer_id=conversation.customer_id,
        identity_id=identity.id,
        account_id=source.account_id,
        direction=said.direction,
        author=said.author,
        kind=said.kind,
        external_key=external_key(session, source.account_id, external_id),
        at=min(said.sent_at, source.received_at + _AHEAD),
        recorded_at=now,
        sealed=seal_content(session, message_id, conversation.customer_id, said.content, now=now),
        reply_to_id=_answered(session, source.account_id, said.content.reply_to),
        imported=said.imported,
        in_group=said.content.group is not None,
        attachments=len(said.media),
    )
    session.add(row)
    session.flush()
    _expect_media(session, source, row, said.media, now)
    return row


def open_conversation(
    session: Session, account_id: str, identity: Identity, *, now: datetime
) -> Conversation:
    conversation = Conversation(
        id=new_id(),
        customer_id=identity.customer_id,
        identity_id=identity.id,
        account_id=account_id,
        token=new_token(),
        status=Status.RESOLVED,  # until a message says that somebody waits
        opened_at=now,
        last_message_at=now,
        unread=0,
        bot_off=False,
        machine_only=False,
        urgent=False,
    )
    session.add(conversation)
    session.flush()
    about = journal.Subject(
        account_id=account_id,
        customer_id=identity.customer_id,
        conversation_id=conversation.id,
    )
    journal.note(session, journal.What.CONVERSATION_OPENED, about, now=now)
    return conversation


def spoken(
    session: Session, conversation: Conversation, row: Message, content: Content, *, now: datetime
) -> None:
    """Bring the conversation's line in the list up to date with its newest message.

    A machine's answer hides nothing: who looks at the list must see what the customer wants.
    """
    has_line = conversation.preview_sealed is not None
    if has_line and (row.at < conversation.last_message_at or row.author == Author.AUTOMATIC):
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


def _answered(session: Session, account_id: str, external_id: str | None) -> str | None:
    if not external_id:
        return None
    found = find_external(session, account_id, Direction.OUT, external_id) or find_external(
        session, account_id, Direction.IN, external_id
    )
    return found.id if found else None


def _expect_media(
    session: Session, source: Source, row: Message, media: Sequence[Media], now: datetime
) -> None:
    named = [
        replace(
            one,
            content_type=clean(one.content_type) or "application/octet-stream",
            filename=clean(one.filename)[:255] if one.filename else None,
        )
        for one in media
    ]
    owner = Owner(row.id, row.customer_id, source.account_id)
    expect(session, owner, named, raw_event_id=source.raw_event_id, now=now)
