"""Record what the shop wrote from the provider's own app: ours, but not through our outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox.changes import journal
from inbox.channel import Echoed
from inbox.conversations import amend, threading
from inbox.conversations.identify import identify
from inbox.conversations.inscribe import Said, Source, inscribe, open_conversation, spoken
from inbox.conversations.message import (
    Author,
    Content,
    Direction,
    Message,
    Reached,
    about,
    find_external,
)
from inbox.conversations.wording import clean_text


def record_echo(
    session: Session, source: Source, event: Echoed, *, now: datetime
) -> Message | None:
    """The message; None if it is known already, e.g. because we sent it ourselves."""
    if find_external(session, source.account_id, Direction.OUT, event.external_id) is not None:
        return None
    identity = identify(session, source.account_id, event.recipient, now=now)
    conversation = threading.find_by_identity(session, identity, now=now) or open_conversation(
        session, source.account_id, identity, now=now
    )
    said = _said(event)
    row = inscribe(session, source, identity, conversation, said, now=now)
    row.reached, row.sent_at = Reached.SENT, row.at
    if not event.imported:
        spoken(session, conversation, row, said.content, now=now)
        conversation.last_agent_at, conversation.waiting_since = row.at, None
    journal.note(session, journal.What.MESSAGE_SENT, about(row), now=now)
    amend.apply_parked(session, row, now=now)
    return row


def _said(event: Echoed) -> Said:
    content = Content(
        text=clean_text(event.text),
        details=dict(event.details) if event.details else None,
        external_id=event.external_id,
        reply_to=event.reply_to,
    )
    return Said(
        direction=Direction.OUT,
        author=Author.PHONE_APP,
        kind=event.kind,
        content=content,
        sent_at=event.sent_at,
        media=event.media,
        imported=event.imported,
    )
