"""Station 2: drain the waiting raw events of one account, in order of receipt, live before history.

Requests are parsed before the transaction and applied in it, each contract event in a savepoint of
its own, so that one that cannot be recorded takes nothing else with it. The writer is held for a
few milliseconds at a time; a request, and even a message that is recorded and then considered, may
span several transactions, because doing either twice changes nothing.
"""

from __future__ import annotations

import os
import socket
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Select, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from inbox import doorbell, leases, sealing
from inbox.accounts.account import Account
from inbox.accounts.open import Accounts
from inbox.changes import journal
from inbox.channel import Channel, Event, NotYet, RawRequest, SendError
from inbox.conversations.inscribe import Source
from inbox.db import Database, broke_a_deadlock
from inbox.intake.apply import NotOurAccount, Reception, apply_event, consider_message
from inbox.intake.raw_event import Fate, RawEvent, is_due, raw_request
from inbox.media.store import Store

LEASE_SECONDS: Final = 20
# A slice of work; another account's bell may have rung meanwhile.
SLICE_SECONDS: Final = 2.0
# Under SQLite intake waits for it, so one step at a time; PostgreSQL locks only whom it is about.
WRITER_SECONDS: Final = 0.002
LOCKED_SECONDS: Final = 0.02
_AT_ONCE: Final = 50
_WAITS: Final = (timedelta(seconds=1), timedelta(seconds=10))  # then it is a dead letter
# How long an event waits for what only the network has, e.g. a public key.
_LOOKED_UP_FOR: Final = timedelta(hours=24)
_LOOKED_UP_EVERY: Final = timedelta(seconds=30)
# For rows that this session has not loaded: it need not look whether it holds them.
_BLIND: Final = {"synchronize_session": False}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    accounts: Accounts
    store: Store
    bell: doorbell.Bell
    base_url: str  # where our pages are, for links that customers follow
    clock: Callable[[], datetime]


@dataclass(slots=True)
class _Parsed:
    """What a channel read in a request, or why it could not; `wait` asks for another try.
    `unconsidered` is the message of the event that was applied last."""

    event_id: int
    received_at: datetime
    imported: bool
    events: deque[Event] = field(default_factory=deque)
    unconsidered: str | None = None
    problem: str | None = None
    wait: timedelta | None = None

    @property
    def is_unmarked_history(self) -> bool:
        return (
            not self.imported
            and bool(self.events)
            and all(getattr(event, "imported", False) for event in self.events)
        )


def normalise(desk: Desk, account_id: str) -> None:
    """Work off what waits for this account; rings again if there is more than a slice of it."""
    desk.bell.answered(doorbell.NORMALISE, account_id)
    ends = time.monotonic() + SLICE_SECONDS
    try:
        while _batch_or_again(desk, account_id):  # once more: who rang meanwhile met our lease
            if time.monotonic() > ends:
                desk.bell.ring(doorbell.NORMALISE, account_id)
                return
    except leases.LeaseLost:
        return


def _batch_or_again(desk: Desk, account_id: str) -> bool:
    """What was rolled back to end a deadlock comes again at once and in its order; setting the one
    event aside would let later ones overtake it."""
    try:
        return _batch(desk, account_id)
    except OperationalError as error:
        if not broke_a_deadlock(error):
            raise
        return True


def _batch(desk: Desk, account_id: str) -> bool:
    """Whether to look again: not if nothing waits or somebody else is at it.

    The lease is taken by the first and given back by the last transaction that does the work: one
    message costs one commit. What raises here leaves the lease to its end, or to this process.
    """
    channel, lease = desk.accounts.channel(account_id), None
    with desk.database.reading() as session:
        rows = session.scalars(_waiting(account_id, desk.clock()).limit(_AT_ONCE)).all()
        raws = [(row, _opened(session, desk.store, row)) for row in rows]
    parsed = deque(_parse(channel, row, raw, desk.clock()) for row, raw in raws)
    if history := [one.event_id for one in parsed if one.is_unmarked_history]:
        _put_behind(desk, history)
        return True
    reception = Reception(channel, account_id, desk.accounts, desk.base_url, desk.clock)
    while parsed:
        with desk.database.transaction() as session:
            if lease is None:
                lease = _acquire(session, account_id)
                if lease is None:
                    return False
                if not _still_wait(session, account_id, parsed, desk.clock()):
                    parsed.clear()
            else:
                leases.renew(session, lease)
            _apply_some(session, reception, parsed)
            if not parsed:
                leases.release(session, lease)
    return bool(rows)


def _put_behind(desk: Desk, history: list[int]) -> None:
    """A provider may push the chats of months in between; today's messages do not wait for them."""
    imported = update(RawEvent).where(RawEvent.id.in_(history)).values(imported=True)
    desk.database.attempt(lambda session: session.execute(imported, execution_options=_BLIND))


