"""Count the statements that a piece of work sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from inbox.world import World


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            said.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(world.database.engine, "before_cursor_execute", listen)
