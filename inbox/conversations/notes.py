"""Write a note between colleagues: it stands in the thread and never leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from inbox.changes import journal
from inbox.channel import Kind
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import (
    Author,
    Content,
    Direction,
    Message,
    about,
    external_key,
    find_external,
    seal_content,
)
from inbox.conversations.wording import clean_text
from inbox.db import new_id
from inbox.media.upload import attach, uploaded


def write(
    session: Session,
    conversation: Conversation,
    *,
    agent_id: str,
    text: str,
    dedupe_key: str,
    files: Sequence[str] = (),
    now: datetime,
) -> Message:
    """The note; the one that was written before under this key, if it is the same deed.

    `files` are ids of uploads. It has no delivery and no state. The list keeps its place: to the
    customer nothing was said.
    """
    earlier = written_before(session, conversation, dedupe_key)
    if earlier is not None:
        return earlier
    message_id = new_id()
    note = Message(
        id=message_id,
        conversation_id=conversation.id,
        customer_id=conversation.customer_id,
        account_id=conversation.account_id,
        direction=Direction.NOTE,
        author=Author.AGENT,
        agent_id=agent_id,
        kind=Kind.TEXT,
        external_key=external_key(session, conversation.account_id, dedupe_key),
        at=now,
        recorded_at=now,
        sealed=seal_content(
            session, message_id, conversation.customer_id, Content(text=clean_text(text)), now=now
        ),
        imported=False,
        attachments=0,
    )
    session.add(note)
    session.flush()
    theirs = uploaded(session, files, customer_id=conversation.customer_id)
    note.attachments = attach(theirs, message_id=note.id)
    journal.note(session, journal.What.MESSAGE_SENT, about(note), now=now)
    return note


def written_before(session: Session, conversation: Conversation, dedupe_key: str) -> Message | None:
    """The note that was written under this key, if any was."""
    return find_external(session, conversation.account_id, Direction.NOTE, dedupe_key)
