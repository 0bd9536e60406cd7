"""Both databases as a shop would run them: everything that is committed is on the disk."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import psycopg

from tests.postgres import postgresql

# PostgreSQL's own defaults otherwise. The socket is for the account that runs the benchmark.
_DURABLE: Final = (
    "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c max_connections=120 "
    "-c unix_socket_permissions=0777"
)


class Databases(Protocol):
    def product(self, name: str) -> str:
        """The DATABASE_URL of a fresh database."""

    def plain(self, name: str) -> str:
        """A fresh database for a driver: a path for sqlite3, an address for psycopg."""


@dataclass(frozen=True, slots=True)
class _SQLite:
    folder: Path

    def product(self, name: str) -> str:
        return f"sqlite:///{self.plain(name)}"

    def plain(self, name: str) -> str:
        return str(self.folder / f"{name}.sqlite3")


@dataclass(frozen=True, slots=True)
class _PostgreSQL:
    url: str  # of the server's first database

    def product(self, name: str) -> str:
        return self.plain(name).replace("postgresql:", "postgresql+psycopg:", 1)

    def plain(self, name: str) -> str:
        address = self.url.replace("postgresql+psycopg:", "postgresql:", 1)
        with psycopg.connect(address, autocommit=True) as first:
            first.execute(f"CREATE DATABASE {name}".encode())
        return address.replace("/postgres?", f"/{name}?", 1)


@contextmanager
def _sqlite() -> Iterator[Databases]:
    with tempfile.TemporaryDirectory(prefix="kontor-bench-") as folder:
        yield _SQLite(Path(folder))


@contextmanager
def _postgresql() -> Iterator[Databases]:
    with postgresql(_DURABLE) as url:
        yield _PostgreSQL(url)


DATABASES: Final[Mapping[str, Callable[[], AbstractContextManager[Databases]]]] = {
    "SQLite": _sqlite,
    "PostgreSQL": _postgresql,
}
