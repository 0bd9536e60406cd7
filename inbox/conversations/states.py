"""Bring a conversation into another state: assigned, resolved, snoozed, spam, read.

Each verb says by whose deed, and records it; what changes nothing is not recorded.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.conversations.activity import KONTOR, Deed, Did, recorded, tell
from inbox.conversations.conversation import Conversation, Status, opened_anew


class NoSuchConversation(Exception):
    """No conversation has this id."""


def hold(session: Session, conversation_id: str) -> Conversation:
    """The conversation, locked until the end of the transaction; raises `NoSuchConversation`."""
    found = session.get(Conversation, conversation_id, with_for_update=True)
    if found is None:
        raise NoSuchConversation(conversation_id)
    return found


def assign(
    session: Session, conversation: Conversation, agent_id: str | None, *, by: Deed, now: datetime
) -> None:
    """To an agent who may answer (the caller has asked), or with None back to everybody."""
    if conversation.assignee_id == agent_id:
        return
    with recorded(session, conversation, Did.ASSIGNED, by, about=agent_id, now=now):
        conversation.assignee_id = agent_id


def hand_to_team(
    session: Session, conversation: Conversation, team_id: str | None, *, by: Deed, now: datetime
) -> None:
    """Whoever of the team is there takes it; an agent who has it already keeps it."""
    if conversation.team_id == team_id:
        return
    with recorded(session, conversation, Did.HANDED, by, about=team_id, now=now):
        conversation.team_id = team_id


def give_back(
    session: Session, agent_id: str, *, team_id: str | None, by: Deed, now: datetime
) -> int:
    """What an agent leaves behind belongs to a team again: its own, or else `team_id`. How many."""
    held = session.scalars(
        select(Conversation)
        .where(
            Conversation.assignee_id == agent_id,
            Conversation.status.in_((Status.OPEN, Status.WAITING, Status.SNOOZED)),
        )
        .with_for_update()
    ).all()
    for conversation in held:
        if conversation.team_id is None:
            hand_to_team(session, conversation, team_id, by=by, now=now)
        assign(session, conversation, None, by=by, now=now)
    return len(held)


def resolve(session: Session, conversation: Conversation, *, by: Deed, now: datetime) -> None:
    """Nobody waits any more. A new message of the customer opens it again."""
    if conversation.status == Status.RESOLVED:
        return
    with recorded(session, conversation, Did.RESOLVED, by, now=now):
        _enter(conversation, Status.RESOLVED)
        conversation.resolved_at, conversation.waiting_since, conversation.unread = now, None, 0


def reopen(session: Session, conversation: Conversation, *, by: Deed, now: datetime) -> None:
    """From every other state, also out of spam."""
    if conversation.status == Status.OPEN:
        return
    with recorded(session, conversation, Did.REOPENED, by, now=now):
        _open(conversation, now)


def snooze(
    session: Session, conversation: Conversation, *, until: datetime, by: Deed, now: datetime
) -> None:
    """Out of sight until then, or until the customer writes. Raises ValueError for the past."""
    if until <= now:
        raise ValueError("a conversation can only be snoozed into the future")
    with recorded(session, conversation, Did.SNOOZED, by, now=now):
        _enter(conversation, Status.SNOOZED)
        conversation.snoozed_until = until


def wake(session: Session, *, now: datetime) -> int:
    """Open what has been snoozed long enough; how many."""
    due = session.scalars(
        select(Conversation)
        .where(Conversation.status == Status.SNOOZED, Conversation.snoozed_until <= now)
        .with_for_update()
    ).all()
    for conversation in due:
        with recorded(session, conversation, Did.WOKE, KONTOR, now=now):
            _open(conversation, now)
    return len(due)


def mark_spam(session: Session, conversation: Conversation, *, by: Deed, now: datetime) -> None:
    """No machine answers it, and it has a view of its own."""
    if conversation.status == Status.SPAM:
        return
    with recorded(session, conversation, Did.SPAM, by, now=now):
        _enter(conversation, Status.SPAM)
        conversation.waiting_since, conversation.unread = None, 0


def mark_read(session: Session, conversation: Conversation, *, now: datetime) -> None:
    if conversation.unread:
        conversation.unread = 0
        tell(session, conversation, now=now)


def mark_unread(session: Session, conversation: Conversation, *, now: datetime) -> None:
    if not conversation.unread:
        conversation.unread = 1
        tell(session, conversation, now=now)


def _open(conversation: Conversation, now: datetime) -> None:
    if conversation.status == Status.RESOLVED:
        opened_anew(conversation, now=now)
    _enter(conversation, Status.OPEN)


def _enter(conversation: Conversation, status: Status) -> None:
    conversation.status = status
    conversation.snoozed_until = conversation.resolved_at = None
