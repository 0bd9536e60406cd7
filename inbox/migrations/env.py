"""Alembic's environment: the engine is handed over by `inbox.migrations.run`, nothing else."""

from __future__ import annotations

from typing import Literal

from alembic import context

from inbox.db import Moment
from inbox.tables import metadata


def plain_type(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """Revisions must not depend on our code, which changes: a Moment is a DateTime there."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=plain_type,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
