"""Block a customer, and let them in again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.changes import journal
from inbox.conversations import states
from inbox.conversations.activity import Deed
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Customer


def block(session: Session, customer: Customer, *, by: Deed, now: datetime) -> bool:
    """What they write goes to spam and nothing goes to them; False if they were blocked before."""
    if customer.blocked_at is not None:
        return False
    customer.blocked_at = now
    for conversation in _conversations(session, customer, Status.OPEN, Status.WAITING):
        states.mark_spam(session, conversation, by=by, now=now)
    journal.customer_updated(session, customer.id, now=now)
    return True


def unblock(session: Session, customer: Customer, *, by: Deed, now: datetime) -> bool:
    """Their conversations come back from spam, so that somebody looks at them."""
    if customer.blocked_at is None:
        return False
    customer.blocked_at = None
    for conversation in _conversations(session, customer, Status.SPAM):
        states.reopen(session, conversation, by=by, now=now)
    journal.customer_updated(session, customer.id, now=now)
    return True


def _conversations(session: Session, customer: Customer, *wanted: Status) -> list[Conversation]:
    return list(
        session.scalars(
            select(Conversation)
            .where(Conversation.customer_id == customer.id, Conversation.status.in_(wanted))
            .with_for_update()
        )
    )
