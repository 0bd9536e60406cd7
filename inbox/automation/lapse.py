"""End what time has ended: a question without an answer, a consent that nobody used for years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from inbox.automation.limits import read_limits
from inbox.consent.ledger import ConsentState, Entry, enter
from inbox.consent.purpose import Happened, Purpose, Standing
from inbox.conversations.customer import Identity
from inbox.db import Database
from inbox.outbox.delivery import Delivery, Stage
from inbox.shop import the_shop

RULES: Final = "1"
_AT_ONCE: Final = 100
_DAYS_OF_A_MONTH: Final = 365.25 / 12
_USED: Final = (Stage.SENT, Stage.DELIVERED, Stage.READ)


def lapse(database: Database, *, now: datetime) -> int:
    """In small transactions; how many consents and questions ended. Safe to run at any time."""
    ended = 0
    while True:
        with database.transaction() as session:
            some = [*_unanswered(session, now), *_unused(session, now)]
            for row in some:
                _end(session, row, now)
        ended += len(some)
        if not some:
            return ended


def _unanswered(session: Session, now: datetime) -> Sequence[ConsentState]:
    """Who was asked about advertising and said nothing is as unknown as before. The question about
    a channel is put once and waits for ever."""
    asked_before = now - read_limits(the_shop(session).limits).request_valid
    return session.scalars(
        select(ConsentState)
        .where(
            ConsentState.purpose == Purpose.MARKETING,
            ConsentState.standing == Standing.PENDING,
            ConsentState.since < asked_before,
        )
        .limit(_AT_ONCE)
    ).all()


def _unused(session: Session, now: datetime) -> Sequence[ConsentState]:
    """A consent to advertising that was neither given nor used within the shop's months."""
    months = the_shop(session).consent_lapses_after
    if not months:
        return []
    used_before = now - timedelta(days=round(months * _DAYS_OF_A_MONTH))
    used_since = exists().where(
        Delivery.identity_id == ConsentState.identity_id,
        Delivery.purpose == Purpose.MARKETING,
        Delivery.stage.in_(_USED),
        Delivery.created_at >= used_before,
    )
    given = or_(
        (ConsentState.purpose == Purpose.MARKETING) & (ConsentState.standing == Standing.GRANTED),
        (ConsentState.purpose == Purpose.SOFT_OPT_IN) & (ConsentState.standing == Standing.NOTED),
    )
    return session.scalars(
        select(ConsentState)
        .where(given, ConsentState.since < used_before, ~used_since)
        .limit(_AT_ONCE)
    ).all()


def _end(session: Session, row: ConsentState, now: datetime) -> None:
    entry = Entry(
        purpose=Purpose(row.purpose),
        happened=Happened.EXPIRED,
        method="lapse_of_time",
        actor="system",
        deed=f"lapsed:{row.purpose}:{row.position}",
        occurred_at=now,
        rule_version=RULES,
    )
    enter(session, session.get_one(Identity, row.identity_id), entry, now=now)
