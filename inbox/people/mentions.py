"""Mentions: colleagues whom a note calls by name, until they have looked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.conversations.message import Message
from inbox.db import Base
from inbox.people.agent import Agent

_UNSEEN = text("seen_at IS NULL")


class Mention(Base):
    __tablename__ = "mention"
    __table_args__ = (
        Index("ix_mention_unseen", "agent_id", "conversation_id",
              sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
    )  # fmt: skip

    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


def mention(session: Session, note: Message, text: str, *, now: datetime) -> Sequence[str]:
    """Remember whom this note calls; their ids. Nobody is called by their own note."""
    agents = session.scalars(select(Agent).where(Agent.disabled_at.is_(None))).all()
    called = [one.id for one in called_in(text, agents) if one.id != note.agent_id]
    session.add_all(
        Mention(message_id=note.id, agent_id=agent_id, conversation_id=note.conversation_id, at=now)
        for agent_id in called
    )
    return called


def called_in(text: str, agents: Iterable[Agent]) -> list[Agent]:
    """Whose name stands behind an "@"; of "@Kim" and "@Kim Weber" the longer name counts."""
    by_name: dict[str, list[Agent]] = {}
    for one in agents:
        by_name.setdefault(one.name.casefold(), []).append(one)
    pattern = names_pattern(by_name)
    if pattern is None:
        return []
    found = [one for match in pattern.finditer(text) for one in by_name[match[1].casefold()]]
    return list(dict.fromkeys(found))


def names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds "@name" for any of these; None if there is no name."""
    longest_first = sorted({name for name in names if name}, key=len, reverse=True)
    if not longest_first:
        return None
    alternatives = "|".join(re.escape(name) for name in longest_first)
    return re.compile(rf"(?<!\w)@({alternatives})(?!\w)", re.IGNORECASE)


def unseen(session: Session, agent_id: str) -> int:
    """In how many conversations somebody calls for this agent."""
    return session.execute(
        select(func.count(Mention.conversation_id.distinct())).where(
            Mention.agent_id == agent_id, Mention.seen_at.is_(None)
        )
    ).scalar_one()


def see(session: Session, conversation_id: str, agent_id: str, *, now: datetime) -> None:
    """This agent has looked at the conversation."""
    session.execute(
        update(Mention)
        .where(
            Mention.conversation_id == conversation_id,
            Mention.agent_id == agent_id,
            Mention.seen_at.is_(None),
        )
        .values(seen_at=now)
    )
