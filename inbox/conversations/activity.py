"""Record who brought a conversation into another state, and what it was before.

The thread shows these rows as quiet lines; undo reads from them what to bring back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.changes import journal
from inbox.conversations.conversation import Conversation
from inbox.db import Base, new_id

Value = str | int | None
# What a deed may change about a conversation, and undo brings back.
_MOMENTS: Final = ("snoozed_until", "resolved_at", "opened_at", "waiting_since")
_FLAGS: Final = ("bot_off", "machine_only")
_WATCHED: Final = ("status", "assignee_id", "team_id", "unread", *_FLAGS, *_MOMENTS)
_SHOWN_AT_MOST: Final = 500


class Did(StrEnum):
    ASSIGNED = "assigned"  # `about` is the agent; None: nobody any more
    HANDED = "handed"  # `about` is the team; None: no team any more
    RESOLVED = "resolved"
    REOPENED = "reopened"
    SNOOZED = "snoozed"
    WOKE = "woke"
    SPAM = "spam"
    LABELLED = "labelled"  # `about` is the label
    UNLABELLED = "unlabelled"


class Activity(Base):
    """`agent_id` None: Kontor itself. `changed` is JSON: what -> [before, after]."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_of_conversation", "conversation_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    deed_id: Mapped[str | None] = mapped_column(index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("agent.id"))
    did: Mapped[str]
    about: Mapped[str | None]
    until: Mapped[datetime | None]  # of a snooze
    changed: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of an agent, on however many conversations; undone as a whole."""

    agent_id: str | None
    id: str | None = field(default_factory=new_id)


# What happens by itself, and what nobody can undo.
KONTOR: Final = Deed(agent_id=None, id=None)


@contextmanager
def recorded(
    session: Session,
    conversation: Conversation,
    did: Did,
    by: Deed,
    *,
    about: str | None = None,
    now: datetime,
) -> Iterator[None]:
    """Record what the block does to the conversation, and tell who looks at it."""
    before = state_of(conversation)
    yield
    after = state_of(conversation)
    session.add(
        Activity(
            id=new_id(),
            deed_id=by.id,
            conversation_id=conversation.id,
            agent_id=by.agent_id,
            did=did,
            about=about,
            until=conversation.snoozed_until if did is Did.SNOOZED else None,
            changed=json.dumps(
                {name: [was, after[name]] for name, was in before.items() if was != after[name]}
            ),
            at=now,
        )
    )
    tell(session, conversation, now=now)


def tell(session: Session, conversation: Conversation, *, now: datetime) -> None:
    """That the conversation looks different now."""
    subject = journal.Subject(
        account_id=conversation.account_id,
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
    )
    journal.note(session, journal.What.CONVERSATION_UPDATED, subject, now=now)


def between(
    session: Session, conversation_ids: Iterable[str], *, since: datetime, until: datetime | None
) -> Sequence[Activity]:
    """Oldest first; of very many the newest."""
    query = select(Activity).where(
        Activity.conversation_id.in_(list(conversation_ids)), Activity.at >= since
    )
    if until is not None:
        query = query.where(Activity.at < until)
    newest_first = query.order_by(Activity.at.desc(), Activity.id.desc()).limit(_SHOWN_AT_MOST)
    return list(reversed(session.scalars(newest_first).all()))


def state_of(conversation: Conversation) -> Mapping[str, Value]:
    return {name: _as_json(getattr(conversation, name)) for name in _WATCHED}


def bring_back(conversation: Conversation, row: Activity) -> bool:
    """Whether the conversation is as it was before the deed; not if something happened since."""
    changed: Mapping[str, Sequence[Value]] = json.loads(row.changed)
    now = state_of(conversation)
    if any(now[name] != after for name, (_, after) in changed.items()):
        return False
    for name, (before, _) in changed.items():
        is_moment = name in _MOMENTS and isinstance(before, str)
        setattr(conversation, name, datetime.fromisoformat(str(before)) if is_moment else before)
    return True


def _as_json(value: datetime | Value) -> Value:
    """Moments in UTC: the database gives them back so, whatever zone they came in."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
