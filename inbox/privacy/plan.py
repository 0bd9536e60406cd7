"""Plan an erasure: how much of what would go, before anything does."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from inbox.consent.ledger import LedgerEntry
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity, ShopId
from inbox.conversations.message import Message
from inbox.conversations.orders import ShopOrder
from inbox.media.attachment import Attachment
from inbox.privacy.whole import whole

_COUNTED: Final[tuple[tuple[str, InstrumentedAttribute[str]], ...]] = (
    ("conversations", Conversation.customer_id),
    ("messages", Message.customer_id),
    ("files", Attachment.customer_id),
    ("identities", Identity.customer_id),
    ("shop ids", ShopId.customer_id),
    ("orders", ShopOrder.customer_id),
)
STAYS: Final = "entries of the consent ledger (these stay)"


def plan(session: Session, customer_id: str) -> dict[str, int]:
    """Raises `NoSuchCustomer`."""
    everybody = whole(session, customer_id)
    counts = {
        name: session.execute(
            select(func.count()).select_from(column.class_).where(column.in_(everybody))
        ).scalar_one()
        for name, column in _COUNTED
    }
    ledger = (
        select(func.count())
        .select_from(LedgerEntry)
        .join(Identity, Identity.id == LedgerEntry.identity_id)
        .where(Identity.customer_id.in_(everybody))
    )
    return {**counts, STAYS: session.execute(ledger).scalar_one()}
