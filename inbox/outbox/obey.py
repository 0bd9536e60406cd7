"""Obey a provider's word that a customer wants no more: into the ledger, under the same lock."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox.channel import Wish
from inbox.consent.ledger import Entry, enter
from inbox.consent.purpose import Happened, Purpose
from inbox.conversations.customer import Identity
from inbox.outbox.delivery import Delivery

RULES: Final = "1"
_WITHDRAWS: Final = {
    Wish.STOP_MARKETING: ((Purpose.MARKETING, Happened.WITHDRAWN),),
    Wish.STOP_ALL: (
        (Purpose.MARKETING, Happened.WITHDRAWN),
        (Purpose.AUTOMATION, Happened.OBJECTED),
    ),
    Wish.RESUME_MARKETING: (),  # lifts the provider's block; it is not a consent
}


def obey_stop(session: Session, delivery: Delivery, wish: Wish, *, now: datetime) -> None:
    identity = session.get_one(Identity, delivery.identity_id)
    obey(session, identity, wish, deed=f"delivery:{delivery.id}", at=now, now=now)


def obey(
    session: Session, identity: Identity, wish: Wish, *, deed: str, at: datetime, now: datetime
) -> None:
    for purpose, happened in _WITHDRAWS[wish]:
        entry = Entry(
            purpose=purpose,
            happened=happened,
            method="provider_event",
            actor="provider",
            deed=f"{deed}:{purpose}",
            occurred_at=at,
            rule_version=RULES,
        )
        enter(session, identity, entry, now=now)
