"""Station 6: claim a delivery, ask again whether it may go, send it, write down what became of it.

The claim is one UPDATE under the identity's lock, so that two workers, or one job that runs twice,
never send the same delivery. The call to the provider stands outside of any transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.account import Account
from inbox.accounts.open import Accounts
from inbox.channel import (
    Channel,
    NotYet,
    OutboundMessage,
    OutcomeUnknown,
    Rejected,
    SendError,
    TryLater,
)
from inbox.consent.ledger import standing
from inbox.consent.purpose import Purpose, Standing
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.message import Message
from inbox.db import Database, rows_touched
from inbox.media.store import Store
from inbox.outbox import outcome
from inbox.outbox.delivery import PENDING, Attempt, Delivery, Stage
from inbox.outbox.draft import draft
from inbox.outbox.gate import Crossing, Ruling, rule
from inbox.shop import the_shop

# Longer than any call can take with its time-outs; a claim that is older has lost its worker.
CLAIM: Final = timedelta(minutes=5)
_LARGEST_IN_ROW: Final = 256 * 1024

Answer = TypeVar("Answer")
Clock = Callable[[], datetime]
Reconsider = Callable[[Session, Delivery, Channel, datetime], str | None]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What dispatching needs. `reconsider` says why an automatic answer must not go any more."""

    database: Database
    accounts: Accounts
    store: Store
    reconsider: Reconsider
    clock: Clock


@dataclass(frozen=True, slots=True)
class _Packed:
    channel: Channel
    message: OutboundMessage
    prepared: bytes


def dispatch(desk: Desk, delivery_id: int) -> None:
    """Safe to call at any time and twice: only a delivery that is due and first in line goes."""
    try:
        packed = _pack(desk, delivery_id)
    except SendError as refusal:  # the channel cannot say it, or could not look something up
        refused = refusal
        desk.database.attempt(
            lambda session: outcome.settle_unsent(session, delivery_id, refused, desk.clock())
        )
        return
    if packed is None:
        return
    claimed = desk.database.attempt(
        lambda session: _claim(session, desk, delivery_id, packed.prepared)
    )
    if claimed is None:
        return
    result = _send(packed)
    stage = desk.database.attempt(
        lambda session: outcome.settle(
            session, claimed, result, packed.channel.capabilities, now=desk.clock()
        )
    )
    if len(packed.prepared) > _LARGEST_IN_ROW and stage not in PENDING:
        desk.store.remove(f"prepared:{packed.message.dedupe_key}")


def _pack(desk: Desk, delivery_id: int) -> _Packed | None:
    """All that can be made ready before the claim; a repeat finds what was prepared first."""
    with desk.database.reading() as session:
        delivery = session.get(Delivery, delivery_id)
        if delivery is None or delivery.stage != Stage.QUEUED:
            return None
        channel = desk.accounts.channel(delivery.account_id)
        message = draft(session, delivery, channel.capabilities)
        prepared = _prepared_before(session, desk.store, delivery)
    return _Packed(channel, message, prepared or _prepare(channel, message))


def _prepare(channel: Channel, message: OutboundMessage) -> bytes:
    try:
        return _asked(lambda: channel.prepare(message), TryLater)
    except NotYet:
        _asked(lambda: channel.acquaint(message.to), TryLater)
    try:
        return _asked(lambda: channel.prepare(message), TryLater)
    except NotYet:
        raise Rejected("UNKNOWN_RECIPIENT") from None


def _prepared_before(session: Session, store: Store, delivery: Delivery) -> bytes | None:
    if delivery.prepared_sealed is not None:
        place = f"prepared:{delivery.wire_key}"
        return sealing.unseal(session, delivery.prepared_sealed, place=place)
    if delivery.prepared_size is not None:
        name = f"prepared:{delivery.wire_key}"
        return b"".join(store.read(session, name, size=delivery.prepared_size))
    return None


