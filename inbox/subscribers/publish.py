"""Turn changes into deliveries: what each endpoint wants to hear of, once, in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from inbox.changes import journal
from inbox.changes.journal import Change
from inbox.db import Database
from inbox.subscribers.delivery import (
    COUNTED_UP_TO,
    EventDelivery,
    EventStage,
    how_many,
    queue,
)
from inbox.subscribers.endpoint import Endpoint
from inbox.subscribers.told import told

_AT_ONCE: Final = 200


def publish(database: Database, endpoint_id: str, *, now: datetime) -> bool:
    """The next changes of an endpoint that is not paused; False if there were none, or if so many
    deliveries wait already that these can stay in the journal."""
    with database.reading() as session:
        row = session.get(Endpoint, endpoint_id)
        waiting = how_many(session, endpoint_id, EventStage.QUEUED)
    if row is None or row.paused_at is not None or waiting >= COUNTED_UP_TO:
        return False
    changes = journal.read_after(database, row.published_up_to, limit=_AT_ONCE)
    if not changes:
        return False
    known = row.published_up_to
    return database.attempt(lambda session: _publish(session, endpoint_id, known, changes, now))


def _publish(
    session: Session, endpoint_id: str, known: int, changes: Sequence[Change], now: datetime
) -> bool:
    endpoint = session.get(Endpoint, endpoint_id, with_for_update=True)
    if endpoint is None or endpoint.published_up_to != known:  # somebody else was faster
        return endpoint is not None
    for one in told(session, changes, notes=False):
        if one.type in endpoint.wanted:
            queue(session, endpoint, one, now=now)
    endpoint.published_up_to = changes[-1].number or known
    return True


def due_endpoints(session: Session, *, now: datetime) -> Sequence[str]:
    """Ids of those that have something to hear now."""
    queued = (
        select(EventDelivery.id)
        .where(
            EventDelivery.endpoint_id == Endpoint.id,
            EventDelivery.stage == EventStage.QUEUED,
            EventDelivery.next_try_at <= now,
        )
        .exists()
    )
    newest = select(func.max(Change.number)).scalar_subquery()
    unstamped = select(Change.id).where(Change.number.is_(None)).exists()
    waits: ColumnElement[bool] = or_(
        or_(Endpoint.published_up_to < newest, unstamped),
        queued & or_(Endpoint.held_until.is_(None), Endpoint.held_until <= now),
    )
    return session.scalars(select(Endpoint.id).where(Endpoint.paused_at.is_(None), waits)).all()
