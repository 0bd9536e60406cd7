"""Station 2: drain the waiting raw events of one account, in order of receipt, live before history.

Requests are parsed before the transaction and applied in it, each contract event in a savepoint of
its own, so that one that cannot be recorded takes nothing else with it. The writer is held for a
few milliseconds at a time; a request may span several transactions, because recording twice
changes nothing.
"""

from __future__ import annotations

import os
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from inbox import doorbell, leases, sealing
from inbox.accounts.account import Account
from inbox.accounts.open import Accounts
from inbox.changes import journal
from inbox.channel import Channel, Event, NotYet, RawRequest, SendError
from inbox.conversations.inscribe import Source
from inbox.db import Database
from inbox.intake.apply import NotOurAccount, Reception, apply_event
from inbox.intake.raw_event import Fate, RawEvent, raw_request
from inbox.media.store import Store

LEASE_SECONDS: Final = 20
# A slice of work; another account's bell may have rung meanwhile.
SLICE_SECONDS: Final = 2.0
WRITER_SECONDS: Final = 0.008
_AT_ONCE: Final = 50
_WAITS: Final = (timedelta(seconds=1), timedelta(seconds=10))  # then it is a dead letter
# How long an event waits for what only the network has, e.g. a public key.
_LOOKED_UP_FOR: Final = timedelta(hours=24)
_LOOKED_UP_EVERY: Final = timedelta(seconds=30)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    accounts: Accounts
    store: Store
    bell: doorbell.Bell
    clock: Callable[[], datetime]


@dataclass(slots=True)
class _Parsed:
    """What a channel read in a request, or why it could not; `wait` asks for another try."""

    event_id: int
    received_at: datetime
    events: deque[Event] = field(default_factory=deque)
    problem: str | None = None
    wait: timedelta | None = None


def normalise(desk: Desk, account_id: str) -> None:
    """Work off what waits for this account; rings again if there is more than a slice of it."""
    desk.bell.answered(doorbell.NORMALISE, account_id)
    holder = f"{socket.gethostname()}:{os.getpid()}"
    lease = desk.database.attempt(
        lambda session: leases.acquire(
            session, f"in:{account_id}", holder=holder, seconds=LEASE_SECONDS
        )
    )
    if lease is None:
        return
    try:
        _slice(desk, account_id, lease)
    except leases.LeaseLost:
        return
    finally:
        desk.database.attempt(lambda session: leases.release(session, lease))
    with desk.database.reading() as session:  # who rang meanwhile may have found the lease taken
        more = session.execute(_waiting(account_id, desk.clock()).limit(1)).first()
    if more is not None:
        desk.bell.ring(doorbell.NORMALISE, account_id)


def _slice(desk: Desk, account_id: str, lease: leases.Lease) -> None:
    channel = desk.accounts.channel(account_id)
    ends = time.monotonic() + SLICE_SECONDS
    while time.monotonic() < ends:
        with desk.database.reading() as session:
            rows = session.scalars(_waiting(account_id, desk.clock()).limit(_AT_ONCE)).all()
            raws = [(row, _opened(session, desk.store, row)) for row in rows]
        if not rows:
            return
        parsed = deque(_parse(channel, row, raw, desk.clock()) for row, raw in raws)
        reception = Reception(channel, account_id, desk.accounts, desk.clock)
        while parsed:
            with desk.database.transaction() as session:
                leases.renew(session, lease)
                _apply_some(session, reception, parsed)


def _waiting(account_id: str, now: datetime) -> Select[RawEvent]:
    return (
        select(RawEvent)
        .where(
            RawEvent.account_id == account_id,
            RawEvent.fate == Fate.WAITING,
            RawEvent.next_try_at <= now,
        )
        .order_by(RawEvent.imported, RawEvent.id)
    )


def _opened(session: Session, store: Store, row: RawEvent) -> RawRequest | None:
    """None if it cannot be read any more; that event is dead, the others go on."""
    try:
        return raw_request(session, store, row)
    except (sealing.Destroyed, sealing.Unreadable, FileNotFoundError):
        return None


def _parse(channel: Channel, row: RawEvent, raw: RawRequest | None, now: datetime) -> _Parsed:
    parsed = _Parsed(row.id, row.received_at)
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
    """Apply as many events as fit into the time for which one may hold the writer."""
    until = time.monotonic() + WRITER_SECONDS
    while parsed:
        request = parsed[0]
        if request.events:
            _apply_one(session, reception, request, request.events.popleft())
        else:
            _close(session, reception, request)
            parsed.popleft()
        if time.monotonic() > until:
            return


def _apply_one(session: Session, reception: Reception, request: _Parsed, event: Event) -> None:
    source = Source(
        account_id=reception.account_id,
        capabilities=reception.channel.capabilities,
        raw_event_id=request.event_id,
        received_at=request.received_at,
    )
    try:
        apply_event(session, reception, source, event)
    except NotOurAccount:
        request.problem, request.wait = "NOT_OUR_ACCOUNT", None
    except Exception as error:
        if not session.is_active or _lost_connection(error):
            raise
        log.exception("not recorded", event_id=request.event_id, kind=type(event).__name__)
        request.problem, request.wait = f"RECORD_{type(error).__name__}", _WAITS[0]


def _lost_connection(error: Exception) -> bool:
    """Not this event's fault: the whole batch rolls back and waits."""
    return bool(getattr(error, "connection_invalidated", False))


def _close(session: Session, reception: Reception, request: _Parsed) -> None:
    now = reception.clock()
    row = session.get_one(RawEvent, request.event_id)
    row.problem = request.problem
    if request.problem is None:
        row.fate, row.normalised_at, row.next_try_at = Fate.NORMALISED, now, None
    elif request.wait is None or (
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
    session.execute(update(Account).where(Account.id == row.account_id).values(last_event_at=now))
