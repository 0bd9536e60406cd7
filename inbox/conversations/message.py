"""A message: what was said, by whom, and how far it came. Its words are sealed as one piece."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import sealing
from inbox.changes import journal
from inbox.db import Base


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
    NOTE = "note"  # between colleagues; never leaves


class Author(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    AUTOMATIC = "automatic"
    SHOP = "shop"  # the CRM on behalf of the shop
    PHONE_APP = "phone_app"  # the shop's own app of the provider


class Reached(StrEnum):
    """How far a message of ours came; only outgoing messages have it."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"  # it left, no answer came: do not send twice
    WITHHELD = "withheld"  # planned by the machine, and rightly not sent


# Why a message of ours is withheld whose writer took it back in time: nothing of it is left.
TAKEN_BACK: Final = "TAKEN_BACK"


class Message(Base):
    """`at` orders the thread: the customer's time for theirs, ours for ours; ids break ties.

    `external_key` is the keyed hash of the provider's id, which may contain a phone number.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("account_id", "direction", "external_key"),
        Index("ix_message_in_conversation", "conversation_id", "at", "id"),
        Index("ix_message_of_customer", "customer_id", "at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    identity_id: Mapped[str | None] = mapped_column(ForeignKey("identity.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    direction: Mapped[str]
    author: Mapped[str]
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("agent.id"))
    kind: Mapped[str]
    external_key: Mapped[str | None]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    sealed: Mapped[bytes]
    reply_to_id: Mapped[str | None]
    imported: Mapped[bool] = mapped_column(default=False)
    automated: Mapped[str | None]  # why an incoming message was not written by a person
    trust: Mapped[str | None]
    language: Mapped[str | None]
    in_group: Mapped[bool] = mapped_column(default=False)
    attachments: Mapped[int] = mapped_column(default=0)
    reached: Mapped[str | None]
    reached_reason: Mapped[str | None]  # SCREAMING_CODE of a failure or of why it was withheld
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


def stands() -> ColumnElement[bool]:
    """Everything but what was taken back."""
    return or_(Message.reached_reason.is_(None), Message.reached_reason != TAKEN_BACK)


class MessageReference(Base):
    """Every id by which a mail and its ancestors are known to others -> its conversation."""

    __tablename__ = "message_reference"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    reference_key: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)


class MessageRevision(Base):
    """What a message said before its author edited it."""

    __tablename__ = "message_revision"

    id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"), index=True)
    sealed: Mapped[bytes]
    replaced_at: Mapped[datetime]


class MessageReaction(Base):
    """One reaction per person and message; the last one wins."""

    __tablename__ = "message_reaction"

    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"), primary_key=True)
    author_id: Mapped[str] = mapped_column(primary_key=True)  # an identity's or an agent's id
    sealed: Mapped[bytes]  # the emoji
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Content:
    """The words of a message. `new_text` is a view: without quote and signature."""

    text: str = ""
    subject: str | None = None
    html: str | None = None
    new_text: str | None = None
    details: dict[str, Any] | None = None
    external_id: str | None = None
    reply_to: str | None = None  # the provider's id of the message that it answers
    references: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    group: str | None = None
    loop_signs: tuple[str, ...] = ()
    template: dict[str, Any] | None = None  # name, language, values: `text` is how it reads
    buttons: tuple[tuple[str, str], ...] = ()  # (id, title) under a message of ours
    emoji: str | None = None  # a reaction of ours to the message that `reply_to` names
    hidden: tuple[str, str] | None = None  # what `text` says, and what leaves in its place

    @property
    def leaving(self) -> str:
        """The text as its recipient reads it, and nobody here."""
        return self.text.replace(*self.hidden) if self.hidden else self.text

    @property
    def shown(self) -> str:
        return self.text if self.new_text is None else self.new_text


def seal_content(
    session: Session, message_id: str, customer_id: str, content: Content, *, now: datetime
) -> bytes:
    values = {name: value for name, value in asdict(content).items() if value}
    return sealing.seal_json(session, customer_id, values, place=f"message:{message_id}", now=now)


def content_of(session: Session, message: Message) -> Content:
    return unseal_content(session, message.id, message.sealed)


def unseal_content(session: Session, message_id: str, sealed: bytes) -> Content:
    values = sealing.unseal_json(session, sealed, place=f"message:{message_id}")
    for name in ("references", "recipients", "loop_signs"):
        values[name] = tuple(values.get(name, ()))
    values["buttons"] = tuple((key, title) for key, title in values.get("buttons", ()))
    values["hidden"] = tuple(values["hidden"]) if "hidden" in values else None
    return Content(**values)


def external_key(session: Session, account_id: str, external_id: str) -> str:
    return sealing.fingerprint(session, f"external:{account_id}", external_id)


def find_external(
    session: Session, account_id: str, direction: Direction, external_id: str
) -> Message | None:
    """The message that the provider knows by this id."""
    return session.scalars(
        select(Message).where(
            Message.account_id == account_id,
            Message.direction == direction,
            Message.external_key == external_key(session, account_id, external_id),
        )
    ).first()


def about(row: Message) -> journal.Subject:
    """What a change of this message is about."""
    return journal.Subject(
        account_id=row.account_id,
        customer_id=row.customer_id,
        conversation_id=row.conversation_id,
        message_id=row.id,
    )
