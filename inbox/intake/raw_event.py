"""A raw event: what a provider sent, sealed as it came, until it is understood and 14 days more."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, cast

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
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


def key_owner(received_at: datetime) -> str:
    """Raw events are sealed under a key per day, which is destroyed with the day's events."""
    return f"raw:{received_at:%Y-%m-%d}"


def pack(raw: RawRequest, *, with_body: bool) -> bytes:
    packed = {
        "method": raw.method,
        "url": raw.url,
        "headers": dict(raw.headers),
        "query": dict(raw.query),
        "body": b64encode(raw.body).decode() if with_body else None,
    }
    return json.dumps(packed, separators=(",", ":")).encode()


def raw_request(session: Session, store: Store, event: RawEvent) -> RawRequest:
    """Raises `sealing.Destroyed` when its day is over."""
    place = f"raw:{event.digest}"
    packed = cast("dict[str, Any]", json.loads(sealing.unseal(session, event.sealed, place=place)))
    body = packed["body"]
    return RawRequest(
        method=packed["method"],
        url=packed["url"],
        headers=packed["headers"],
        query=packed["query"],
        body=b64decode(body)
        if body is not None
        else b"".join(store.read(session, place, size=event.stored_size or 0)),
    )
