"""Labels on conversations: the shop's own, and those that the machine sets for people to see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.conversations.activity import Deed, Did, recorded
from inbox.conversations.conversation import Conversation
from inbox.db import Base, new_id

LONGEST_NAME: Final = 40
MOST: Final = 200


class Known(StrEnum):
    """Set by the machine; pages translate the code."""

    DATA_REQUEST = "DATA_REQUEST"  # a right of the data subject is used; the month runs
    CONTRACT = "CONTRACT"  # a declaration about a contract: Widerruf, Kündigung, Storno
    HUMAN_WANTED = "HUMAN_WANTED"
    UNCLEAR = "UNCLEAR"  # the order or the advertising?


class Colour(StrEnum):
    """Names of the style sheet; a label always shows its name, too."""

    GREY = "grey"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"
    VIOLET = "violet"


class BadLabel(Exception):
    """Its text is a SCREAMING_CODE that the page translates."""


class Label(Base):
    """`known` is the code of a label that the machine sets; it cannot be renamed or removed."""

    __tablename__ = "label"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    known: Mapped[str | None] = mapped_column(unique=True)
    colour: Mapped[str] = mapped_column(default=Colour.GREY.value)


class ConversationLabel(Base):
    __tablename__ = "conversation_label"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    label_id: Mapped[str] = mapped_column(ForeignKey("label.id"), primary_key=True, index=True)


def create(session: Session, name: str, colour: Colour) -> Label:
    """Raises `BadLabel`."""
    label = Label(id=new_id(), name=_free_name(session, name), colour=colour)
    session.add(label)
    session.flush()
    return label


def change(session: Session, label: Label, *, name: str, colour: Colour) -> None:
    """What the machine sets keeps its name. Raises `BadLabel`."""
    if label.known is None and name != label.name:
        label.name = _free_name(session, name, but=label)
    label.colour = colour


def remove(session: Session, label: Label) -> None:
    """From everywhere. Raises `BadLabel` for one that the machine sets."""
    if label.known is not None:
        raise BadLabel("KNOWN")
    session.execute(delete(ConversationLabel).where(ConversationLabel.label_id == label.id))
    session.delete(label)


def known_label(session: Session, known: Known) -> Label:
    found = session.scalars(select(Label).where(Label.known == known)).first()
    if found is None:
        found = Label(id=new_id(), name=known.value, known=known)
        session.add(found)
        session.flush()
    return found


def all_labels(session: Session) -> Sequence[Label]:
    return session.scalars(select(Label).order_by(Label.known.desc(), Label.name)).all()


def labels_of(session: Session, conversation_ids: Iterable[str]) -> dict[str, list[Label]]:
    """The labels of many conversations with one query."""
    ids = list(conversation_ids)
    found: dict[str, list[Label]] = {one: [] for one in ids}
    rows = session.execute(
        select(ConversationLabel.conversation_id, Label)
        .join(Label, Label.id == ConversationLabel.label_id)
        .where(ConversationLabel.conversation_id.in_(ids))
        .order_by(Label.name)
    )
    for conversation_id, label in rows:
        found[conversation_id].append(label)
    return found


def put_on(
    session: Session, conversation: Conversation, label: Label, *, by: Deed, now: datetime
) -> None:
    if session.get(ConversationLabel, (conversation.id, label.id)) is not None:
        return
    with recorded(session, conversation, Did.LABELLED, by, about=label.id, now=now):
        link(session, conversation.id, label.id)


def take_off(
    session: Session, conversation: Conversation, label: Label, *, by: Deed, now: datetime
) -> None:
    if session.get(ConversationLabel, (conversation.id, label.id)) is None:
        return
    with recorded(session, conversation, Did.UNLABELLED, by, about=label.id, now=now):
        unlink(session, conversation.id, label.id)


def link(session: Session, conversation_id: str, label_id: str) -> None:
    """A label that was removed meanwhile is not missed."""
    if session.get(Label, label_id) is not None:
        session.merge(ConversationLabel(conversation_id=conversation_id, label_id=label_id))


def unlink(session: Session, conversation_id: str, label_id: str) -> None:
    held = session.get(ConversationLabel, (conversation_id, label_id))
    if held is not None:
        session.delete(held)
        session.flush()


def _free_name(session: Session, name: str, *, but: Label | None = None) -> str:
    name = " ".join(name.split())
    others = [one for one in all_labels(session) if one is not but]
    taken = {one.name.casefold() for one in others} | {code.casefold() for code in Known}
    if not name or len(name) > LONGEST_NAME:
        raise BadLabel("NAME")
    if name.casefold() in taken:
        raise BadLabel("TAKEN")
    if len(others) >= MOST:
        raise BadLabel("TOO_MANY")
    return name
