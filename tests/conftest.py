"""What every test can ask for: a world on both databases, a real Redis-compatible server, time."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from inbox import db, logs
from inbox.config import Settings, load
from inbox.db import Base, Database
from inbox.doorbell import Work
from inbox.migrations import run as migrations
from inbox.world import World, build, install
from tests.pigeon import KINDS, Loft, Parchment, Pigeon, Raven
from tests.postgres import postgresql
from tests.silent_bell import SilentBell
from workers.embedded import EmbeddedServer

_IN_MEMORY = Path("/dev/shm")
# SQLite waits for the disk at every commit; what a test writes needs no disk where there is room.
if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > 2 * 1024**3:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Berlin


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones begin: whoever comes last would be waited for alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


class Clock:
    """Time as the test tells it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


class CountingBell(SilentBell):
    """Remembers who was rung for."""

    def __init__(self) -> None:
        self.rings: list[tuple[str, str]] = []
        self.nudges = 0

    def ring(self, work: Work, account_id: str) -> None:
        self.rings.append((work.job, account_id))

    def nudge(self) -> None:
        self.nudges += 1


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """As in production: exceptions are named with their place, without anybody's words."""
    logs.configure("WARNING")


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    """All engines of a kind share what they compiled. Each test has an engine of its own, and
    compiling its statements anew took half of the suite's time."""
    shared: dict[str, tuple[Any, Any]] = {}

    def sharing(make: Callable[..., Engine]) -> Callable[..., Engine]:
        def made(*arguments: Any) -> Engine:
            engine = make(*arguments)
            if make.__name__ in shared:
                engine.dialect, engine._compiled_cache = shared[make.__name__]
                return engine

            @event.listens_for(engine, "engine_connect", once=True)
            def know(connection: Connection) -> None:  # only now it knows its server
                engine._compiled_cache.capacity = 10_000
                shared.setdefault(make.__name__, (engine.dialect, engine._compiled_cache))

            return engine

        return made

    with pytest.MonkeyPatch.context() as patch:
        for make in (db._sqlite, db._postgresql):
            patch.setattr(db, make.__name__, sharing(make))
        yield


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test speaks to another host."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])  # type: ignore[index]
            assert host in {"127.0.0.1", "::1", "localhost"}, f"a test wants to reach {host}"
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql() as url:
        database = Database(url)
        migrations.upgrade(database)
        database.close()
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "kontor.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="kontor-redis-"))
    server = EmbeddedServer(folder / "valkey.sock", folder)
    server.start()
    yield server.url
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty, migrated database; each test that asks for it runs on both."""
    if request.param == "sqlite":
        path = tmp_path / "kontor.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgresql_url")
    _empty(url)
    return url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return load(settings_environment(database_url, tmp_path))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bell() -> CountingBell:
    return CountingBell()


@pytest.fixture
def loft(monkeypatch: pytest.MonkeyPatch) -> Loft:
    """Where the test channels' messages arrive."""
    fresh = Loft()
    for kind in (Pigeon, Parchment, Raven):
        monkeypatch.setattr(kind, "loft", fresh)
    return fresh


@pytest.fixture
def world(settings: Settings, clock: Clock, bell: CountingBell, loft: Loft) -> Iterator[World]:
    built = build(settings, KINDS, bell=bell, clock=clock)
    install(built)
    yield built
    built.close()


@pytest.fixture
def count_queries() -> Callable[[World], AbstractContextManager[Callable[[], int]]]:
    """`with count_queries(world) as counted: ...; counted()` statements were sent."""

    @contextmanager
    def counting(world: World) -> Iterator[Callable[[], int]]:
        statements: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(world.database.engine, "before_cursor_execute", note)
        try:
            yield lambda: len(statements)
        finally:
            event.remove(world.database.engine, "before_cursor_execute", note)

    return counting


def settings_environment(database_url: str, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder / "data"),
        "REDIS_URL": "redis://127.0.0.1:1",
        "SECRET_KEY": "a secret key for tests, at least 32 characters",
        "ENCRYPTION_KEY": base64.b64encode(b"k" * 32).decode(),
    }


def _empty(url: str) -> None:
    """Most tables are empty already: deleting what is there takes a tenth of a TRUNCATE of all."""
    names = [table.name for table in Base.metadata.sorted_tables]
    used = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names
    )
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        for name in connection.scalars(text(used)).all():
            connection.execute(text(f'DELETE FROM "{name}"'))
        connection.execute(
            text(
                "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) "
                "FROM pg_sequences WHERE last_value IS NOT NULL"
            )
        )
    database.close()
