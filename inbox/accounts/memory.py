"""An account's memory: keyed entries with compare-and-set, sealed under the installation's key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.account import AccountMemoryEntry
from inbox.channel import Cursor
from inbox.db import Database, rows_touched


class AccountMemory:
    """Fulfils `inbox.channel.Memory`, each call in a short transaction of its own.

    Channels read it anywhere and write it only outside of the core's transactions (`lookup`,
    `poll`, `send`, `signed_in`), where a second transaction cannot wait for the first.
    """

    def __init__(self, database: Database, account_id: str, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._account_id = account_id
        self._clock = clock

    def get(self, key: str) -> str | None:
        with self._database.reading() as session:
            return recall(session, self._account_id, key)

    def put(self, key: str, value: str, *, expected: str | None) -> bool:
        with self._database.transaction() as session:
            session.execute(_entry(self._account_id, key).with_for_update())
            if recall(session, self._account_id, key) != expected:
                return False
            return _write(session, self._account_id, Cursor(key, value), self._clock())


def recall(session: Session, account_id: str, key: str) -> str | None:
    sealed = session.execute(_entry(account_id, key)).scalar_one_or_none()
    if sealed is None:
        return None
    return sealing.unseal_text(session, sealed, place=_place(account_id, key))


def remember(session: Session, account_id: str, cursor: Cursor, *, now: datetime) -> None:
    """Write an entry in the transaction that stores the request it belongs to."""
    _write(session, account_id, cursor, now)


def forget(session: Session, account_id: str) -> None:
    session.execute(delete(AccountMemoryEntry).where(AccountMemoryEntry.account_id == account_id))


def _write(session: Session, account_id: str, entry: Cursor, now: datetime) -> bool:
    key = entry.key
    sealed = sealing.seal_text(
        session, "installation", entry.value, place=_place(account_id, key), now=now
    )
    found = rows_touched(
        session,
        update(AccountMemoryEntry)
        .where(AccountMemoryEntry.account_id == account_id, AccountMemoryEntry.key == key)
        .values(value_sealed=sealed),
    )
    if found:
        return True
    try:
        with session.begin_nested():
            session.add(AccountMemoryEntry(account_id=account_id, key=key, value_sealed=sealed))
    except IntegrityError:  # somebody else wrote its first value at this moment
        return False
    return True


def _entry(account_id: str, key: str) -> Select[bytes]:
    return select(AccountMemoryEntry.value_sealed).where(
        AccountMemoryEntry.account_id == account_id, AccountMemoryEntry.key == key
    )


def _place(account_id: str, key: str) -> str:
    return f"memory:{account_id}:{key}"
