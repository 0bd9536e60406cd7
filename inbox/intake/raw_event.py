"""A raw event: what a provider sent, sealed as it came, until it is understood and 14 days more."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import sealing
from inbox.channel import RawRequest
from inbox.db import Base, Counter
from inbox.media.store import Store

KEPT_FOR: Final = timedelta(days=14)
LARGEST_IN_ROW: Final = 256 * 1024


class Fate(StrEnum):
    WAITING = "waiting"
    NORMALISED = "normalised"
    DEAD = "dead"  # a dead letter: visible, replayable, the channel goes on


class RawEvent(Base):
    """`id` is the order of receipt. A large body lies in the store under "raw:<digest>"."""

    __tablename__ = "raw_event"
    __table_args__ = (
        UniqueConstraint("account_id", "digest"),
        Index("ix_raw_event_waiting", "account_id", "imported", "id",
              sqlite_where=text("fate = 'waiting'"), postgresql_where=text("fate = 'waiting'")),
        Index("ix_raw_event_dead", "id",
              sqlite_where=text("fate = 'dead'"), postgresql_where=text("fate = 'dead'")),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    digest: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(index=True)
    imported: Mapped[bool] = mapped_column(default=False)  # history: after everything that is live
    sealed: Mapped[bytes]  # the request; without the body if that lies in the store
    stored_size: Mapped[int | None] = mapped_column(BigInteger)
    fate: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    normalised_at: Mapped[datetime | None]
    problem: Mapped[str | None]  # SCREAMING_CODE or the name of an exception; no personal data


def is_due(now: datetime) -> ColumnElement[bool]:
    """Of a waiting event. One that nobody has tried is due whatever the clocks say: the one that
    received it may have been ahead of ours, and later events must not overtake it."""
    return or_(RawEvent.attempts == 0, RawEvent.next_try_at <= now)


def key_owner(received_at: datetime) -> str:
    """Raw events are sealed under a key per day, which is destroyed with the day's events."""
    return f"raw:{received_at:%Y-%m-%d}"


def pack(raw: RawRequest, *, with_body: bool) -> bytes:
    """The head as JSON, a NUL (which JSON has none of), the body byte for byte."""
    head = json.dumps(
        [raw.method, raw.url, dict(raw.headers), dict(raw.query)], separators=(",", ":")
    )
    return head.encode() + b"\0" + (raw.body if with_body else b"")


def raw_request(session: Session, store: Store, event: RawEvent) -> RawRequest:
    """Raises `sealing.Destroyed` when its day is over."""
    place = f"raw:{event.digest}"
    head, _, body = sealing.unseal(session, event.sealed, place=place).partition(b"\0")
    if event.stored_size is not None:
        body = b"".join(store.read(session, place, size=event.stored_size))
    method, url, headers, query = json.loads(head)
    return RawRequest(method, url, headers, query, body)
