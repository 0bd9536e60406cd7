"""A conversation: one matter with one customer on one identity, and the states it can be in."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from inbox.db import Base


class Status(StrEnum):
    OPEN = "open"
    WAITING = "waiting"  # for the customer
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    SPAM = "spam"  # no automation, a view of its own


class Conversation(Base):
    """Denormalised for the list: one row is one line there, found by one index.

    `token` is unguessable and goes into reply addresses. `waiting_since` is the oldest message of
    the customer that nobody has answered; a person's answer clears it, the machine's does not.
    `machine_only`: since it was opened a machine has answered, and nobody else. `bot_off`: no
    machine answers until it is opened anew.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_listed", "status", "last_message_at", "id"),
        Index("ix_conversation_waited", "status", "waiting_since", "id"),
        # With `unread` at its end, what is new among one's own is counted without a single row.
        Index("ix_conversation_mine", "assignee_id", "status", "last_message_at", "id", "unread"),
        Index("ix_conversation_machine", "status", "machine_only", "last_message_at", "id"),
        Index("ix_conversation_of_customer", "customer_id", "last_message_at", "id"),
        Index("ix_conversation_of_identity", "identity_id", "last_message_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    token: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    snoozed_until: Mapped[datetime | None]
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("agent.id"))
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    subject_sealed: Mapped[bytes | None]
    preview_sealed: Mapped[bytes | None]
    opened_at: Mapped[datetime]  # also when it was reopened
    last_message_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    last_agent_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    unread: Mapped[int] = mapped_column(default=0)
    language: Mapped[str | None]
    bot_off: Mapped[bool] = mapped_column(default=False)
    machine_only: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]  # the last day for an answer to a request, in the shop's zone


def new_token() -> str:
    return secrets.token_hex(16)


def opened_anew(conversation: Conversation, *, now: datetime) -> None:
    """What was resolved begins again: the machine may answer once more."""
    conversation.opened_at = now
    conversation.bot_off = conversation.machine_only = False
