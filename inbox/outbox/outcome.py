"""Write down what became of a delivery. Every way to fail has one name and one consequence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import doorbell, sealing
from inbox.accounts.account import Account
from inbox.accounts.manage import note_health
from inbox.changes import journal
from inbox.channel import (
    AccountBroken,
    AccountChanged,
    AccountHealth,
    Capabilities,
    OutcomeUnknown,
    RecipientStopped,
    Rejected,
    Scope,
    SendError,
    TryLater,
)
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import (
    Message,
    about,
    content_of,
    external_key,
    seal_content,
)
from inbox.conversations.threading import remember_references
from inbox.outbox import track
from inbox.outbox.delivery import (
    Attempt,
    Delivery,
    Stage,
    bring_message_up_to_date,
)
from inbox.outbox.obey import obey_stop

_WAITS: Final = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 30, 120, 600, 1800, 3600))
# A worker that was taken for dead and comes back with an acceptance is right about these.
_OPEN_TO_NEWS: Final = (Stage.UNKNOWN, Stage.QUEUED)
# What could not leave although it was tried for so long is a matter for a person.
GIVEN_UP_AFTER: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Claim:
    delivery_id: int
    attempt_id: int


def settle(
    session: Session,
    claim: Claim,
    result: str | SendError,
    capabilities: Capabilities,
    *,
    now: datetime,
) -> Stage:
    """The stage it came to. `result` is the provider's id of the accepted message, or why there
    is none. Of a claim that counts as lost already, or is settled a second time, only an
    acceptance is news."""
    delivery = session.get_one(Delivery, claim.delivery_id, with_for_update=True)
    attempt = session.get_one(Attempt, claim.attempt_id)
    late, attempt.finished_at = attempt.finished_at is not None, now
    if isinstance(result, str):
        attempt.outcome, attempt.code = Stage.SENT, None
        if late and delivery.stage not in _OPEN_TO_NEWS:
            return Stage(delivery.stage)
        _accepted(session, delivery, result, now)
    elif late:
        return Stage(delivery.stage)
    else:
        attempt.outcome, attempt.code = type(result).__name__, result.code
        attempt.detail = result.detail[:500] or None
        _failed(session, delivery, result, capabilities, now)
    _noted(session, delivery, now)
    return Stage(delivery.stage)


def settle_unsent(session: Session, delivery_id: int, refusal: SendError, now: datetime) -> None:
    """It never came to a claim: the channel refused to prepare it, or could not look it up."""
    delivery = session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.stage != Stage.QUEUED:
        return
    delivery.attempts += 1
    if isinstance(refusal, TryLater):
        attempt = Attempt(delivery_id=delivery.id, started_at=now, finished_at=now)
        attempt.outcome, attempt.code = type(refusal).__name__, refusal.code
        session.add(attempt)
        _queue_again(session, delivery, refusal, now)
    else:
        _close(delivery, Stage.FAILED, refusal.code, now)
    _noted(session, delivery, now)


def stop(session: Session, delivery: Delivery, reason: str, *, now: datetime) -> None:
    """The machine's answers are withheld; a person's message fails, so that the person sees it."""
    by_machine = delivery.reply_kind is not None
    _close(delivery, Stage.WITHHELD if by_machine else Stage.FAILED, reason, now)
    _noted(session, delivery, now)


def expire(session: Session, delivery: Delivery, capabilities: Capabilities, now: datetime) -> None:
    """Its worker died between claim and outcome; whether it left, nobody knows."""
    attempt = session.scalars(
        select(Attempt)
        .where(Attempt.delivery_id == delivery.id)
        .order_by(Attempt.id.desc())
        .limit(1)
    ).first()
    if attempt is not None and attempt.finished_at is None:
        attempt.finished_at, attempt.outcome, attempt.code = now, "OutcomeUnknown", "WORKER_DIED"
    _failed(session, delivery, OutcomeUnknown("WORKER_DIED"), capabilities, now)
    _noted(session, delivery, now)


def _accepted(session: Session, delivery: Delivery, external_id: str, now: datetime) -> None:
    message = session.get_one(Message, delivery.message_id)
    delivery.external_key = external_key(session, delivery.account_id, external_id)
    _close(delivery, Stage.SENT, None, now)
    message.sent_at = message.sent_at or now
    if delivery.reply_kind is not None:
        _answered_by_machine(session, delivery)
    if message.external_key is None:
        message.external_key = delivery.external_key
        _remember_id(session, message, external_id, now)
    remember_references(session, delivery.account_id, message.conversation_id, [external_id])
    session.flush()
    track.apply_parked(session, delivery, now=now)


def _answered_by_machine(session: Session, delivery: Delivery) -> None:
    conversation = session.get_one(Conversation, delivery.conversation_id)
    spoke = conversation.last_agent_at
    conversation.machine_only = spoke is None or spoke < conversation.opened_at


def _remember_id(session: Session, message: Message, external_id: str, now: datetime) -> None:
    try:
        content = content_of(session, message)
    except sealing.Destroyed:  # the customer was erased while it was on its way
        return
    known = replace(content, external_id=external_id)
    message.sealed = seal_content(session, message.id, message.customer_id, known, now=now)


def _failed(
    session: Session,
    delivery: Delivery,
    error: SendError,
    capabilities: Capabilities,
    now: datetime,
) -> None:
    match error:
        case TryLater():
            _queue_again(session, delivery, error, now)
        case AccountBroken():
            delivery.stage, delivery.claimed_until = Stage.QUEUED, None
            _pause(session, delivery, error, now)
        case RecipientStopped():
            _close(delivery, Stage.FAILED, error.code, now)
            obey_stop(session, delivery, error.wish, now=now)
        case Rejected():
            _close(delivery, Stage.FAILED, error.code, now)
        case _ if capabilities.repeat_safe:
            _queue_again(session, delivery, TryLater(error.code), now)
        case _:
            _close(delivery, Stage.UNKNOWN, error.code, now)
            session.flush()
            track.apply_parked(session, delivery, now=now)  # the provider may know better


def _queue_again(session: Session, delivery: Delivery, error: TryLater, now: datetime) -> None:
    account = session.get_one(Account, delivery.account_id)
    if now - _tried_since(session, delivery, account) > GIVEN_UP_AFTER:
        _close(delivery, Stage.FAILED, error.code, now)
        return
    wait = error.after or _WAITS[min(delivery.attempts, len(_WAITS)) - 1]
    delivery.stage, delivery.claimed_until, delivery.reason = Stage.QUEUED, None, error.code
    delivery.next_try_at = now + wait
    if error.scope is Scope.ACCOUNT:
        account.held_until = max(account.held_until or now, now + wait)


def _tried_since(session: Session, delivery: Delivery, account: Account) -> datetime:
    """Its first try since the account was resumed: the time in which it lay still, for a customer's
    answer or for a paused account, is no reason to give it up."""
    first = select(Attempt.started_at).where(
        Attempt.delivery_id == delivery.id,
        Attempt.started_at >= (account.resumed_at or delivery.created_at),
    )
    found = session.scalars(first.order_by(Attempt.id).limit(1)).first()
    return found or delivery.created_at


def _pause(session: Session, delivery: Delivery, error: SendError, now: datetime) -> None:
    account = session.get_one(Account, delivery.account_id)
    broken = AccountChanged(AccountHealth.BROKEN, error.code, now, error.detail)
    note_health(session, account, broken, now=now)


def _close_later_parts(session: Session, delivery: Delivery, now: datetime) -> None:
    """The rest of a message makes no sense without its beginning."""
    later = select(Delivery).where(
        Delivery.message_id == delivery.message_id,
        Delivery.part > delivery.part,
        Delivery.stage == Stage.QUEUED,
    )
    for part in session.scalars(later):
        _close(part, Stage(delivery.stage), delivery.reason, now)


def _close(delivery: Delivery, stage: Stage, reason: str | None, now: datetime) -> None:
    """What was prepared for it has served its purpose: no machine sends it again."""
    delivery.stage, delivery.reason, delivery.claimed_until = stage, reason, None
    delivery.prepared_sealed, delivery.settled_at = None, now


def _noted(session: Session, delivery: Delivery, now: datetime) -> None:
    message = session.get_one(Message, delivery.message_id)
    if delivery.stage in {Stage.FAILED, Stage.WITHHELD}:
        _close_later_parts(session, delivery, now)
    bring_message_up_to_date(session, message)
    journal.note(session, journal.What.MESSAGE_UPDATED, about(message), now=now)
    if delivery.stage != Stage.CLAIMED:  # the next one in line may go
        doorbell.ring(session, doorbell.DISPATCH, delivery.account_id)
