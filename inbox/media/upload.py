"""Take a file that is to be sent: stored and sealed before anything refers to it.

What is never posted is removed after two weeks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.db import Database, new_id
from inbox.media.attachment import Attachment, FileState, place
from inbox.media.store import Store

LARGEST: Final = 25 * 1024 * 1024
_KEPT_UNPOSTED: Final = timedelta(days=14)  # a draft may lie about for a while


class TooLarge(Exception):
    """The file is larger than `LARGEST` bytes; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Upload:
    """`name` and `content_type` are as they were told, cleaned by the caller."""

    name: str
    content_type: str
    pieces: Iterable[bytes]


def take(
    database: Database,
    store: Store,
    upload: Upload,
    *,
    customer_id: str,
    account_id: str,
    now: datetime,
) -> str:
    """The id by which a letter refers to it. Raises `TooLarge` or what a full disk raises."""
    attachment_id = new_id()
    key = database.attempt(lambda session: sealing.key_for(session, customer_id, now=now))
    name = place(attachment_id)
    try:
        size = store.write(name, key, _at_most(upload.pieces))
    except TooLarge:
        store.remove(name)
        raise

    def keep(session: Session) -> None:
        hidden = {"ref": None, "filename": upload.name, "sha256": None}
        session.add(
            Attachment(
                id=attachment_id,
                customer_id=customer_id,
                account_id=account_id,
                position=0,
                content_type=upload.content_type[:255],
                sealed=sealing.seal_json(session, customer_id, hidden, place=name, now=now),
                state=FileState.STORED,
                size=size,
                attempts=0,
                created_at=now,
            )
        )

    database.attempt(keep)
    return attachment_id


def uploaded(session: Session, ids: Sequence[str], *, customer_id: str) -> list[Attachment]:
    """The rows in the order of `ids`; those that are not waiting for this customer are left out."""
    rows = session.scalars(
        select(Attachment).where(
            Attachment.id.in_(ids),
            Attachment.message_id.is_(None),
            Attachment.customer_id == customer_id,
            Attachment.state == FileState.STORED,
        )
    )
    found = {row.id: row for row in rows}
    return [found[one] for one in ids if one in found]


def attach(files: Sequence[Attachment], *, message_id: str) -> int:
    """They belong to this message now, in this order; how many."""
    for position, file in enumerate(files, start=1):
        file.message_id, file.position = message_id, position
    return len(files)


def discard(database: Database, store: Store, attachment_id: str) -> None:
    """Remove a file that was taken and not posted; anything else stays."""

    def drop(session: Session) -> bool:
        row = session.get(Attachment, attachment_id, with_for_update=True)
        if row is None or row.message_id is not None or row.account_id is None:
            return False
        session.delete(row)
        return True

    if database.attempt(drop):
        store.remove(place(attachment_id))


def purge(database: Database, store: Store, *, now: datetime) -> int:
    """Remove what was uploaded and never posted."""

    def drop(session: Session) -> list[str]:
        rows = session.scalars(
            select(Attachment).where(
                Attachment.message_id.is_(None), Attachment.created_at < now - _KEPT_UNPOSTED
            )
        ).all()
        for row in rows:
            session.delete(row)
        return [row.id for row in rows]

    gone = database.attempt(drop)
    for attachment_id in gone:
        store.remove(place(attachment_id))
    return len(gone)


def _at_most(pieces: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > LARGEST:
            raise TooLarge
        yield piece
