"""The letterbox: engines, transactions and their after-commit, alike on SQLite and PostgreSQL.

Under SQLite the single writer is the lock. A file lock before BEGIN IMMEDIATE makes writers of
all processes queue fairly; pages read through `reading()` and never wait for it.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    TypeDecorator,
    UpdateBase,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session

Result = TypeVar("Result")

# What PostgreSQL calls a deadlock and a serialisation failure; repeating the work is the cure.
_REPEATABLE: Final = {"40P01", "40001"}
_ATTEMPTS: Final = 4
_ID: Final = re.compile(r"[0-9a-f]{32}")
_AWAY_SECONDS: Final = 0.25  # between two looks for a database that is away

# An integer key that counts on both databases: SQLite only does so for INTEGER.
Counter = BigInteger().with_variant(Integer(), "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware UTC time in and out, on a database that knows zones and on one that does not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone must not reach the database")
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment}  # noqa: RUF012 - SQLAlchemy's own declaration


def rows_touched(session: Session, statement: UpdateBase) -> int:
    """How many rows an UPDATE or DELETE found."""
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def is_id(text: str) -> bool:
    """Whether it has the form of one: what has not is nobody's."""
    return _ID.fullmatch(text) is not None


def new_id() -> str:
    """An opaque key that sorts by its time of birth (UUID version 7, RFC 9562), 32 hex digits.

    What one process makes later sorts later, also within a millisecond or when the clock is set
    back: ids break ties in threads.
    """
    with _births.lock:
        # 12 bits of a fraction of the millisecond (RFC 9562, 6.2, method 3) stand before chance.
        born = max(time.time_ns() * 4096 // 1_000_000, _births.last + 1)
        _births.last = born
    milliseconds, fraction = divmod(born, 4096)
    value = milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | secrets.randbits(62)
    return f"{value:032x}"


class _Births:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.last = 0  # in 4096ths of a millisecond since 1970


_births = _Births()


class Database:
    """`lend` puts a thing (keys, the doorbell) into reach of every session: `session.info`."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        parsed = make_url(url)
        self.embedded = parsed.get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.embedded else _postgresql(url, pool_size)
        self._turns = _Turns(Path(f"{parsed.database}.lock")) if self.embedded else None
        self._writers = self.engine.execution_options(kontor_writes=True)
        self._readers = (
            self.engine
            if self.embedded
            else self.engine.execution_options(
                postgresql_readonly=True, isolation_level="REPEATABLE READ"
            )
        )
        self._lent: dict[str, Any] = {}
        self._inside = threading.local()

    def lend(self, name: str, thing: object) -> None:
        self._lent[name] = thing

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing session that commits at the end; what `after_commit` was given runs then."""
        if getattr(self._inside, "writing", False):
            raise RuntimeError("a transaction inside a transaction would wait for itself")
        self._inside.writing = True
        session = Session(self._writers, info=dict(self._lent), expire_on_commit=False)
        try:
            with self._turn(), session, session.begin():
                yield session
        finally:
            self._inside.writing = False
        for callback in session.info.get("after_commit", ()):
            callback()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and never waits for a writer."""
        with Session(self._readers, info=dict(self._lent), expire_on_commit=False) as session:
            yield session

    @contextmanager
    def schema_change(self) -> Iterator[Connection]:
        """SQLite only: the writer's turn with foreign keys off, because tables are rebuilt."""
        with self._turn(), self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")
                connection.rollback()

    def attempt(self, work: Callable[[Session], Result]) -> Result:
        """Run `work` in a transaction; repeat it when the database broke a deadlock with it."""
        for last in (False,) * (_ATTEMPTS - 1) + (True,):
            try:
                with self.transaction() as session:
                    return work(session)
            except OperationalError as error:
                if last or not broke_a_deadlock(error):
                    raise
        raise AssertionError("unreachable")

    def scrub(self) -> None:
        """SQLite only: what was deleted leaves the write-ahead log, too. While somebody reads, it
        leaves with the next checkpoint instead."""
        if self.embedded:
            with self._turn(), self.engine.connect() as connection:
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def insist(self, work: Callable[[Session], Result], *, seconds: float) -> Result:
        """As `attempt`, again and again while the database is away: for what only we know.

        `work` may be committed without our hearing of it, so doing it twice must be doing it once.
        Raises what is still in the way after so many seconds.
        """
        ends = time.monotonic() + seconds
        while True:
            try:
                return self.attempt(work)
            except (OperationalError, InterfaceError, PoolTimeout):
                if time.monotonic() > ends:
                    raise
                time.sleep(_AWAY_SECONDS)

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._turns is None:
            yield
            return
        with self._turns.taken():
            yield


def broke_a_deadlock(error: Exception) -> bool:
    """Nothing is wrong with the work: the database chose it to end a deadlock."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _REPEATABLE


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    """Run `callback` once this transaction is committed; never if it is rolled back.

    Kept by us rather than by SQLAlchemy's event, which also fires for a released SAVEPOINT.
    """
    session.info.setdefault("after_commit", []).append(callback)


class _Turns:
    """One writer after the other, across threads and processes, in the order of asking."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        lock = self._descriptor()
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)

    def _descriptor(self) -> int:
        """This thread's own, because flock is held by the open file, not by the thread."""
        pid, lock = getattr(self._held, "lock", (0, -1))
        if pid != os.getpid():
            lock = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._held.lock = (os.getpid(), lock)
        return int(lock)


class _RowLocks(PGCompiler_psycopg):
    """Keys never change here, so no lock of a row need hold up those who only refer to it: with
    plain FOR UPDATE every insert of a child waits for whoever works on its parent, and now and
    then two wait for each other."""

    def for_update_clause(self, select: Any, **named: Any) -> str:
        clause: str = super().for_update_clause(select, **named)  # type: ignore[no-untyped-call]
        return clause.replace(" FOR UPDATE", " FOR NO KEY UPDATE")


def _postgresql(url: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_timeout=10,
        hide_parameters=True,  # what is stored must not be told by an exception
        connect_args={"connect_timeout": 5, "application_name": "kontor"},
    )
    engine.dialect.statement_compiler = _RowLocks
    return engine


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=20,
        max_overflow=80,
        pool_timeout=30,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("kontor_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
