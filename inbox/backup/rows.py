"""Rows as lines of JSON and back, the same from either database: the columns' names come first."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, LargeBinary, Table, select
from sqlalchemy.orm import Session

from inbox.backup.archive import BadBackup
from inbox.db import Moment

_AT_ONCE = 500  # rows in memory


def pack(session: Session, table: Table, tell: Callable[[], None]) -> Iterator[bytes]:
    """Every row of the table, in the order of its key."""
    yield _line([column.name for column in table.columns])
    everything = select(table).order_by(*table.primary_key.columns)
    for row in session.execute(everything, execution_options={"yield_per": _AT_ONCE}):
        yield _line([_packed(value) for value in row])
        tell()


def unpack(table: Table, lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    """Raises `BadBackup` for what `pack` would not have written."""
    names = [column.name for column in table.columns]
    try:
        if json.loads(next(lines, b"")) != names:
            raise BadBackup(f"The table {table.name} of the backup has other columns.")
        readers = [_reader(column) for column in table.columns]
        for line in lines:
            yield dict(zip(names, _read(json.loads(line), readers), strict=True))
    except (ValueError, TypeError, RecursionError):
        raise BadBackup(f"The table {table.name} of the backup cannot be read.") from None


def _line(values: Sequence[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _packed(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value  # a datetime is one


Read = Callable[[Any], Any]


def _reader(column: Column[Any]) -> Read:
    if isinstance(column.type, LargeBinary):
        return base64.b64decode
    if isinstance(column.type, Date):
        return date.fromisoformat
    return datetime.fromisoformat if isinstance(column.type, Moment) else _as_it_is


def _read(values: Iterable[Any], readers: Sequence[Read]) -> Iterator[Any]:
    for value, read in zip(values, readers, strict=True):
        yield None if value is None else read(value)


def _as_it_is(value: Any) -> Any:
    return value