def _acquire(session: Session, account_id: str) -> leases.Lease | None:
    holder = f"{socket.gethostname()}:{os.getpid()}"
    return leases.acquire(session, f"in:{account_id}", holder=holder, seconds=LEASE_SECONDS)


def _waiting(account_id: str, now: datetime) -> Select[RawEvent]:
    return (
        select(RawEvent)
        .where(
            RawEvent.account_id == account_id,
            RawEvent.fate == Fate.WAITING,
            is_due(now),
        )
        .order_by(RawEvent.imported, RawEvent.id)
    )


def _still_wait(
    session: Session, account_id: str, parsed: Collection[_Parsed], now: datetime
) -> bool:
    """Whether nobody worked on them between our look and our lease."""
    waiting = _waiting(account_id, now).where(RawEvent.id.in_([one.event_id for one in parsed]))
    count = select(func.count()).select_from(waiting.order_by(None).subquery())
    return session.execute(count).scalar_one() == len(parsed)


def _opened(session: Session, store: Store, row: RawEvent) -> RawRequest | None:
    """None if it cannot be read any more; that event is dead, the others go on."""
    try:
        return raw_request(session, store, row)
    except (sealing.Destroyed, sealing.Unreadable, FileNotFoundError):
        return None


def _parse(channel: Channel, row: RawEvent, raw: RawRequest | None, now: datetime) -> _Parsed:
    parsed = _Parsed(row.id, row.received_at, row.imported)
    if raw is None:
        parsed.problem = "BODY_UNREADABLE"
        return parsed
    try:
        parsed.events.extend(_read(channel, raw))
    except (NotYet, SendError) as lack:
        late = now - row.received_at > _LOOKED_UP_FOR
        parsed.problem = getattr(lack, "code", "LACKS_SOMETHING")
        parsed.wait = None if late else _LOOKED_UP_EVERY
    except ValueError:
        parsed.problem = "UNREADABLE"
    except Exception as error:
        log.exception("parse raised", event_id=row.id, kind=channel.kind)
        parsed.problem = f"PARSER_{type(error).__name__}"
    return parsed


def _read(channel: Channel, raw: RawRequest) -> list[Event]:
    try:
        return channel.parse(raw)
    except NotYet:
        channel.lookup(raw)
        return channel.parse(raw)


def _apply_some(session: Session, reception: Reception, parsed: deque[_Parsed]) -> None:
    """Take as many steps as fit into the time for which one may hold the writer."""
    embedded = session.get_bind().dialect.name == "sqlite"
    until = time.monotonic() + (WRITER_SECONDS if embedded else LOCKED_SECONDS)
    while parsed:
        request = parsed[0]
        if request.events or request.unconsidered:
            _step(session, reception, request)
        if not request.events and not request.unconsidered:
            _close(session, reception.clock(), request)
            parsed.popleft()
        if time.monotonic() > until:
            break
    heard = update(Account).where(Account.id == reception.account_id)
    session.execute(heard.values(last_event_at=reception.clock()), execution_options=_BLIND)


def _step(session: Session, reception: Reception, request: _Parsed) -> None:
    """Apply the next event, or consider the message that the last one brought."""
    source = Source(
        account_id=reception.account_id,
        capabilities=reception.channel.capabilities,
        raw_event_id=request.event_id,
        received_at=request.received_at,
    )
    message_id, request.unconsidered = request.unconsidered, None
    event = None if message_id else request.events.popleft()
    try:
        if message_id:
            consider_message(session, reception, message_id)
        elif event:
            request.unconsidered = apply_event(session, reception, source, event)
    except NotOurAccount:
        request.problem, request.wait = "NOT_OUR_ACCOUNT", None
    except Exception as error:
        if not session.is_active or _lost_connection(error) or broke_a_deadlock(error):
            raise
        log.exception("not recorded", event_id=request.event_id, kind=type(event).__name__)
        request.problem, request.wait = f"RECORD_{type(error).__name__}", _WAITS[0]


def _lost_connection(error: Exception) -> bool:
    """Not this event's fault: the whole batch rolls back and waits."""
    return bool(getattr(error, "connection_invalidated", False))


def _close(session: Session, now: datetime, request: _Parsed) -> None:
    if request.problem is None:
        understood = update(RawEvent).where(RawEvent.id == request.event_id)
        session.execute(
            understood.values(
                fate=Fate.NORMALISED, normalised_at=now, next_try_at=None, problem=None
            ),
            execution_options=_BLIND,
        )
        return
    row = session.get_one(RawEvent, request.event_id)
    row.problem = request.problem
    if request.wait is None or (
        request.wait is not _LOOKED_UP_EVERY and row.attempts >= len(_WAITS)
    ):
        row.fate, row.next_try_at = Fate.DEAD, None
        journal.note(
            session, journal.What.EVENT_DEAD, journal.Subject(account_id=row.account_id), now=now
        )
    else:
        row.next_try_at = now + (
            request.wait if request.wait is _LOOKED_UP_EVERY else _WAITS[row.attempts]
        )
        row.attempts += 1
