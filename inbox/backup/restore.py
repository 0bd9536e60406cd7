"""Restore a backup into an empty installation: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Select, Table, bindparam, exists, func, insert, select, update
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts import manage
from inbox.accounts.account import RESTORED, all_accounts
from inbox.backup import files, rows, tables, target
from inbox.backup.archive import BadBackup, Member, Tell, opened
from inbox.backup.check import Checked, check
from inbox.backup.files import Draft
from inbox.changes import journal
from inbox.conversations.customer import Customer
from inbox.sealing import DataKey
from inbox.world import World

_AT_ONCE: Final = 500  # rows
_MORE_THAN_WERE_LOST: Final = 1_000_000_000  # changes; numbers may have holes


class After(StrEnum):
    """Why it is restored: whether the old installation may have worked on after the backup."""

    LOSS = "loss"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Restored:
    """`paused` accounts wait for a person, `erased` customers cannot be read any more."""

    taken_at: datetime
    rows: int
    files: int
    paused: int
    erased: int


def restore(world: World, data: Path, key_file: Path, *, after: After, tell: Tell) -> Restored:
    """Raises `BadBackup` or OSError; then nothing has changed.

    After a loss every account is paused: what waited in the backup may have been sent since.
    """
    with opened(data) as data_archive, opened(key_file) as keys_archive:
        checked = check(world, data_archive, keys_archive, lambda done, size: tell(done, 2 * size))
        with files.drafted(world.store.folder) as draft, world.database.transaction() as session:
            target.clear(session)
            for part in reversed(checked):
                _write(session, part, draft, lambda done, size: tell(size + done, 2 * size))
            sealing.keyring(session).forget()  # it knows keys that are gone
            paused = _after_loss(session, now=world.clock()) if after is After.LOSS else 0
            erased = session.execute(_erased()).scalar_one()
            draft.put_in_place()
    count = sum(sum(part.about.rows.values()) for part in checked)
    return Restored(checked[0].about.taken_at, count, draft.count, paused, erased)


def _write(session: Session, part: Checked, draft: Draft, tell: Tell) -> None:
    by_member = {tables.member_name(table): table for table in tables.of(part.about.part)}
    for member in part.archive.members():
        if member.name in by_member:
            _fill(session, part, by_member[member.name], member, tell)
        elif member.name.startswith(files.PREFIX):
            draft.add(part.archive, member)
        tell(member.offset + member.size, part.archive.size)


def _fill(session: Session, part: Checked, table: Table, member: Member, tell: Tell) -> None:
    """A row may refer to one of its own table that comes later: such references follow."""
    own = [column.name for column in tables.references_to_itself(table)]
    lines = _watched(part.archive.lines(member), member.offset, part.archive.size, tell)
    for some in _chunks(rows.unpack(table, lines)):
        session.execute(insert(table), [{**row, **dict.fromkeys(own)} for row in some])
    for name in own:
        _refer(session, table, name, rows.unpack(table, part.archive.lines(member)))
    tables.go_on_after(session, table, part.about.counters[table.name])
    if tables.count(session, table) != part.about.rows[table.name]:
        raise BadBackup(f"The table {table.name} did not arrive whole; nothing was restored.")


def _watched(lines: Iterator[bytes], at: int, size: int, tell: Tell) -> Iterator[bytes]:
    for line in lines:
        yield line
        at += len(line)
        tell(at, size)


def _refer(session: Session, table: Table, name: str, of: Iterator[Mapping[str, Any]]) -> None:
    [key] = table.primary_key.columns
    referring = update(table).where(key == bindparam("of")).values({name: bindparam("to")})
    pairs = ({"of": row[key.name], "to": row[name]} for row in of if row[name] is not None)
    for some in _chunks(pairs):
        session.execute(referring, some)


def _chunks(values: Iterator[Any]) -> Iterator[Sequence[Any]]:
    while some := list(islice(values, _AT_ONCE)):
        yield some


def _after_loss(session: Session, *, now: datetime) -> int:
    """Pause every account, and number changes above all that a CRM may have read before the loss:
    it asks for what comes after the last one that it knows. How many accounts were paused."""
    number = journal.newest(session) + _MORE_THAN_WERE_LOST
    session.add(journal.Change(number=number, what=journal.What.ACCOUNT_UPDATED, at=now))
    running = [account for account in all_accounts(session) if not account.paused]
    for account in running:
        manage.pause(session, account, reason=RESTORED, now=now)
    return len(running)


def _erased() -> Select[int]:
    """How many customers have had keys and have none that opens anything."""
    of_customer = DataKey.owner == Customer.id
    return (
        select(func.count())
        .select_from(Customer)
        .where(
            exists().where(of_customer, DataKey.destroyed_at.is_not(None)),
            ~exists().where(of_customer, DataKey.wrapped.is_not(None)),
        )
    )
