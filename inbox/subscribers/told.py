"""What of the journal is told outside, and as what: the same for the feed and for events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.changes.journal import Change, What
from inbox.conversations.customer import Customer
from inbox.conversations.message import Direction, Message

# What concerns the running of Kontor itself says nothing about a customer.
_INTERNAL: Final = frozenset({What.ACCOUNT_UPDATED, What.EVENT_DEAD})
TYPES: Final = tuple(sorted(set(What) - _INTERNAL))
# What was held of the customer must go, must rest, is somebody else's, or was wrong.
TOMBSTONES: Final = frozenset(
    {
        What.ERASED,
        What.RESTRICTED,
        What.RECTIFIED,
        What.CUSTOMER_MERGED,
        What.CONSENT_CHANGED,
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """A change as others hear of it: ids only. `merged_into` is who took the customer's place."""

    number: int
    type: What
    at: datetime
    customer_id: str | None
    conversation_id: str | None
    message_id: str | None
    merged_into: str | None

    @property
    def is_tombstone(self) -> bool:
        return self.type in TOMBSTONES


def told(session: Session, rows: Sequence[Change], *, notes: bool) -> list[Told]:
    """Of stamped rows, in their order, those that may be told; `notes`: also colleagues' notes."""
    hidden = frozenset() if notes else _notes_among(session, rows)
    merged = _merged(session, rows)
    return [
        Told(
            number=row.number or 0,
            type=What(row.what),
            at=row.at,
            customer_id=row.customer_id,
            conversation_id=row.conversation_id,
            message_id=row.message_id,
            merged_into=merged.get(row.customer_id or ""),
        )
        for row in rows
        if row.what not in _INTERNAL and row.message_id not in hidden
    ]


def _notes_among(session: Session, rows: Sequence[Change]) -> frozenset[str]:
    ids = {row.message_id for row in rows if row.message_id is not None}
    notes = select(Message.id).where(Message.id.in_(ids), Message.direction == Direction.NOTE)
    return frozenset(session.scalars(notes))


def _merged(session: Session, rows: Sequence[Change]) -> dict[str, str]:
    ids = {row.customer_id for row in rows if row.what == What.CUSTOMER_MERGED and row.customer_id}
    if not ids:
        return {}
    found = session.execute(
        select(Customer.id, Customer.merged_into).where(
            Customer.id.in_(ids), Customer.merged_into.is_not(None)
        )
    )
    return {one.id: one.merged_into for one in found if one.merged_into is not None}
