"""Bring the database up to the newest revision, or back; several processes may try at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from inbox.db import Database
from inbox.tables import metadata

_LOCK: Final = 0x6B6D6967
# Somebody's long query must not let a migration queue every other query behind it.
_TIMEOUTS: Final = ("SET lock_timeout = '10s'", "SET statement_timeout = '15min'")


def upgrade(database: Database, revision: str = "head") -> None:
    _with_config(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str = "base") -> None:
    _with_config(database, lambda config: command.downgrade(config, revision))


def is_current(database: Database) -> bool:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == _head()


def differences(database: Database) -> list[Any]:
    """What the models have and the migrated database does not, or the other way round."""
    with database.engine.connect() as connection:
        options = {"compare_type": True, "include_name": _is_of_a_model}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))


def _is_of_a_model(name: str | None, kind: str, _parents: object) -> bool:
    """The tables that FTS5 makes for itself belong to no model."""
    return kind != "table" or not (name or "").startswith("search_fts")


def new_revision(database: Database, message: str) -> None:
    """For developers: write a revision from the difference between models and database."""
    _with_config(
        database, lambda config: command.revision(config, message=message, autogenerate=True)
    )


def _with_config(database: Database, work: Callable[[Config], object]) -> None:
    config = _config()
    with _locked(database) as connection:
        config.attributes["connection"] = connection
        work(config)


@contextmanager
def _locked(database: Database) -> Iterator[Connection]:
    """One migration at a time: an advisory lock, or the file lock of SQLite's writers."""
    if database.embedded:
        with database.schema_change() as connection:
            yield connection
        return
    with database.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        for statement in _TIMEOUTS:
            connection.execute(text(statement))
        connection.commit()
        try:
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            for name in ("lock_timeout", "statement_timeout"):  # the connection lives on in a pool
                connection.execute(text(f"RESET {name}"))
            connection.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def _head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()
