"""Labels on conversations: the shop's own, and those that the machine sets for people to see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.changes import journal
from inbox.conversations.conversation import Conversation
from inbox.db import Base, new_id


class Known(StrEnum):
    """Set by the machine; pages translate the code."""

    DATA_REQUEST = "DATA_REQUEST"  # a right of the data subject is used; the month runs
    CONTRACT = "CONTRACT"  # a declaration about a contract: Widerruf, Kündigung, Storno
    HUMAN_WANTED = "HUMAN_WANTED"
    UNCLEAR = "UNCLEAR"  # the order or the advertising?


class Label(Base):
    """`known` is the code of a label that the machine sets; it cannot be renamed or removed."""

    __tablename__ = "label"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    known: Mapped[str | None] = mapped_column(unique=True)
    colour: Mapped[str] = mapped_column(default="")


class ConversationLabel(Base):
    __tablename__ = "conversation_label"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    label_id: Mapped[str] = mapped_column(ForeignKey("label.id"), primary_key=True, index=True)


def known_label(session: Session, known: Known) -> Label:
    found = session.scalars(select(Label).where(Label.known == known)).first()
    if found is None:
        found = Label(id=new_id(), name=known.value, known=known, colour="")
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


def put_on(session: Session, conversation: Conversation, label: Label, *, now: datetime) -> None:
    if session.get(ConversationLabel, (conversation.id, label.id)) is not None:
        return
    session.add(ConversationLabel(conversation_id=conversation.id, label_id=label.id))
    _note(session, conversation, now)


def take_off(session: Session, conversation: Conversation, label: Label, *, now: datetime) -> None:
    session.execute(
        delete(ConversationLabel).where(
            ConversationLabel.conversation_id == conversation.id,
            ConversationLabel.label_id == label.id,
        )
    )
    _note(session, conversation, now)


def _note(session: Session, conversation: Conversation, now: datetime) -> None:
    about = journal.Subject(
        account_id=conversation.account_id,
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
    )
    journal.note(session, journal.What.CONVERSATION_UPDATED, about, now=now)
