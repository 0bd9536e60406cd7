"""Obey a provider's word that a customer wants no more: into the ledger, under the same lock."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox.channel import Wish
from inbox.consent.ledger import Entry, enter, standings
from inbox.consent.purpose import Purpose, Standing
from inbox.consent.wish import withdrawn_by
from inbox.conversations.customer import Identity
from inbox.outbox.delivery import Delivery

RULES: Final = "2"


def obey_stop(session: Session, delivery: Delivery, wish: Wish, *, now: datetime) -> None:
    identity = session.get_one(Identity, delivery.identity_id)
    obey(session, identity, wish, deed=f"delivery:{delivery.id}", at=now, now=now)


def obey(
    session: Session, identity: Identity, wish: Wish, *, deed: str, at: datetime, now: datetime
) -> None:
    """`at` is the provider's time: a word that comes late does not take back a later consent."""
    held = standings(session, identity.id).get(Purpose.MARKETING)
    granted_at = held.since if held is not None and held.standing == Standing.GRANTED else None
    for purpose, happened in withdrawn_by(wish, said_at=at, granted_at=granted_at):
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
