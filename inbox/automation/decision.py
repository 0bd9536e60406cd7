"""A decision as a row: what the machine did about a message and why, also when it did nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inbox.db import Base, Counter


class DecisionRow(Base):
    """`phase` is "decide" on arrival, "send" when the answer's turn came; no `reply`: no answer.

    `hint` is for the agent (e.g. OBJECTION_SUSPECTED), `next_opening_at` what the answer named.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("message_id", "phase"),
        Index("ix_decision_by_identity", "identity_id", "decided_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"))
    phase: Mapped[str]
    reply: Mapped[str | None]
    reason: Mapped[str]
    hint: Mapped[str | None]
    flags: Mapped[str]  # what people must be shown about the message, separated by spaces
    command: Mapped[str | None]
    rule_version: Mapped[str]
    decided_at: Mapped[datetime]
    next_opening_at: Mapped[datetime | None]
    delivery_id: Mapped[int | None] = mapped_column(BigInteger)
