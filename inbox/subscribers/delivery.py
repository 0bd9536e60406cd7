"""One event on its way to one endpoint, and each try of it: the log that people look at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base, Counter, new_id, rows_touched
from inbox.subscribers.endpoint import Endpoint
from inbox.subscribers.told import TOMBSTONES, Told

TEST: Final = "endpoint.test"
_KEPT: Final = timedelta(days=30)
_PURGED_AT_ONCE: Final = 1_000
COUNTED_UP_TO: Final = 1_000
_QUEUED_ROWS: Final = text("stage = 'queued'")


class EventStage(StrEnum):
    QUEUED = "queued"
    DELIVERED = "delivered"  # the endpoint answered 2xx
    FAILED = "failed"  # it never did; a person can send it again


class EventDelivery(Base):
    """`id` is the order; `event_id` is the same in every try. `number` is the change's in the feed,
    None for a test."""

    __tablename__ = "event_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "number"),
        Index("ix_event_delivery_queued", "endpoint_id", "next_try_at", "id",
              sqlite_where=_QUEUED_ROWS, postgresql_where=_QUEUED_ROWS),
        Index("ix_event_delivery_of_customer", "endpoint_id", "customer_id", "id",
              sqlite_where=_QUEUED_ROWS, postgresql_where=_QUEUED_ROWS),
        Index("ix_event_delivery_listed", "endpoint_id", "stage", "id"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("endpoint.id"))
    event_id: Mapped[str] = mapped_column(unique=True)
    number: Mapped[int | None] = mapped_column(BigInteger)
    type: Mapped[str]
    happened_at: Mapped[datetime]
    customer_id: Mapped[str | None]
    conversation_id: Mapped[str | None]
    message_id: Mapped[str | None]
    merged_into: Mapped[str | None]
    stage: Mapped[str]
    code: Mapped[str | None]  # why the last try failed
    tries: Mapped[int] = mapped_column(default=0)  # since it was queued
    sent_again: Mapped[bool] = mapped_column(default=False)  # by hand: out of order
    next_try_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)


class EventAttempt(Base):
    """`status` is the HTTP status, None if there was no answer; `code` None: it was taken."""

    __tablename__ = "event_attempt"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    event_delivery_id: Mapped[int] = mapped_column(
        ForeignKey("event_delivery.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    took_ms: Mapped[int]
    status: Mapped[int | None]
    code: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Logged:
    """A delivery with its tries, oldest first."""

    delivery: EventDelivery
    attempts: Sequence[EventAttempt]


def queue(session: Session, endpoint: Endpoint, one: Told, *, now: datetime) -> None:
    session.add(
        EventDelivery(
            endpoint_id=endpoint.id,
            event_id=f"evt_{new_id()}",
            number=one.number,
            type=one.type,
            happened_at=one.at,
            customer_id=one.customer_id,
            conversation_id=one.conversation_id,
            message_id=one.message_id,
            merged_into=one.merged_into,
            stage=EventStage.QUEUED,
            tries=0,
            sent_again=False,
            next_try_at=now,
        )
    )


def queue_test(session: Session, endpoint: Endpoint, *, now: datetime) -> EventDelivery:
    """An event that says nothing, to see whether it arrives."""
    row = EventDelivery(
        endpoint_id=endpoint.id,
        event_id=f"evt_{new_id()}",
        type=TEST,
        happened_at=now,
        stage=EventStage.QUEUED,
        tries=0,
        sent_again=False,
        next_try_at=now,
    )
    session.add(row)
    session.flush()
    return row


def body(row: EventDelivery) -> bytes:
    """Thin: what it is about, not what it says; that is fetched with a token."""
    document = {
        "type": row.type,
        "timestamp": _rfc3339(row.happened_at),
        "data": {
            "number": row.number,
            "tombstone": row.type in TOMBSTONES,
            "customer_id": row.customer_id,
            "conversation_id": row.conversation_id,
            "message_id": row.message_id,
            "merged_into": row.merged_into,
        },
    }
    return json.dumps(document, separators=(",", ":")).encode()


def send_again(session: Session, delivery_id: int, *, now: datetime) -> EventDelivery | None:
    """Whatever became of it. None: it is not there, or is on its way already."""
    row = session.get(EventDelivery, delivery_id, with_for_update=True)
    if row is None or row.stage == EventStage.QUEUED:
        return None
    row.stage, row.tries, row.next_try_at = EventStage.QUEUED, 0, now
    row.sent_again, row.settled_at = True, None
    return row


def log(
    session: Session, endpoint_id: str, *, stage: EventStage | None, before: int | None, limit: int
) -> list[Logged]:
    """The newest first; `before` is the id of the last one of the page before."""
    query = select(EventDelivery).where(EventDelivery.endpoint_id == endpoint_id)
    if stage is not None:
        query = query.where(EventDelivery.stage == stage)
    if before is not None:
        query = query.where(EventDelivery.id < before)
    rows = session.scalars(query.order_by(EventDelivery.id.desc()).limit(limit)).all()
    attempts: dict[int, list[EventAttempt]] = {row.id: [] for row in rows}
    for one in session.scalars(
        select(EventAttempt)
        .where(EventAttempt.event_delivery_id.in_(list(attempts)))
        .order_by(EventAttempt.id)
    ):
        attempts[one.event_delivery_id].append(one)
    return [Logged(row, attempts[row.id]) for row in rows]


def how_many(session: Session, endpoint_id: str, stage: EventStage) -> int:
    """Up to a thousand: beyond that, one more makes no difference."""
    some = (
        select(literal(1).label("there"))
        .select_from(EventDelivery)
        .where(EventDelivery.endpoint_id == endpoint_id, EventDelivery.stage == stage)
    )
    counted = select(func.count()).select_from(some.limit(COUNTED_UP_TO).subquery())
    return session.execute(counted).scalar_one()


def purge(session: Session, *, now: datetime) -> int:
    """Of what was settled a month ago, up to a thousand; how many."""
    old = (
        select(EventDelivery.id)
        .where(EventDelivery.settled_at < now - _KEPT)
        .limit(_PURGED_AT_ONCE)
    )
    return _delete(session, session.scalars(old).all())


def drop_all(session: Session, endpoint_id: str) -> None:
    """Before the endpoint is removed."""
    ours = select(EventDelivery.id).where(EventDelivery.endpoint_id == endpoint_id)
    session.execute(delete(EventAttempt).where(EventAttempt.event_delivery_id.in_(ours)))
    session.execute(delete(EventDelivery).where(EventDelivery.endpoint_id == endpoint_id))


def _delete(session: Session, ids: Sequence[int]) -> int:
    session.execute(delete(EventAttempt).where(EventAttempt.event_delivery_id.in_(ids)))
    return rows_touched(session, delete(EventDelivery).where(EventDelivery.id.in_(ids)))


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
