"""Which tables are in which part of a backup, and what a database knows besides its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from alembic.migration import MigrationContext
from sqlalchemy import Column, Table, func, select, text
from sqlalchemy.orm import Session

from inbox.backup.manifest import Part
from inbox.sealing import DataKey
from inbox.tables import metadata

KEYS: Final = metadata.tables[DataKey.__tablename__]
# Why a table is not among the data.
LEFT_OUT: Final[Mapping[str, str]] = {
    KEYS.name: "goes into the file with the keys",
    "lease": "who works now is settled anew",
    "search_entry": "made anew from what is restored",
    "search_position": "the index begins anew",
    "sign_in": "agents sign in again; what was revoked since the backup must not come back",
}
_LAST_SQLITE: Final = text("SELECT max(seq) FROM sqlite_sequence WHERE name = :table")
_LAST_POSTGRESQL: Final = text(
    "SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(:table, :column) AS regclass))"
)
_SET_SQLITE: Final = (
    text("DELETE FROM sqlite_sequence WHERE name = :table"),
    text("INSERT INTO sqlite_sequence VALUES (:table, :last)"),
)
_SET_POSTGRESQL: Final = (text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"),)


def of(part: Part) -> Sequence[Table]:
    """Each after those that it refers to."""
    if part is Part.KEYS:
        return [KEYS]
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def member_name(table: Table) -> str:
    return f"tables/{table.name}.jsonl"


def count(session: Session, table: Table) -> int:
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def revision(session: Session) -> str:
    return MigrationContext.configure(session.connection()).get_current_revision() or "none"


def references_to_itself(table: Table) -> Sequence[Column[Any]]:
    return [key.parent for key in table.foreign_keys if key.column.table is table]


def last_number(session: Session, table: Table) -> int:
    """The last one that a counting table gave to a row, perhaps to one that is deleted by now."""
    column = table.autoincrement_column
    if column is None:
        return 0
    names = {"table": table.name, "column": column.name}
    asked = _LAST_SQLITE if _embedded(session) else _LAST_POSTGRESQL
    return session.execute(asked, names).scalar_one() or 0


def go_on_after(session: Session, table: Table, last: int) -> None:
    """Number the next row above `last` and above every row: no number is ever given twice."""
    column = table.autoincrement_column
    if column is None:
        return
    last = max(last, session.execute(select(func.max(column))).scalar_one() or 0)
    if last == 0:
        return
    names = {"table": table.name, "column": column.name, "last": last}
    for statement in _SET_SQLITE if _embedded(session) else _SET_POSTGRESQL:
        session.execute(statement, names)


def _embedded(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
