"""The index as tables: an entry for each message and customer, found by its words.

An entry is a set of words without their order, so that it cannot be read as a text. Its id is the
time of what it stands for: the newest are found first without sorting, on both databases. SQLite
looks them up in an FTS5 table that triggers keep in step (see the migration), PostgreSQL in a GIN
index. Both are given the same words, in signs that neither takes apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from sqlalchemy import BigInteger, ForeignKey, Index, Table, Text, delete, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.conversations.search.asked import AllOf, AnyOf, Beginning, Expression, Token
from inbox.db import Base, Counter, Database

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_PER_SECOND: Final = 1 << 32
_AT_ONCE: Final = 500
_MERGED_AT_ONCE: Final = 200  # pages of the FTS5 index, some milliseconds of writing


class SearchEntry(Base):
    """`ref` is the id of a message or of a customer; `seen` tells whether it has changed since."""

    __tablename__ = "search_entry"
    __table_args__ = (
        # Empty on SQLite, which has search_fts.
        Index("ix_search_entry_words", "words", postgresql_using="gin", sqlite_where=text("0")),
    )

    id: Mapped[int] = mapped_column(Counter, primary_key=True, autoincrement=False)
    ref: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customer.id"), index=True)
    seen: Mapped[str]
    words: Mapped[str] = mapped_column(Text().with_variant(postgresql.TSVECTOR(), "postgresql"))


class SearchPosition(Base):
    """How far the index is: the last change it followed, and what is still to be taken in.

    Messages and customers with smaller ids than these are not in the index yet; None: all are.
    """

    __tablename__ = "search_position"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    messages_below: Mapped[str | None]
    customers_below: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """Of a message, with its conversation, or of a customer."""

    ref: str
    at: datetime
    seen: str
    words: frozenset[str]
    conversation_id: str | None = None
    customer_id: str | None = None


def moment(at: datetime) -> int:
    """The smallest id that an entry of this time can have."""
    return max(0, int((at - _EPOCH).total_seconds())) * _PER_SECOND


def put(session: Session, entries: Sequence[Entry]) -> None:
    """In place of what the index knew of the same messages and customers."""
    drop(session, [entry.ref for entry in entries])
    rows = _rows(session, entries)
    if rows:
        session.connection().execute(cast("Table", SearchEntry.__table__).insert(), rows)


def drop(session: Session, refs: Iterable[str]) -> None:
    refs = list(refs)
    for start in range(0, len(refs), _AT_ONCE):
        some = SearchEntry.ref.in_(refs[start : start + _AT_ONCE])
        session.execute(delete(SearchEntry).where(some))


def empty(session: Session) -> None:
    session.execute(delete(SearchEntry))
    session.execute(delete(SearchPosition))


def scrub(database: Database) -> None:
    """SQLite only: words of deleted entries leave the index, some pages at a time, so that nobody
    waits long for the writer's turn. Until then no question finds them, but a file holds them."""
    pages = -_MERGED_AT_ONCE  # the first time, everything is marked for one segment
    while database.embedded:
        with database.transaction() as session:
            touched = _merge(session, pages)
        if touched < 2:  # FTS5's own way of saying that nothing is left to do
            break
        pages = _MERGED_AT_ONCE


def encoded(word: str) -> str:
    """Letters and digits of ASCII, so that no database takes the word apart; a beginning of the
    word stays a beginning."""
    if word.isascii():
        return word
    return "".join(sign if sign.isascii() else f"zz{ord(sign):05x}" for sign in word)


def as_fts5(expression: Expression) -> str:
    """The expression in the words of SQLite."""
    match expression:
        case Token(word):
            return f'"{encoded(word)}"'
        case Beginning(word):
            return f'"{encoded(word)}" *'
        case AnyOf(of):
            return f"({' OR '.join(map(as_fts5, of))})"
        case AllOf(of):
            return f"({' AND '.join(map(as_fts5, of))})"


def as_tsquery(expression: Expression) -> str:
    """The expression in the words of PostgreSQL."""
    match expression:
        case Token(word):
            return f"'{encoded(word)}'"
        case Beginning(word):
            return f"'{encoded(word)}':*"
        case AnyOf(of):
            return f"({' | '.join(map(as_tsquery, of))})"
        case AllOf(of):
            return f"({' & '.join(map(as_tsquery, of))})"


def _merge(session: Session, pages: int) -> int:
    """How many rows of its own FTS5 has touched."""
    connection = session.connection()
    before = _changes(connection.connection.dbapi_connection)
    connection.execute(
        text("INSERT INTO search_fts(search_fts, rank) VALUES ('merge', :pages)"), {"pages": pages}
    )
    return _changes(connection.connection.dbapi_connection) - before


def _changes(connection: Any) -> int:
    return int(connection.total_changes)


def _rows(session: Session, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Each with the first free id of its moment."""
    wanted = {entry.ref: moment(entry.at) + _digest(entry.ref) for entry in entries}
    taken = _taken(session, wanted.values())
    rows = []
    for entry in entries:
        row_id = wanted[entry.ref]
        while row_id in taken:
            row_id += 1
        taken.add(row_id)
        rows.append(
            {
                "id": row_id,
                "ref": entry.ref,
                "conversation_id": entry.conversation_id,
                "customer_id": entry.customer_id,
                "seen": entry.seen,
                "words": " ".join(sorted(map(encoded, entry.words))),
            }
        )
    return rows


def _taken(session: Session, ids: Collection[int]) -> set[int]:
    wanted, taken = list(ids), set[int]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = SearchEntry.id.in_(wanted[start : start + _AT_ONCE])
        taken.update(session.scalars(select(SearchEntry.id).where(some)))
    return taken


def _digest(ref: str) -> int:
    return int.from_bytes(hashlib.sha256(ref.encode()).digest()[:4]) % (_PER_SECOND - _AT_ONCE)
