"""Station 6: claim a delivery, ask again whether it may go, send it, write down what became of it.

The claim is one UPDATE under the identity's lock, so that two workers, or one job that runs twice,
never send the same delivery. The call to the provider stands outside of any transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
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
    Kind,
    NotYet,
    OutboundMessage,
    OutcomeUnknown,
    Rejected,
    SendError,
    TryLater,
)
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.message import Message
from inbox.db import Database, rows_touched
from inbox.media.store import Store
from inbox.outbox import outcome
from inbox.outbox.crossing import crossing
from inbox.outbox.delivery import PENDING, Attempt, Delivery, Stage
from inbox.outbox.draft import draft
from inbox.outbox.gate import Ruling, rule

# Longer than any call can take with its time-outs; a claim that is older has lost its worker.
CLAIM: Final = timedelta(minutes=5)
_LARGEST_IN_ROW: Final = 256 * 1024
# How long an outcome is kept in mind while the database is away; then it is unknown.
_REMEMBERED_SECONDS: Final = 120.0

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
    with ExitStack() as copies:
        try:
            packed = _pack(desk, delivery_id, copies)
        except SendError as refusal:  # the channel cannot say it, or could not look something up
            refused = refusal
            desk.database.attempt(
                lambda session: outcome.settle_unsent(session, delivery_id, refused, desk.clock())
            )
            return
        if packed is not None:
            _dispatch_packed(desk, delivery_id, packed)


def _dispatch_packed(desk: Desk, delivery_id: int, packed: _Packed) -> None:
    claimed = desk.database.attempt(
        lambda session: _claim(session, desk, delivery_id, packed.prepared)
    )
    if claimed is None:
        return
    result = _send(packed)
    stage = desk.database.insist(
        lambda session: outcome.settle(
            session, claimed, result, packed.channel.capabilities, now=desk.clock()
        ),
        seconds=_REMEMBERED_SECONDS,
    )
    if len(packed.prepared) > _LARGEST_IN_ROW and stage not in PENDING:
        desk.store.remove(f"prepared:{packed.message.dedupe_key}")


def _pack(desk: Desk, delivery_id: int, copies: ExitStack) -> _Packed | None:
    """All that can be made ready before the claim; a repeat finds what was prepared first."""
    with desk.database.reading() as session:
        delivery = session.get(Delivery, delivery_id)
        if delivery is None or delivery.stage != Stage.QUEUED:
            return None
        channel = desk.accounts.channel(delivery.account_id)
        message = _drafted(session, desk, delivery, channel, copies)
        prepared = _prepared_before(session, desk.store, delivery)
    return _Packed(channel, message, prepared or _prepare(channel, message))


def _drafted(
    session: Session, desk: Desk, delivery: Delivery, channel: Channel, copies: ExitStack
) -> OutboundMessage:
    try:
        return draft(session, delivery, channel.capabilities, desk.store, copies)
    except (FileNotFoundError, sealing.Destroyed):
        raise Rejected("FILE_GONE") from None
    except OSError:  # no room for the opened copy
        raise TryLater("NO_ROOM") from None


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


@dataclass(frozen=True, slots=True)
class _Held:
    """What the claim is about, locked in the order identity, customer, conversation."""

    delivery: Delivery
    identity: Identity
    customer: Customer
    message: Message
    account: Account


def _claim(session: Session, desk: Desk, delivery_id: int, prepared: bytes) -> outcome.Claim | None:
    now, held = desk.clock(), _hold(session, delivery_id)
    if held is None or not _is_next(session, held, now):
        return None
    delivery = held.delivery
    reason = _stopped(session, desk, held, now)
    if reason is not None:
        outcome.stop(session, delivery, reason, now=now)
        return None
    if held.account.paused:
        return None
    taken = (
        update(Delivery)
        .where(Delivery.id == delivery.id, Delivery.stage == Stage.QUEUED)
        .values(stage=Stage.CLAIMED, claimed_until=now + CLAIM, attempts=Delivery.attempts + 1)
    )
    if rows_touched(session, taken) != 1:
        return None
    _keep_prepared(session, desk.store, delivery, held.customer.id, prepared, now)
    attempt = Attempt(delivery_id=delivery.id, started_at=now)
    session.add(attempt)
    session.flush()
    return outcome.Claim(delivery.id, attempt.id)


def _hold(session: Session, delivery_id: int) -> _Held | None:
    delivery = session.get(Delivery, delivery_id)
    if delivery is None:  # erased with its customer
        return None
    identity = session.get_one(Identity, delivery.identity_id, with_for_update=True)
    customer = session.get_one(Customer, identity.customer_id, with_for_update=True)
    session.get_one(Conversation, delivery.conversation_id, with_for_update=True)
    session.refresh(delivery)  # what it was before the locks may no longer be true
    message = session.get_one(Message, delivery.message_id)
    return _Held(
        delivery, identity, customer, message, session.get_one(Account, delivery.account_id)
    )


def _is_next(session: Session, held: _Held, now: datetime) -> bool:
    """Per identity strictly first in, first out; a head that failed holds nobody."""
    delivery, account = held.delivery, held.account
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


def _stopped(session: Session, desk: Desk, held: _Held, now: datetime) -> str | None:
    """Why it may not leave: for the machine its own second look, which keeps its reason; then the
    gate, for everybody."""
    channel = desk.accounts.channel(held.account.id)
    if held.delivery.purpose == Purpose.AUTOMATION:
        reason = desk.reconsider(session, held.delivery, channel, now)
        if reason is not None:
            return reason
    decided = rule(
        crossing(
            session,
            held.identity,
            channel.capabilities,
            purpose=Purpose(held.delivery.purpose),
            now=now,
            asked_for=held.delivery.asked_for,
            is_template=held.message.kind == Kind.TEMPLATE,
        )
    )
    return decided.reason if decided.ruling is Ruling.STOPS else None


def _keep_prepared(
    session: Session,
    store: Store,
    delivery: Delivery,
    customer_id: str,
    prepared: bytes,
    now: datetime,
) -> None:
    if delivery.prepared_sealed is not None or delivery.prepared_size is not None:
        return
    place = f"prepared:{delivery.wire_key}"
    if len(prepared) <= _LARGEST_IN_ROW:
        delivery.prepared_sealed = sealing.seal(
            session, customer_id, prepared, place=place, now=now
        )
        return
    key = sealing.key_for(session, customer_id, now=now)
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
