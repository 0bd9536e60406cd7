"""Note what somebody could see differently now; read the notes in one order that never changes.

A change is written in the transaction that causes it. Numbers are given afterwards, by one stamper
under a lock, to rows that are committed: so a reader who has seen number n has seen all below n.
Numbers may have holes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, Index, Select, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import doorbell
from inbox.db import Base, Counter, Database

_STAMPED_AT_ONCE: Final = 2_000
_STAMPER_LOCK: Final = 0x6B6F6E746F72  # any number that nobody else uses


class What(StrEnum):
    MESSAGE_RECEIVED = "message.received"
    MESSAGE_SENT = "message.sent"  # written by an agent, the machine, the CRM or the phone app
    MESSAGE_UPDATED = "message.updated"  # state, edit, deletion, reaction, attachment
    CONVERSATION_OPENED = "conversation.opened"
    CONVERSATION_UPDATED = "conversation.updated"  # state, assignment, labels, spam
    CUSTOMER_UPDATED = "customer.updated"
    CUSTOMER_MERGED = "customer.merged"
    CONSENT_CHANGED = "consent.changed"
    ERASED = "customer.erased"
    RESTRICTED = "customer.restricted"
    RECTIFIED = "customer.rectified"
    ACCOUNT_UPDATED = "account.updated"
    EVENT_DEAD = "event.dead"  # a dead letter appeared or was replayed


class Change(Base):
    __tablename__ = "change"
    __table_args__ = (
        Index(
            "ix_change_unstamped",
            "id",
            sqlite_where=text("number IS NULL"),
            postgresql_where=text("number IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    number: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    what: Mapped[str]
    at: Mapped[datetime]
    account_id: Mapped[str | None]
    customer_id: Mapped[str | None] = mapped_column(index=True)
    conversation_id: Mapped[str | None]
    message_id: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the change is about; ids only."""

    account_id: str | None = None
    customer_id: str | None = None
    conversation_id: str | None = None
    message_id: str | None = None


def note(session: Session, what: What, about: Subject, *, now: datetime) -> None:
    session.add(
        Change(
            what=what,
            at=now,
            account_id=about.account_id,
            customer_id=about.customer_id,
            conversation_id=about.conversation_id,
            message_id=about.message_id,
        )
    )
    doorbell.nudge(session)


def customer_updated(session: Session, customer_id: str, *, now: datetime) -> None:
    note(session, What.CUSTOMER_UPDATED, Subject(customer_id=customer_id), now=now)


def read_after(database: Database, number: int, *, limit: int) -> Sequence[Change]:
    """Changes with a higher number, in order. Stamps first, so that nothing committed is missed."""
    stamp(database)
    with database.reading() as session:
        return session.scalars(
            select(Change).where(Change.number > number).order_by(Change.number).limit(limit)
        ).all()


def newest(session: Session) -> int:
    return session.execute(select(func.max(Change.number))).scalar_one() or 0


def stamp(database: Database) -> int:
    """Number the committed rows that have none; how many."""
    with database.reading() as session:
        if session.execute(_unstamped().limit(1)).first() is None:
            return 0
    with database.transaction() as session:
        if not database.embedded:  # under SQLite the only writer is the lock
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _STAMPER_LOCK})
        waiting = session.scalars(_unstamped().limit(_STAMPED_AT_ONCE)).all()
        number = newest(session)
        session.execute(
            update(Change),
            [{"id": row_id, "number": number + n} for n, row_id in enumerate(waiting, start=1)],
        )
        return len(waiting)


def _unstamped() -> Select[int]:
    return select(Change.id).where(Change.number.is_(None)).order_by(Change.id)
