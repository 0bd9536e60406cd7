"""Drafts: what an agent has begun to write in a conversation, kept until it is sent or dropped.

One for each agent and conversation, sealed with the customer's key. A number counts its versions,
so that two windows notice each other instead of overwriting what the other one holds.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import sealing
from inbox.conversations.conversation import Conversation
from inbox.conversations.wording import clean, clean_text
from inbox.db import Base, rows_touched

KEPT_FOR: Final = timedelta(days=60)


class DraftRow(Base):
    __tablename__ = "draft"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agent.id"), primary_key=True, index=True)
    version: Mapped[int]
    sealed: Mapped[bytes]
    saved_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that stands in the composer. `nonce` is the form's own: whoever sends the same
    draft from two windows sends once."""

    text: str = ""
    mode: str = "reply"
    nonce: str = ""
    subject: str = ""
    files: tuple[str, ...] = ()  # ids of uploads
    quotes: str | None = None  # id of the message that is answered
    through: str | None = None  # id of the identity, if it is not the conversation's
    template: str = ""  # name and language
    values: tuple[str, ...] = ()  # of the template's variables
    buttons: tuple[str, ...] = ()  # their titles
    purpose: str = "service"

    @property
    def says_nothing(self) -> bool:
        written = (self.text, self.subject, *self.values, *self.buttons)
        return not (self.files or self.quotes or any(one.strip() for one in written))


@dataclass(frozen=True, slots=True)
class Draft:
    words: Words
    version: int
    saved_at: datetime


class Elsewhere(Exception):
    """Another window has saved or sent this draft meanwhile. `found`: what it holds now."""

    def __init__(self, found: Draft | None) -> None:
        super().__init__("the draft is in another window")
        self.found = found


def find(session: Session, conversation_id: str, agent_id: str) -> Draft | None:
    row = session.get(DraftRow, (conversation_id, agent_id))
    return _opened(session, row) if row else None


def save(
    session: Session,
    conversation: Conversation,
    agent_id: str,
    words: Words,
    *,
    version: int,
    now: datetime,
) -> int:
    """The new version; `version` is the one that was known, 0: none. Raises `Elsewhere`."""
    row = session.get(DraftRow, (conversation.id, agent_id), with_for_update=True)
    if (row.version if row else 0) != version:
        raise Elsewhere(_opened(session, row) if row else None)
    if words.says_nothing:
        drop(session, conversation.id, agent_id)
        return 0
    sealed = sealing.seal_json(
        session,
        conversation.customer_id,
        _values(words),
        place=_place(conversation.id, agent_id),
        now=now,
    )
    if row is None:
        row = DraftRow(conversation_id=conversation.id, agent_id=agent_id, version=0)
        session.add(row)
    row.version += 1
    row.saved_at, row.sealed = now, sealed
    session.flush()
    return row.version


def bring_back(
    session: Session, conversation: Conversation, agent_id: str, words: Words, *, now: datetime
) -> None:
    """What was recalled stands in the composer again, before what was begun since."""
    begun = find(session, conversation.id, agent_id)
    theirs = begun.words if begun else Words()
    whole = replace(
        words,
        text="\n\n".join(text for text in (words.text, theirs.text) if text.strip()),
        files=(*words.files, *theirs.files),
        nonce=new_nonce(),
    )
    save(session, conversation, agent_id, whole, version=begun.version if begun else 0, now=now)


def new_nonce() -> str:
    """Unguessable, and never that of another form."""
    return secrets.token_urlsafe(18)


def drop(session: Session, conversation_id: str, agent_id: str) -> None:
    """After it was sent, or because nothing stands there any more."""
    session.execute(
        delete(DraftRow).where(
            DraftRow.conversation_id == conversation_id, DraftRow.agent_id == agent_id
        )
    )


def begun(session: Session, agent_id: str, conversation_ids: Collection[str]) -> set[str]:
    """In which of these conversations this agent has begun to write."""
    return set(
        session.scalars(
            select(DraftRow.conversation_id).where(
                DraftRow.agent_id == agent_id, DraftRow.conversation_id.in_(conversation_ids)
            )
        )
    )


def purge(session: Session, *, now: datetime) -> int:
    """Drop what nobody has gone on with for so long; how many."""
    return rows_touched(session, delete(DraftRow).where(DraftRow.saved_at < now - KEPT_FOR))


def _opened(session: Session, row: DraftRow) -> Draft | None:
    try:
        values = sealing.unseal_json(
            session, row.sealed, place=_place(row.conversation_id, row.agent_id)
        )
    except (sealing.Destroyed, sealing.Unreadable):
        return None
    for name in ("files", "values", "buttons"):
        values[name] = tuple(values.get(name, ()))
    return Draft(Words(**values), row.version, row.saved_at)


def _values(words: Words) -> dict[str, Any]:
    values = asdict(words)
    values["text"] = clean_text(words.text)
    values["subject"] = clean(words.subject)
    return {name: value for name, value in values.items() if value}


def _place(conversation_id: str, agent_id: str) -> str:
    return f"draft:{conversation_id}:{agent_id}"
