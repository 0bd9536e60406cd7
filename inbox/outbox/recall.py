"""Recall a message that has not left yet: nothing goes out, and its words return to their writer.

No timer runs for this. What may be recalled waits in the outbox until its hour like everything
that waits there, so a process that dies loses nothing and sends nothing early.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import doorbell
from inbox.changes import journal
from inbox.conversations import undo
from inbox.conversations.activity import Activity, Value, bring_back, state_of, tell
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.conversations.message import (
    TAKEN_BACK,
    Content,
    Message,
    about,
    content_of,
    seal_content,
)
from inbox.db import Base, rows_touched
from inbox.media.attachment import of_messages
from inbox.outbox.delivery import Delivery, Stage, bring_message_up_to_date
from inbox.people.drafts import Words

KEPT_FOR: Final = timedelta(days=1)


class Recall(Base):
    """What a conversation was like before a message was posted. `changed` is JSON as in Activity.

    `answer_id` is the answer that waits behind a template which announces it; `deed_id` resolved
    the conversation in the same breath.
    """

    __tablename__ = "recall"

    message_id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(index=True)
    agent_id: Mapped[str]
    until: Mapped[datetime] = mapped_column(index=True)
    changed: Mapped[str]
    preview_sealed: Mapped[bytes | None]
    last_message_at: Mapped[datetime]
    last_agent_at: Mapped[datetime | None]
    answer_id: Mapped[str | None]
    deed_id: Mapped[str | None]


class TooLate(Exception):
    """It has left, or a worker has it; nobody can call it back."""


@dataclass(frozen=True, slots=True)
class Before:
    """A conversation just before somebody writes in it."""

    state: Mapping[str, Value]
    preview_sealed: bytes | None
    last_message_at: datetime
    last_agent_at: datetime | None


def before(conversation: Conversation) -> Before:
    return Before(
        state_of(conversation),
        conversation.preview_sealed,
        conversation.last_message_at,
        conversation.last_agent_at,
    )


def offer(
    session: Session,
    conversation: Conversation,
    message: Message,
    was: Before,
    *,
    until: datetime,
    answer: Message | None = None,
) -> Recall:
    """Right after `post`, which was told to let nothing leave before `until`."""
    is_now = state_of(conversation)
    row = Recall(
        message_id=message.id,
        conversation_id=conversation.id,
        agent_id=message.agent_id,
        until=until,
        changed=json.dumps({k: [v, is_now[k]] for k, v in was.state.items() if v != is_now[k]}),
        preview_sealed=was.preview_sealed,
        last_message_at=was.last_message_at,
        last_agent_at=was.last_agent_at,
        answer_id=answer.id if answer else None,
    )
    session.add(row)
    return row


def open_offer(
    session: Session, conversation: Conversation, agent_id: str, *, now: datetime
) -> Recall | None:
    """For the page: the message of this agent that still waits because it may be called back."""
    return session.scalars(
        select(Recall)
        .where(
            Recall.conversation_id == conversation.id,
            Recall.agent_id == agent_id,
            Recall.until > now,
        )
        .order_by(Recall.until.desc())
        .limit(1)
    ).first()


def recall(session: Session, message: Message, *, agent_id: str, now: datetime) -> Words:
    """The words as they stood in the composer. Raises `TooLate`; then nothing has changed."""
    rows = _waiting(session, message)
    conversation = session.get_one(Conversation, message.conversation_id, with_for_update=True)
    offer = session.get(Recall, message.id)
    words = _words(session, message)
    _take_out(session, message, rows, now)
    if offer is not None:
        if offer.answer_id is not None:
            words = _with_answer(session, words, offer.answer_id, now)
        _restore(session, conversation, message, offer, agent_id, now)
        session.delete(offer)
    tell(session, conversation, now=now)
    return words


def send_now(session: Session, message: Message, *, now: datetime) -> None:
    """Nobody wants it back any more. Raises `TooLate` if there is nothing left to hurry."""
    for row in _waiting(session, message):
        if row.stage == Stage.QUEUED:
            row.next_try_at = min(row.next_try_at, now)
    offer = session.get(Recall, message.id)
    if offer is not None:
        offer.until = now
    doorbell.ring(session, doorbell.DISPATCH, message.account_id or "")
    journal.note(session, journal.What.MESSAGE_UPDATED, about(message), now=now)


def purge(session: Session, *, now: datetime) -> int:
    """Drop what can no longer be recalled; how many."""
    return rows_touched(session, delete(Recall).where(Recall.until < now - KEPT_FOR))


def _waiting(session: Session, message: Message) -> Sequence[Delivery]:
    """Its deliveries, under the lock under which they are claimed."""
    session.get_one(Identity, message.identity_id, with_for_update=True)
    rows = session.scalars(
        select(Delivery)
        .where(Delivery.message_id == message.id)
        .order_by(Delivery.id)
        .execution_options(populate_existing=True)
    ).all()
    if not rows or any(row.stage not in _WAITS or row.attempts for row in rows):
        raise TooLate(message.id)
    return rows


_WAITS: Final = frozenset({Stage.QUEUED, Stage.HELD})


def _take_out(session: Session, message: Message, rows: Sequence[Delivery], now: datetime) -> None:
    """The row stays, without words: a form that is posted twice still finds its deed done."""
    for row in rows:
        row.stage, row.reason, row.settled_at = Stage.WITHHELD, TAKEN_BACK, now
    for file in of_messages(session, [message.id]).get(message.id, ()):
        file.message_id, file.position, file.created_at = None, 0, now
    message.attachments = 0
    message.sealed = seal_content(session, message.id, message.customer_id, Content(), now=now)
    bring_message_up_to_date(session, message)
    journal.note(session, journal.What.MESSAGE_UPDATED, about(message), now=now)


def _words(session: Session, message: Message) -> Words:
    content = content_of(session, message)
    template = content.template
    files = of_messages(session, [message.id]).get(message.id, ())
    return Words(
        text="" if template else content.text,
        mode="template" if template else "reply",
        subject=content.subject or "",
        files=tuple(file.id for file in files),
        quotes=message.reply_to_id if content.reply_to else None,
        template=f"{template['name']} {template['language']}" if template else "",
        values=tuple(template["values"]) if template else (),
        buttons=tuple(title for _key, title in content.buttons),
    )


def _with_answer(session: Session, words: Words, answer_id: str, now: datetime) -> Words:
    """Without its announcement the answer would wait for something nobody tells the customer."""
    answer = session.get_one(Message, answer_id)
    try:
        rows = _waiting(session, answer)
    except TooLate:
        return words
    theirs = _words(session, answer)
    _take_out(session, answer, rows, now)
    return Words(
        text=theirs.text,
        mode=words.mode,
        files=theirs.files,
        quotes=theirs.quotes,
        template=words.template,
        values=words.values,
    )


def _restore(
    session: Session,
    conversation: Conversation,
    message: Message,
    offer: Recall,
    agent_id: str,
    now: datetime,
) -> None:
    """As far as nothing has happened since: what came in meanwhile stays as it is."""
    if offer.deed_id is not None:
        undo.undo(session, offer.deed_id, agent_id=agent_id, now=now)
    bring_back(conversation, Activity(changed=offer.changed))
    if conversation.last_agent_at == message.at:
        conversation.last_agent_at = offer.last_agent_at
    if conversation.last_message_at == message.at:
        conversation.last_message_at = offer.last_message_at
        conversation.preview_sealed = offer.preview_sealed
