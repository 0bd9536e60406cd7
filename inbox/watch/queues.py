"""How the queues of every account stand, in a few queries however long they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from inbox.accounts.account import Account
from inbox.intake.raw_event import Fate, RawEvent
from inbox.media.attachment import Attachment, FileState
from inbox.outbox.delivery import Delivery, Stage


@dataclass(slots=True)
class Queue:
    """Of one account. Times are those of the oldest: when the event came, when the delivery was
    due."""

    events: int = 0
    event_since: datetime | None = None
    dead: int = 0
    queued: int = 0
    queued_since: datetime | None = None
    claimed: int = 0
    files: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.events or self.dead or self.queued or self.claimed or self.files)


@dataclass(slots=True)
class Total:
    """Of all accounts. `late_since` leaves out those that are paused: there, waiting is wanted."""

    queue: Queue = field(default_factory=Queue)
    late_since: datetime | None = None
    paused: int = 0


def queues(session: Session) -> Mapping[str, Queue]:
    """account id -> its queue, for every account."""
    found = {account_id: Queue() for account_id in session.scalars(select(Account.id))}
    waiting, dead = RawEvent.fate == Fate.WAITING, RawEvent.fate == Fate.DEAD
    for account_id, many, since in _counted(session, RawEvent, RawEvent.received_at, waiting):
        found[account_id].events, found[account_id].event_since = many, since
    for account_id, many, _since in _counted(session, RawEvent, RawEvent.received_at, dead):
        found[account_id].dead = many
    queued, claimed = Delivery.stage == Stage.QUEUED, Delivery.stage == Stage.CLAIMED
    for account_id, many, since in _counted(session, Delivery, Delivery.next_try_at, queued):
        found[account_id].queued, found[account_id].queued_since = many, since
    for account_id, many, _since in _counted(session, Delivery, Delivery.next_try_at, claimed):
        found[account_id].claimed = many
    files = Attachment.state == FileState.WAITING
    for account_id, many, _since in _counted(session, Attachment, Attachment.next_try_at, files):
        found[account_id].files = many
    return found


def total(session: Session) -> Total:
    each = queues(session)
    paused = set(session.scalars(select(Account.id).where(Account.paused_at.is_not(None))))
    running = [one for account_id, one in each.items() if account_id not in paused]
    return Total(
        Queue(
            events=sum(one.events for one in each.values()),
            event_since=_oldest([one.event_since for one in each.values()]),
            dead=sum(one.dead for one in each.values()),
            queued=sum(one.queued for one in each.values()),
            queued_since=_oldest([one.queued_since for one in each.values()]),
            claimed=sum(one.claimed for one in each.values()),
            files=sum(one.files for one in each.values()),
        ),
        late_since=_oldest([one.queued_since for one in running]),
        paused=len(paused),
    )


def _counted(
    session: Session,
    table: type[RawEvent | Delivery | Attachment],
    since: InstrumentedAttribute[Any],
    which: ColumnElement[bool],
) -> Iterator[tuple[str, int, datetime | None]]:
    counted = select(table.account_id, func.count(), func.min(since)).where(which)
    for account_id, many, oldest in session.execute(counted.group_by(table.account_id)):
        if account_id is not None:
            yield account_id, many, oldest


def _oldest(moments: list[datetime | None]) -> datetime | None:
    return min((one for one in moments if one is not None), default=None)
