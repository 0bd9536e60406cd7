"""Fetch the files that messages still lack: bounded, retried, and never twice at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.open import Accounts
from inbox.changes import journal
from inbox.channel import FetchError, Media, RawRequest, SendError
from inbox.db import Database, rows_touched
from inbox.media.attachment import Attachment, FileState, as_media, place
from inbox.media.store import Store

_AT_ONCE: Final = 20
# A try that died with its process is taken up again after this.
_CLAIMED_FOR: Final = timedelta(minutes=10)
_WAITS: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
)

RawOf = Callable[[Session, int], RawRequest | None]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What fetching needs. `raw_of` finds the request that brought an attachment."""

    database: Database
    accounts: Accounts
    store: Store
    raw_of: RawOf


@dataclass(frozen=True, slots=True)
class _Task:
    attachment_id: str
    account_id: str
    media: Media
    raw: RawRequest | None
    key: tuple[str, bytes] = field(repr=False)


def fetch_due(shelf: Shelf, account_id: str, *, now: Callable[[], datetime]) -> int:
    """Fetch what is due for this account; how many files were tried."""
    tried = 0
    while tried < _AT_ONCE:
        task = shelf.database.attempt(lambda session: _claim(session, shelf, account_id, now()))
        if task is None:
            break
        _try(shelf, task, now)
        tried += 1
    return tried


def _claim(session: Session, shelf: Shelf, account_id: str, now: datetime) -> _Task | None:
    """Pushing `next_try_at` ahead is the claim: whoever's UPDATE finds the row has it."""
    due = (Attachment.state == FileState.WAITING, Attachment.next_try_at <= now)
    row = session.scalars(
        select(Attachment)
        .where(Attachment.account_id == account_id, *due)
        .order_by(Attachment.next_try_at)
        .limit(1)
    ).first()
    if row is None:
        return None
    claimed = (
        update(Attachment)
        .where(Attachment.id == row.id, *due)
        .values(next_try_at=now + _CLAIMED_FOR, attempts=Attachment.attempts + 1)
    )
    if row.attempts > len(_WAITS):  # every try ended with its process
        row.state, row.next_try_at, row.problem = FileState.FAILED, None, "NEVER_FINISHED"
        return None
    if rows_touched(session, claimed) != 1:
        return None
    raw = shelf.raw_of(session, row.raw_event_id) if row.raw_event_id is not None else None
    key = sealing.key_for(session, row.customer_id, now=now)
    return _Task(row.id, account_id, as_media(session, row), raw, key)


def _try(shelf: Shelf, task: _Task, now: Callable[[], datetime]) -> None:
    try:
        channel = shelf.accounts.channel(task.account_id)
        pieces = channel.fetch(task.media, task.raw)
        size = shelf.store.write(place(task.attachment_id), task.key, pieces)
    except FetchError as error:
        problem = error
    except SendError as error:  # the outbound call's own failures
        problem = FetchError(error.code)
    except OSError as error:
        problem = FetchError(f"STORE_{error.errno}")
    else:
        kept = shelf.database.attempt(
            lambda session: _stored(session, task.attachment_id, size, now())
        )
        if not kept:  # erased meanwhile
            shelf.store.remove(place(task.attachment_id))
        return
    shelf.database.attempt(lambda session: _missed(session, task.attachment_id, problem, now()))


def _stored(session: Session, attachment_id: str, size: int, now: datetime) -> bool:
    row = session.get(Attachment, attachment_id)
    if row is None:
        return False
    row.state, row.size, row.next_try_at, row.problem = FileState.STORED, size, None, None
    _note(session, row, now)
    return True


def _missed(session: Session, attachment_id: str, problem: FetchError, now: datetime) -> None:
    row = session.get(Attachment, attachment_id)
    if row is None:
        return
    row.problem = problem.code
    if problem.gone:
        row.state, row.next_try_at = FileState.GONE, None
    elif row.attempts > len(_WAITS):
        row.state, row.next_try_at = FileState.FAILED, None
    else:
        row.next_try_at = now + _WAITS[row.attempts - 1]
    _note(session, row, now)


def _note(session: Session, row: Attachment, now: datetime) -> None:
    about = journal.Subject(
        account_id=row.account_id, customer_id=row.customer_id, message_id=row.message_id
    )
    journal.note(session, journal.What.MESSAGE_UPDATED, about, now=now)
