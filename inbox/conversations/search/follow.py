"""Let the index follow the journal; take in what is older, e.g. after a restore.

Not in the transaction of each message, which has better things to do: a duty looks at what changed
since it looked last, so the index is seconds behind and never misses anything.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from inbox.changes import journal
from inbox.changes.journal import Change, What
from inbox.conversations.customer import Customer
from inbox.conversations.message import Message
from inbox.conversations.search import gather, index
from inbox.conversations.search.index import Entry, SearchEntry, SearchPosition
from inbox.db import Database

_AT_ONCE: Final = 100  # some milliseconds of writing
_ONLY: Final = 1
_ABOVE_EVERY_ID: Final = "~"
# These say nothing that somebody could look for.
_NO_WORDS: Final = frozenset({What.CONSENT_CHANGED, What.ACCOUNT_UPDATED, What.EVENT_DEAD})


@dataclass(frozen=True, slots=True)
class _Step:
    """What a look at the database has found to be written."""

    entries: Sequence[Entry] = ()
    gone: Sequence[str] = field(default_factory=list)


def keep_up(database: Database, *, seconds: float) -> None:
    """Work for so long at most: the newest changes first, then what has never been taken in."""
    until = time.monotonic() + seconds
    for work in (_follow, _take_in):
        while time.monotonic() < until and work(database):
            continue


def rebuild(database: Database, tell: Callable[[int], None]) -> int:
    """Forget the index and make it anew; how many messages and customers were looked at."""
    with database.transaction() as session:
        index.empty(session)
    looked_at = 0
    while (some := _take_in(database)) > 0:
        looked_at += some
        tell(looked_at)
    while _follow(database):
        continue
    return looked_at


def is_whole(session: Session) -> bool:
    """Whether everything that was ever said can be found."""
    at = session.get(SearchPosition, _ONLY)
    return at is not None and at.messages_below is None and at.customers_below is None


def _position(database: Database) -> SearchPosition:
    """Where there is none, everything is still to be taken in."""
    with database.reading() as session:
        found = session.get(SearchPosition, _ONLY)
    if found is not None:
        return found
    journal.stamp(database)
    with database.transaction() as session:
        found = session.get(SearchPosition, _ONLY)
        if found is None:
            found = SearchPosition(
                id=_ONLY, number=journal.newest(session),
                messages_below=_ABOVE_EVERY_ID, customers_below=_ABOVE_EVERY_ID,
            )  # fmt: skip
            session.add(found)
    return found


# --------------------------------------------------------------------------- what changed


def _follow(database: Database) -> int:
    """How many changes were followed."""
    start = _position(database).number
    changes = journal.read_after(database, start, limit=_AT_ONCE)
    if not changes:
        return 0
    with database.reading() as session:
        step = _changed(session, changes)

    def write(session: Session) -> None:
        at = session.get(SearchPosition, _ONLY, with_for_update=True)
        if at is None or at.number != start:  # somebody else was quicker
            return
        index.drop(session, step.gone)
        index.put(session, _still_there(session, step.entries))
        at.number = changes[-1].number or start

    database.attempt(write)
    return len(changes)


def _changed(session: Session, changes: Sequence[Change]) -> _Step:
    telling = [one for one in changes if one.what not in _NO_WORDS]
    message_ids = {one.message_id for one in telling if one.message_id}
    customer_ids = {one.customer_id for one in telling if one.customer_id}
    known = _known(session, message_ids | customer_ids)
    rows = session.scalars(select(Message).where(Message.id.in_(message_ids))).all()
    people = session.scalars(select(Customer).where(Customer.id.in_(customer_ids))).all()
    entries = [
        *gather.messages(session, [row for row in rows if known.get(row.id) != gather.seen(row)]),
        *(one for one in gather.customers(session, people) if known.get(one.ref) != one.seen),
    ]
    there = {row.id for row in rows if row.revoked_at is None} | {
        row.id for row in people if row.merged_into is None and row.erasing_at is None
    }
    return _Step(entries, sorted((message_ids | customer_ids) - there))


def _known(session: Session, refs: set[str]) -> dict[str, str]:
    rows = session.execute(
        select(SearchEntry.ref, SearchEntry.seen).where(SearchEntry.ref.in_(refs))
    )
    return {row.ref: row.seen for row in rows}


def _still_there(session: Session, entries: Sequence[Entry]) -> list[Entry]:
    """What was erased between looking and writing must not come back."""
    ids = [one.ref for one in entries]
    there = {
        *session.scalars(select(Message.id).where(Message.id.in_(ids))),
        *session.scalars(
            select(Customer.id).where(Customer.id.in_(ids), Customer.erasing_at.is_(None))
        ),
    }
    return [one for one in entries if one.ref in there]


# --------------------------------------------------------------------------- what is older


def _take_in(database: Database) -> int:
    """The newest that is not in the index yet; how many were looked at."""
    at = _position(database)
    if at.messages_below is not None:
        return _take_messages(database, at.messages_below)
    if at.customers_below is not None:
        return _take_customers(database, at.customers_below)
    return 0


def _take_messages(database: Database, below: str) -> int:
    with database.reading() as session:
        newest_first = select(Message).where(Message.id < below).order_by(Message.id.desc())
        rows = session.scalars(newest_first.limit(_AT_ONCE)).all()
        entries = gather.messages(session, rows)
    onward = rows[-1].id if len(rows) == _AT_ONCE else None
    _write(database, entries, SearchPosition.messages_below, below, onward)
    return max(1, len(rows))


def _take_customers(database: Database, below: str) -> int:
    with database.reading() as session:
        newest_first = select(Customer).where(Customer.id < below).order_by(Customer.id.desc())
        rows = session.scalars(newest_first.limit(_AT_ONCE)).all()
        entries = gather.customers(session, rows)
    onward = rows[-1].id if len(rows) == _AT_ONCE else None
    _write(database, entries, SearchPosition.customers_below, below, onward)
    return len(rows)


def _write(
    database: Database,
    entries: Sequence[Entry],
    column: InstrumentedAttribute[str | None],
    below: str,
    onward: str | None,
) -> None:
    def write(session: Session) -> None:
        at = session.get(SearchPosition, _ONLY, with_for_update=True)
        if at is None or getattr(at, column.key) != below:
            return
        index.put(session, _still_there(session, entries))
        setattr(at, column.key, onward)

    database.attempt(write)