def _claim(session: Session, desk: Desk, delivery_id: int, prepared: bytes) -> outcome.Claim | None:
    now = desk.clock()
    delivery = session.get_one(Delivery, delivery_id)
    identity = session.get_one(Identity, delivery.identity_id, with_for_update=True)
    customer = session.get_one(Customer, identity.customer_id, with_for_update=True)
    message = session.get_one(Message, delivery.message_id)
    session.get_one(Conversation, message.conversation_id, with_for_update=True)
    session.refresh(delivery)
    account = session.get_one(Account, delivery.account_id)
    if not _is_next(session, delivery, account, now):
        return None
    reason = _stopped(session, desk, delivery, identity, customer, account, now)
    if reason is not None:
        outcome.stop(session, delivery, reason, now=now)
        return None
    if account.paused:
        return None
    taken = (
        update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.stage == Stage.QUEUED)
        .values(stage=Stage.CLAIMED, claimed_until=now + CLAIM, attempts=Delivery.attempts + 1)
    )
    if rows_touched(session, taken) != 1:
        return None
    _keep_prepared(session, desk.store, delivery, customer, prepared, now)
    attempt = Attempt(delivery_id=delivery.id, started_at=now)
    session.add(attempt)
    session.flush()
    return outcome.Claim(delivery.id, attempt.id)


def _is_next(session: Session, delivery: Delivery, account: Account, now: datetime) -> bool:
    """Per identity strictly first in, first out; a head that failed holds nobody."""
    if delivery.stage != Stage.QUEUED or delivery.next_try_at > now:
        return False
    if account.held_until is not None and account.held_until > now:
        return False
    before = select(Delivery.id).where(
        Delivery.identity_id == delivery.identity_id,
        Delivery.stage.in_(PENDING),
        Delivery.id < delivery.id,
    )
    return session.execute(before.limit(1)).first() is None


def _stopped(
    session: Session,
    desk: Desk,
    delivery: Delivery,
    identity: Identity,
    customer: Customer,
    account: Account,
    now: datetime,
) -> str | None:
    """Why it may not leave: the gate for everybody, for the machine also its own second look."""
    decided = rule(_crossing(session, desk, delivery, identity, customer, account, now))
    if decided.ruling is Ruling.STOPS:
        return decided.reason
    if delivery.purpose == Purpose.AUTOMATION:
        return desk.reconsider(session, delivery, desk.accounts.channel(account.id), now)
    return None


def _crossing(
    session: Session,
    desk: Desk,
    delivery: Delivery,
    identity: Identity,
    customer: Customer,
    account: Account,
    now: datetime,
) -> Crossing:
    window = desk.accounts.channel(account.id).capabilities.reply_window
    last = identity.last_inbound_at
    return Crossing(
        purpose=Purpose(delivery.purpose),
        asked_for=delivery.asked_for,
        account_paused=account.paused,
        customer_blocked=customer.blocked_at is not None,
        processing_restricted=customer.restricted_at is not None,
        being_erased=customer.erasing_at is not None,
        marketing_permitted=standing(session, identity.id, Purpose.MARKETING) is Standing.GRANTED,
        automation_objected=standing(session, identity.id, Purpose.AUTOMATION) is Standing.OBJECTED,
        consent_required=the_shop(session).consent_required,
        consent_granted=standing(session, identity.id, Purpose.CHANNEL) is Standing.GRANTED,
        window_open=window is None or (last is not None and now - last < window),
    )


def _keep_prepared(
    session: Session,
    store: Store,
    delivery: Delivery,
    customer: Customer,
    prepared: bytes,
    now: datetime,
) -> None:
    if delivery.prepared_sealed is not None or delivery.prepared_size is not None:
        return
    place = f"prepared:{delivery.wire_key}"
    if len(prepared) <= _LARGEST_IN_ROW:
        delivery.prepared_sealed = sealing.seal(
            session, customer.id, prepared, place=place, now=now
        )
        return
    key = sealing.key_for(session, customer.id, now=now)
    delivery.prepared_size = store.write(place, key, [prepared])


def _send(packed: _Packed) -> str | SendError:
    try:
        return _asked(lambda: packed.channel.send(packed.message, packed.prepared), OutcomeUnknown)
    except SendError as error:
        return error


def _asked(ask: Callable[[], Answer], by_mistake: type[SendError]) -> Answer:
    """Ask a channel; what it raises by mistake gets the name of what we must assume then."""
    try:
        return ask()
    except (SendError, NotYet):
        raise
    except Exception as error:
        log.exception("a channel raised by mistake", assumed=by_mistake.__name__)
        raise by_mistake("UNEXPECTED_ERROR", type(error).__name__) from None
