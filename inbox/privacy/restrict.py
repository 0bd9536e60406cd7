"""Restrict the processing of a customer's data (Article 18 GDPR), and lift it again.

What is restricted stays stored and rests: no automation, no search, no pull by a program, no
message. The rule has its homes where those are decided; this sets the mark and tells everybody.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox import audit
from inbox.changes import journal
from inbox.conversations.customer import Customer
from inbox.privacy.erase import Asked
from inbox.privacy.whole import NoSuchCustomer, hold, whole


def restrict(session: Session, customer_id: str, asked: Asked, *, now: datetime) -> bool:
    """False if it was restricted before. Raises `NoSuchCustomer`."""
    customer = _stored(session, customer_id)
    if customer.restricted_at is not None:
        return False
    customer.restricted_at = now
    _note(session, customer, journal.What.RESTRICTED, audit.Deed.CUSTOMER_RESTRICTED, asked, now)
    return True


def lift(session: Session, customer_id: str, asked: Asked, *, now: datetime) -> bool:
    """False if nothing was restricted. Raises `NoSuchCustomer`.

    The person has to be told before (Article 18 (3)); that is for whoever lifts it to do.
    """
    customer = _stored(session, customer_id)
    if customer.restricted_at is None:
        return False
    customer.restricted_at = None
    _note(
        session, customer, journal.What.CUSTOMER_UPDATED, audit.Deed.CUSTOMER_RELEASED, asked, now
    )
    return True


def _stored(session: Session, customer_id: str) -> Customer:
    """Whoever is being erased has nothing left that could rest."""
    customer = hold(session, whole(session, customer_id)[:1])[0]
    if customer.erasing_at is not None:
        raise NoSuchCustomer(customer_id)
    return customer


def _note(
    session: Session,
    customer: Customer,
    what: journal.What,
    deed: audit.Deed,
    asked: Asked,
    now: datetime,
) -> None:
    journal.note(session, what, journal.Subject(customer_id=customer.id), now=now)
    details = {"token": asked.token_id} if asked.token_id else None
    audit.note(session, deed, by=asked.agent_id, about=customer.id, details=details, now=now)
