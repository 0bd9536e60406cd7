"""A decision as a row: what the machine did about a message and why, also when it did nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from inbox.db import Base, Counter


class DecisionRow(Base):
    """`phase` is "decide" on arrival, "send" when the answer's turn came; no `reply`: no answer.

    `hint` is for the agent: words that are no command but sound like one. `said` names the text and
    its version (`Saying.reference`), `rule` the shop's rule that a keyword answer follows.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_by_message", "message_id", "phase"),
        Index("ix_decision_by_identity", "identity_id", "decided_at"),
        Index("ix_decision_by_reason", "reason", "id"),
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
    rule: Mapped[str | None]
    said: Mapped[str | None]
    rule_version: Mapped[str]
    decided_at: Mapped[datetime]
    answer_id: Mapped[str | None]  # the message that answers it
