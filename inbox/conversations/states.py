"""Bring a conversation into another state: assigned, resolved, snoozed, spam, read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.changes import journal
from inbox.conversations.conversation import Conversation, Status


class NoSuchConversation(Exception):
    """No conversation has this id."""


def hold(session: Session, conversation_id: str) -> Conversation:
    """The conversation, locked until the end of the transaction; raises `NoSuchConversation`."""
    found = session.get(Conversation, conversation_id, with_for_update=True)
    if found is None:
        raise NoSuchConversation(conversation_id)
    return found


def assign(
    session: Session, conversation: Conversation, agent_id: str | None, *, now: datetime
) -> None:
    """To an agent who may answer (the caller has asked), or with None back to everybody."""
    if conversation.assignee_id == agent_id:
        return
    conversation.assignee_id = agent_id
    _note(session, conversation, now)


def resolve(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """Nobody waits any more. A new message of the customer opens it again."""
    if conversation.status == Status.RESOLVED:
        return
    _enter(conversation, Status.RESOLVED)
    conversation.resolved_at, conversation.waiting_since, conversation.unread = now, None, 0
    _note(session, conversation, now)


def reopen(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """From every other state, also out of spam."""
    if conversation.status == Status.OPEN:
        return
    if conversation.status == Status.RESOLVED:
        conversation.opened_at = now
    _enter(conversation, Status.OPEN)
    _note(session, conversation, now)


def snooze(session: Session, conversation: Conversation, *, until: datetime, now: datetime) -> None:
    """Out of sight until then, or until the customer writes. Raises ValueError for the past."""
    if until <= now:
        raise ValueError("a conversation can only be snoozed into the future")
    _enter(conversation, Status.SNOOZED)
    conversation.snoozed_until = until
    _note(session, conversation, now)


def wake(session: Session, *, now: datetime) -> int:
    """Open what has been snoozed long enough; how many."""
    due = session.scalars(
        select(Conversation)
        .where(Conversation.status == Status.SNOOZED, Conversation.snoozed_until <= now)
        .with_for_update()
    ).all()
    for conversation in due:
        reopen(session, conversation, now=now)
    return len(due)


def mark_spam(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """No machine answers it, and it has a view of its own."""
    if conversation.status == Status.SPAM:
        return
    _enter(conversation, Status.SPAM)
    conversation.waiting_since, conversation.unread = None, 0
    _note(session, conversation, now)


def mark_read(session: Session, conversation: Conversation, *, now: datetime) -> None:
    if conversation.unread:
        conversation.unread = 0
        _note(session, conversation, now)


def mark_unread(session: Session, conversation: Conversation, *, now: datetime) -> None:
    if not conversation.unread:
        conversation.unread = 1
        _note(session, conversation, now)


def _enter(conversation: Conversation, status: Status) -> None:
    conversation.status = status
    conversation.snoozed_until = conversation.resolved_at = None


def _note(session: Session, conversation: Conversation, now: datetime) -> None:
    subject = journal.Subject(
        account_id=conversation.account_id,
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
    )
    journal.note(session, journal.What.CONVERSATION_UPDATED, subject, now=now)
