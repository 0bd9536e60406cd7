"""Replay a dead letter: it waits again, as if it had just come. Recording twice changes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import doorbell
from inbox.changes import journal
from inbox.intake.raw_event import Fate, RawEvent


def replay(session: Session, event_id: int, *, now: datetime) -> bool:
    """Whether there was a dead letter of this number."""
    event = session.get(RawEvent, event_id, with_for_update=True)
    if event is None or event.fate != Fate.DEAD:
        return False
    event.fate, event.attempts, event.next_try_at, event.problem = Fate.WAITING, 0, now, None
    journal.note(
        session, journal.What.EVENT_DEAD, journal.Subject(account_id=event.account_id), now=now
    )
    doorbell.ring(session, doorbell.NORMALISE, event.account_id)
    return True


def replay_all(session: Session, *, now: datetime) -> int:
    ids = session.scalars(select(RawEvent.id).where(RawEvent.fate == Fate.DEAD)).all()
    return sum(replay(session, event_id, now=now) for event_id in ids)
