"""Saved replies: what is written often, with gaps that are filled when it is inserted.

A reply belongs to everybody or to one agent, and has a text for each language that it speaks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, Index, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.conversations.wording import clean, clean_text
from inbox.db import Base, new_id

LONGEST_TEXT: Final = 10_000  # characters
LONGEST_TITLE: Final = 80
_SHORTCUT: Final = re.compile(r"[\w-]{1,32}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


class Gap(StrEnum):
    """What a saved reply can name; what nobody knows stays a gap and must be filled by hand."""

    CUSTOMER = "customer"
    FIRST_NAME = "first_name"
    AGENT = "agent"
    SHOP = "shop"
    SUBJECT = "subject"
    NEXT_OPENING = "next_opening"  # in words


class SavedReply(Base):
    """`texts` is JSON: language -> text. Without `agent_id` it is everybody's."""

    __tablename__ = "saved_reply"
    __table_args__ = (Index("ix_saved_reply_of_agent", "agent_id", "shortcut"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("agent.id"))
    shortcut: Mapped[str]  # what is typed behind the "/"
    title: Mapped[str]
    texts: Mapped[str]
    changed_at: Mapped[datetime]

    @property
    def by_language(self) -> dict[str, str]:
        return {str(language): str(text) for language, text in json.loads(self.texts).items()}

    def text_in(self, languages: Sequence[str]) -> str:
        """In the first of these languages that it speaks, else in the first that it has."""
        texts = self.by_language
        spoken = next((one for one in languages if one in texts), next(iter(texts)))
        return texts[spoken]


class BadReply(Exception):
    """`code`: NO_SHORTCUT, SHORTCUT_TAKEN, NO_TITLE, NO_TEXT, TEXT_TOO_LONG or BAD_LANGUAGE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody typed. Languages without a text are left out."""

    shortcut: str
    title: str
    texts: Mapping[str, str]


def add(
    session: Session, wording: Wording, *, agent_id: str | None = None, now: datetime
) -> SavedReply:
    """Raises `BadReply`."""
    fit = _fit(session, wording, agent_id, but=None)
    reply = SavedReply(id=new_id(), agent_id=agent_id, **_columns(fit), changed_at=now)
    session.add(reply)
    session.flush()
    return reply


def change(session: Session, reply: SavedReply, wording: Wording, *, now: datetime) -> None:
    """Raises `BadReply`."""
    fit = _fit(session, wording, reply.agent_id, but=reply.id)
    for name, value in _columns(fit).items():
        setattr(reply, name, value)
    reply.changed_at = now


def remove(session: Session, reply: SavedReply) -> None:
    session.delete(reply)


def shared(session: Session) -> Sequence[SavedReply]:
    """Everybody's, in the order of their shortcuts."""
    return session.scalars(
        select(SavedReply).where(SavedReply.agent_id.is_(None)).order_by(SavedReply.shortcut)
    ).all()


def own(session: Session, agent_id: str) -> Sequence[SavedReply]:
    return session.scalars(
        select(SavedReply).where(SavedReply.agent_id == agent_id).order_by(SavedReply.shortcut)
    ).all()


def usable(session: Session, agent_id: str, *, limit: int = 500) -> Sequence[SavedReply]:
    """What this agent may insert: everybody's and their own."""
    theirs = or_(SavedReply.agent_id.is_(None), SavedReply.agent_id == agent_id)
    return session.scalars(
        select(SavedReply).where(theirs).order_by(SavedReply.shortcut, SavedReply.id).limit(limit)
    ).all()


def fill(text: str, values: Mapping[Gap, str]) -> str:
    """Gaps whose value is known are filled; values are never read for gaps themselves."""
    return _GAP.sub(lambda gap: values.get(Gap(gap[1])) or gap[0], text)


def gaps_left(text: str) -> list[Gap]:
    """What somebody still has to fill in by hand, in the order in which it stands there."""
    return [Gap(name) for name in dict.fromkeys(_GAP.findall(text))]


_GAP: Final = re.compile(r"\{(" + "|".join(Gap) + r")\}")


def _fit(session: Session, wording: Wording, agent_id: str | None, *, but: str | None) -> Wording:
    shortcut = clean(wording.shortcut).lstrip("/").casefold()
    title = clean(wording.title)[:LONGEST_TITLE]
    texts = {
        language.strip().lower(): text.strip()
        for language, raw in wording.texts.items()
        if (text := clean_text(raw.replace("\r\n", "\n"))).strip()
    }
    if not _SHORTCUT.fullmatch(shortcut):
        raise BadReply("NO_SHORTCUT")
    if not title:
        raise BadReply("NO_TITLE")
    if not texts:
        raise BadReply("NO_TEXT")
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise BadReply("TEXT_TOO_LONG")
    if not all(_LANGUAGE.fullmatch(language) for language in texts):
        raise BadReply("BAD_LANGUAGE")
    if _is_taken(session, shortcut, agent_id, but):
        raise BadReply("SHORTCUT_TAKEN")
    return Wording(shortcut, title, texts)


def _is_taken(session: Session, shortcut: str, agent_id: str | None, but: str | None) -> bool:
    owner = SavedReply.agent_id.is_(None) if agent_id is None else SavedReply.agent_id == agent_id
    found = session.scalars(
        select(SavedReply.id).where(owner, SavedReply.shortcut == shortcut)
    ).first()
    return found is not None and found != but


def _columns(wording: Wording) -> dict[str, str]:
    return {
        "shortcut": wording.shortcut,
        "title": wording.title,
        "texts": json.dumps(dict(wording.texts), ensure_ascii=False),
    }
