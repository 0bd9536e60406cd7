"""Whether this installation may take a backup in: of the same schema, empty, and at rest."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from inbox.backup import files, tables
from inbox.backup.archive import BadBackup
from inbox.leases import LeaseRow, is_any_held
from inbox.sealing import DataKey
from inbox.shop import Shop
from inbox.tables import metadata

# What `migrate` puts into a fresh installation, and what a scheduler leaves behind.
_FRESH_KEYS: Final = ("installation", "fingerprints")
_FRESH: Final = (DataKey, Shop, LeaseRow)


def refuse_unready(session: Session, media: Path, revision: str) -> None:
    """Raises `BadBackup`."""
    here = tables.revision(session)
    if here != revision:
        raise BadBackup(
            f"The backup has schema revision {revision}, this installation {here}: restore with "
            "the version of Kontor that wrote the backup, and update afterwards."
        )
    if is_any_held(session):
        raise BadBackup("Kontor is running here (or was a minute ago); stop it first.")
    used = _used(session)
    if used:
        raise BadBackup(
            f"This installation is in use (there is something in {used}); restore into an empty "
            "one, right after `flask --app app migrate`."
        )
    if files.are_in(media):
        raise BadBackup(f"There are files in {media}; a backup is restored into an empty folder.")


def clear(session: Session) -> None:
    """Remove what a fresh installation has, to make room for what the backup has."""
    for fresh in _FRESH:
        session.execute(delete(fresh))


def _used(session: Session) -> str | None:
    """The name of a table that a fresh installation does not have rows in."""
    kept = {table.__tablename__ for table in _FRESH}
    for table in metadata.sorted_tables:
        if table.name not in kept and session.execute(select(table).limit(1)).first() is not None:
            return table.name
    others = select(func.count()).where(DataKey.owner.not_in(_FRESH_KEYS))
    return DataKey.__tablename__ if session.execute(others).scalar_one() else None
