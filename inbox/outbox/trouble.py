"""What last kept an account from sending: for the page of the account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.outbox.delivery import Attempt, Delivery

_LOOKED_AT = 500  # the newest tries of all accounts


@dataclass(frozen=True, slots=True)
class Trouble:
    """`code` is SCREAMING_CODE; `detail` is the provider's word, without personal data."""

    at: datetime
    outcome: str
    code: str
    detail: str


def last_trouble(session: Session, account_id: str) -> Trouble | None:
    """None: nothing went wrong lately."""
    newest = select(Attempt).order_by(Attempt.id.desc()).limit(_LOOKED_AT).subquery()
    found = session.execute(
        select(newest.c.started_at, newest.c.outcome, newest.c.code, newest.c.detail)
        .join(Delivery, Delivery.id == newest.c.delivery_id)
        .where(Delivery.account_id == account_id, newest.c.code.is_not(None))
        .order_by(newest.c.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    return Trouble(found[0], found[1] or "", found[2], found[3] or "")
