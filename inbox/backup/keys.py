"""The keys of an installation: which of them signs its backups, and whether all can be opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.backup import rows, tables
from inbox.backup.archive import BadBackup, Reader
from inbox.sealing import DataKey, Keyring, Unreadable, keyring

# The key of fingerprints: made once, never destroyed, and it stays the same when keys are rotated.
_SIGNS: Final = "fingerprints"
_LONGEST_LINE: Final = 4096  # bytes; nothing has vouched for the file yet


def signing_key(session: Session) -> tuple[str, bytes]:
    """(id, key). Raises `BadBackup`, or `Unreadable` under another ENCRYPTION_KEY."""
    row = session.scalars(
        select(DataKey).where(DataKey.owner == _SIGNS).order_by(DataKey.id).limit(1)
    ).first()
    if row is None or row.wrapped is None:
        raise BadBackup("This installation has no keys yet; run `flask --app app migrate`.")
    return row.id, keyring(session).unwrap(row.id, row.wrapped)


def open_all(archive: Reader, ring: Keyring) -> bytes:
    """Unwrap every key in the file; the one that signs. Raises `BadBackup`."""
    signs: bytes | None = None
    wanted = tables.member_name(tables.KEYS)
    member = next((one for one in archive.members() if one.name == wanted), None)
    if member is None:
        raise BadBackup("The file with the keys holds none.")
    for row in rows.unpack(tables.KEYS, archive.lines(member, _LONGEST_LINE)):
        key = _opened(row, ring)
        if row["owner"] == _SIGNS and signs is None:
            signs = key
    if signs is None:
        raise BadBackup("The file with the keys is incomplete.")
    return signs


def _opened(row: Mapping[str, Any], ring: Keyring) -> bytes | None:
    if row["wrapped"] is None:  # destroyed
        return None
    try:
        return ring.unwrap(str(row["id"]), row["wrapped"])
    except (Unreadable, ValueError) as error:
        raise BadBackup(
            f"ENCRYPTION_KEY does not open the keys of the backup ({error}); set the one of the "
            "installation that it was taken from."
        ) from None
