"""Purge what has served its purpose: raw events with the key of their day, parked words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from inbox import sealing
from inbox.automation import tally
from inbox.consent import doi
from inbox.conversations import parking
from inbox.db import rows_touched
from inbox.intake.raw_event import KEPT_FOR, Fate, RawEvent, key_owner
from inbox.media import upload
from inbox.outbox import recall, signs, track
from inbox.people import drafts, idempotency, invitation, signin
from inbox.sealing import DataKey
from inbox.subscribers import delivery as events
from inbox.world import World

_AT_ONCE: Final = 500
_EVIDENCE: Final = "evidence:"
# Claims are time-barred three years after the end of the year (sections 195, 199 BGB).
_EVIDENCE_YEARS: Final = 3
log = structlog.get_logger(__name__)


def purge(world: World) -> int:
    """Everything that is over its time, in small transactions; how many raw events went.

    Dead letters go, too: what nobody replayed in 14 days is personal data without a purpose.
    """
    now, gone = world.clock(), 0
    while True:
        with world.database.transaction() as session:
            some = _purge_raw_events(session, world, now)
        gone += some
        if some < _AT_ONCE:
            break
    with world.database.transaction() as session:
        destroyed = _destroy_day_keys(session, now)
        _destroy_evidence_keys(session, now)
        parked = parking.purge(session, now=now) + track.purge(session, now=now)
        for outdated in (doi, drafts, idempotency, invitation, recall, signin, signs, tally):
            outdated.purge(session, now=now)
    _purge_events(world, now)
    upload.purge(world.database, world.store, now=now)
    log.info("purged", raw_events=gone, day_keys=destroyed, parked=parked)
    return gone


def _purge_raw_events(session: Session, world: World, now: datetime) -> int:
    """Waiting events stay: they are work that is not done, e.g. of a paused look-up."""
    rows = session.execute(
        select(RawEvent.id, RawEvent.digest, RawEvent.stored_size)
        .where(RawEvent.received_at < now - KEPT_FOR, RawEvent.fate != Fate.WAITING)
        .limit(_AT_ONCE)
    ).all()
    for _event_id, digest, stored_size in rows:
        if stored_size is not None:
            world.store.remove(f"raw:{digest}")
    ids = [row.id for row in rows]
    return rows_touched(session, delete(RawEvent).where(RawEvent.id.in_(ids))) if ids else 0


def _purge_events(world: World, now: datetime) -> None:
    """What endpoints were told a month ago."""
    gone = _AT_ONCE
    while gone >= _AT_ONCE:
        gone = world.database.attempt(lambda session: events.purge(session, now=now))


def _destroy_day_keys(session: Session, now: datetime) -> int:
    """Of days of which nothing is left: an old backup of the day becomes unreadable, too."""
    newest_gone: date = (now - KEPT_FOR - timedelta(days=1)).date()
    owners = session.scalars(
        select(DataKey.owner).where(
            DataKey.owner.like("raw:%"),
            DataKey.owner <= key_owner(datetime.combine(newest_gone, datetime.min.time())),
            DataKey.wrapped.is_not(None),
        )
    ).all()
    waiting = {
        key_owner(moment)
        for moment in session.scalars(
            select(RawEvent.received_at).where(RawEvent.received_at < now - KEPT_FOR)
        )
    }
    return sum(sealing.destroy(session, owner, now=now) for owner in set(owners) - waiting)


def _destroy_evidence_keys(session: Session, now: datetime) -> int:
    """Of erased customers whose consents nobody can dispute any more: the keys of their evidence.
    A customer's own keys tell when they were erased."""
    barred = datetime(now.year - _EVIDENCE_YEARS, 1, 1, tzinfo=UTC)
    own, evidence = aliased(DataKey), aliased(DataKey)
    owners = session.scalars(
        select(evidence.owner)
        .join(own, evidence.owner == _EVIDENCE + own.owner)
        .where(evidence.wrapped.is_not(None), own.destroyed_at < barred)
    ).all()
    return sum(sealing.destroy(session, owner, now=now) for owner in set(owners))
