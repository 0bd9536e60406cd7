"""Begin a conversation: the shop writes first, or about something new."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox import sealing
from inbox.conversations import threading
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.conversations.inscribe import open_conversation
from inbox.conversations.wording import clean


def begin(
    session: Session, identity: Identity, *, subject: str | None, now: datetime
) -> Conversation:
    """With a subject a matter of its own (mail); without one the chat that is there goes on."""
    if subject is None:
        going_on = threading.find_by_identity(session, identity, now=now)
        if going_on is not None:
            return going_on
    conversation = open_conversation(session, identity.account_id, identity, now=now)
    if subject is not None:
        entitle(session, conversation, subject, now=now)
    return conversation


def entitle(session: Session, conversation: Conversation, subject: str, *, now: datetime) -> None:
    """What it is about, as long as nobody has said anything in it."""
    conversation.subject_sealed = sealing.seal_text(
        session,
        conversation.customer_id,
        clean(subject),
        place=f"conversation:{conversation.id}:subject",
        now=now,
    )


def is_blank(conversation: Conversation) -> bool:
    """It was begun, and nothing has been said in it yet."""
    return conversation.preview_sealed is None
