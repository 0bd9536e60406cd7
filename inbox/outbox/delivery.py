"""A delivery: one call to a provider, exactly once per dedupe key; an attempt: one try of it."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.conversations.message import Message, Reached
from inbox.db import Base, Counter


class Stage(StrEnum):
    QUEUED = "queued"
    HELD = "held"  # until the customer writes back; holds nobody else
    CLAIMED = "claimed"  # a worker has it; what happens to it is not known yet
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"  # it left and no answer came; no machine repeats it
    WITHHELD = "withheld"  # automatic, and no longer right when its turn came


PENDING: Final = (Stage.QUEUED, Stage.CLAIMED)
# The order of truth: an update raises it, never lowers it.
RANK: Final = {Stage.UNKNOWN: 0, Stage.SENT: 1, Stage.DELIVERED: 2, Stage.READ: 3}
_PENDING_ROWS: Final = text("stage IN ('queued', 'claimed')")
_AUTOMATIC: Final = text("reply_kind IS NOT NULL")
_QUEUED_ROWS: Final = text("stage = 'queued'")


class Delivery(Base):
    """`id` is the order per identity. `wire_key` is unguessable and known to the provider.

    `prepared_sealed` is what goes out, byte for byte, so that a repeat is identical; larger ones
    lie in the store under "prepared:<wire_key>".
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "part"),
        UniqueConstraint("account_id", "external_key"),
        Index("ix_delivery_due", "account_id", "next_try_at", "id",
              sqlite_where=_QUEUED_ROWS, postgresql_where=_QUEUED_ROWS),
        Index("ix_delivery_pending", "identity_id", "id",
              sqlite_where=_PENDING_ROWS, postgresql_where=_PENDING_ROWS),
        Index("ix_delivery_of_identity", "identity_id", "id"),
        Index("ix_delivery_automatic", "conversation_id", "created_at",
              sqlite_where=_AUTOMATIC, postgresql_where=_AUTOMATIC),
        Index("ix_delivery_claimed", "claimed_until",
              sqlite_where=text("stage = 'claimed'"), postgresql_where=text("stage = 'claimed'")),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    wire_key: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"))
    part: Mapped[int]
    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str]
    author: Mapped[str]
    asked_for: Mapped[bool]  # by the customer's own command, or about a consent
    reply_kind: Mapped[str | None]  # of an automatic answer
    answers_id: Mapped[str | None] = mapped_column(
        index=True
    )  # the customer's message that it answers
    stage: Mapped[str]
    reason: Mapped[str | None]  # SCREAMING_CODE
    next_try_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    external_key: Mapped[str | None]
    prepared_sealed: Mapped[bytes | None]
    prepared_size: Mapped[int | None] = mapped_column(BigInteger)  # bytes, if it lies in the store
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Attempt(Base):
    """`outcome` is "sent", a Stage or the name of a SendError; `detail` has no personal data."""

    __tablename__ = "attempt"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    code: Mapped[str | None]
    detail: Mapped[str | None]


def new_wire_key() -> str:
    return secrets.token_hex(16)


def bring_message_up_to_date(session: Session, message: Message) -> None:
    """A message of several parts came as far as the part that came least far."""
    session.flush()
    rows = session.scalars(select(Delivery).where(Delivery.message_id == message.id)).all()
    worst = min(rows, key=lambda row: _TOLD_FIRST.index(Stage(row.stage)))
    message.reached = _AS_REACHED[Stage(worst.stage)]
    message.reached_reason = worst.reason


_AS_REACHED: Final = {
    Stage.QUEUED: Reached.QUEUED,
    Stage.HELD: Reached.QUEUED,
    Stage.CLAIMED: Reached.QUEUED,
    Stage.SENT: Reached.SENT,
    Stage.DELIVERED: Reached.DELIVERED,
    Stage.READ: Reached.READ,
    Stage.FAILED: Reached.FAILED,
    Stage.UNKNOWN: Reached.UNKNOWN,
    Stage.WITHHELD: Reached.WITHHELD,
}
_TOLD_FIRST: Final = (
    Stage.FAILED,
    Stage.UNKNOWN,
    Stage.WITHHELD,
    Stage.HELD,
    Stage.QUEUED,
    Stage.CLAIMED,
    Stage.SENT,
    Stage.DELIVERED,
    Stage.READ,
)
