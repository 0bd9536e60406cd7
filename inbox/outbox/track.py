"""Track a delivery: an update raises its rank, never lowers it. What is too early is parked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import ForeignKey, Index, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.accounts.account import Account
from inbox.accounts.manage import note_health
from inbox.changes import journal
from inbox.channel import (
    AccountBroken,
    AccountChanged,
    AccountHealth,
    DeliveryUpdate,
    RecipientStopped,
    Rejected,
    Scope,
    SendError,
    State,
    TryLater,
    Wish,
)
from inbox.conversations.message import Message, about, external_key
from inbox.db import Base, new_id, rows_touched
from inbox.outbox.delivery import PENDING, RANK, Delivery, Stage, bring_message_up_to_date
from inbox.outbox.obey import obey_stop

KEPT_FOR: Final = timedelta(days=14)
log = structlog.get_logger(__name__)


class ParkedUpdate(Base):
    """A provider's word about a message that we do not know (yet), or that is not ours."""

    __tablename__ = "parked_update"
    __table_args__ = (Index("ix_parked_update_target", "account_id", "external_key"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    external_key: Mapped[str]
    wire_key: Mapped[str | None]
    state: Mapped[str]
    code: Mapped[str | None]
    wish: Mapped[str | None]  # what the customer told the provider, if that is why it failed
    at: Mapped[datetime]
    parked_at: Mapped[datetime] = mapped_column(index=True)


def track(session: Session, account_id: str, update: DeliveryUpdate, *, now: datetime) -> None:
    _heed(session, account_id, update.reason, now)
    key = external_key(session, account_id, update.external_id)
    delivery = _find(session, account_id, key, update.dedupe_key)
    if delivery is None or delivery.stage in PENDING:
        # Ahead of our own outcome, which will look here when it is stored.
        _park(session, account_id, key, update, now)
        return
    if delivery.external_key is None:  # its answer was lost; the provider names it nevertheless
        delivery.external_key = key
    _apply(session, delivery, update, now)


def apply_parked(session: Session, delivery: Delivery, *, now: datetime) -> None:
    rows = session.scalars(
        select(ParkedUpdate)
        .where(
            ParkedUpdate.account_id == delivery.account_id,
            or_(
                ParkedUpdate.external_key == delivery.external_key,
                ParkedUpdate.wire_key == delivery.wire_key,
            ),
        )
        .order_by(ParkedUpdate.at, ParkedUpdate.id)
    ).all()
    for row in rows:
        _apply(
            session, delivery, DeliveryUpdate("", State(row.state), row.at, None, _why(row)), now
        )
        session.delete(row)


def purge(session: Session, *, now: datetime) -> int:
    """Drop what nobody came for: updates of messages that another system sent."""
    return rows_touched(
        session, delete(ParkedUpdate).where(ParkedUpdate.parked_at < now - KEPT_FOR)
    )


def _heed(session: Session, account_id: str, reason: SendError | None, now: datetime) -> None:
    """What is wrong with the whole account counts at once, whichever message it came with."""
    if isinstance(reason, AccountBroken):
        account = session.get_one(Account, account_id, with_for_update=True)
        broken = AccountChanged(AccountHealth.BROKEN, reason.code, now, reason.detail)
        note_health(session, account, broken, now=now)
    if isinstance(reason, TryLater) and reason.scope is Scope.ACCOUNT and reason.after:
        account = session.get_one(Account, account_id, with_for_update=True)
        account.held_until = max(account.held_until or now, now + reason.after)


def _find(session: Session, account_id: str, key: str, wire_key: str | None) -> Delivery | None:
    if wire_key:
        named = session.scalars(
            select(Delivery).where(Delivery.wire_key == wire_key, Delivery.account_id == account_id)
        ).first()
        if named is not None:
            return named
    return session.scalars(
        select(Delivery).where(Delivery.account_id == account_id, Delivery.external_key == key)
    ).first()


def _park(
    session: Session, account_id: str, key: str, update: DeliveryUpdate, now: datetime
) -> None:
    reason = update.reason
    session.add(
        ParkedUpdate(
            id=new_id(),
            account_id=account_id,
            external_key=key,
            wire_key=update.dedupe_key,
            state=update.state,
            code=reason.code if reason else None,
            wish=reason.wish if isinstance(reason, RecipientStopped) else None,
            at=update.at,
            parked_at=now,
        )
    )


def _why(row: ParkedUpdate) -> SendError | None:
    if row.code is None:
        return None
    return RecipientStopped(row.code, wish=Wish(row.wish)) if row.wish else Rejected(row.code)


def _apply(session: Session, delivery: Delivery, update: DeliveryUpdate, now: datetime) -> None:
    message = session.get_one(Message, delivery.message_id)
    if update.state is State.FAILED:
        _has_failed(session, delivery, update, now)
    else:
        _came_further(delivery, message, update)
    bring_message_up_to_date(session, message)
    journal.note(session, journal.What.MESSAGE_UPDATED, about(message), now=now)


def _came_further(delivery: Delivery, message: Message, update: DeliveryUpdate) -> None:
    reached = Stage(update.state.value)
    if delivery.stage == Stage.FAILED:
        log.warning("provider contradicts itself", delivery=delivery.id, was="failed", now=reached)
    if RANK[reached] > RANK.get(Stage(delivery.stage), 0):
        delivery.stage, delivery.reason = reached, None
    for column, at_least in (("delivered_at", Stage.DELIVERED), ("read_at", Stage.READ)):
        if reached == at_least and getattr(message, column) is None:
            setattr(message, column, update.at)
    message.sent_at = message.sent_at or update.at


def _has_failed(
    session: Session, delivery: Delivery, update: DeliveryUpdate, now: datetime
) -> None:
    if RANK.get(Stage(delivery.stage), 0) > RANK[Stage.SENT]:
        log.warning("provider contradicts itself", delivery=delivery.id, was=delivery.stage)
        return
    reason = update.reason
    delivery.stage, delivery.reason = Stage.FAILED, reason.code if reason else "UNKNOWN_FAILURE"
    if isinstance(reason, RecipientStopped):
        obey_stop(session, delivery, reason.wish, now=now)
