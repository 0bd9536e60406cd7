"""Deliver what is due to one endpoint: one after the other, in order for every customer.

One process at a time does it, under a lease. An event that fails holds back the later ones of its
customer, nobody else's; an endpoint that seems to be down rests as a whole. What was sent when the
process died is sent again under the same id.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

import structlog
from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from inbox import leases
from inbox.db import Database
from inbox.leases import Lease, LeaseLost
from inbox.subscribers import retries
from inbox.subscribers.address import is_allowed_private
from inbox.subscribers.delivery import EventAttempt, EventDelivery, EventStage, body
from inbox.subscribers.endpoint import Endpoint, Paused, Way, pause, way_of
from inbox.subscribers.line import line
from inbox.subscribers.publish import publish
from inbox.subscribers.send import Outcome, send

_BATCH: Final = 20
_LEASE_SECONDS: Final = 60
_WORKS_FOR: Final = 5.0  # seconds; then others have their turn
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Courier:
    """`private_hosts` may be in a private network."""

    database: Database
    private_hosts: frozenset[str]
    holder: str
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What the sending needs to know of a delivery, without a database."""

    delivery_id: int
    event_id: str
    customer_id: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class _Sent:
    delivery_id: int
    at: datetime
    outcome: Outcome


def work(courier: Courier, endpoint_id: str) -> bool:
    """Publish and deliver what is due; True if there is more."""
    lease = courier.database.attempt(
        lambda session: leases.acquire(
            session, f"endpoint:{endpoint_id}", holder=courier.holder, seconds=_LEASE_SECONDS
        )
    )
    if lease is None:
        return False
    try:
        return _work(courier, endpoint_id, lease)
    except LeaseLost:
        return False
    finally:
        courier.database.attempt(lambda session: leases.release(session, lease))


def _work(courier: Courier, endpoint_id: str, lease: Lease) -> bool:
    until = time.monotonic() + _WORKS_FOR
    while time.monotonic() < until:
        published = publish(courier.database, endpoint_id, now=courier.clock())
        if not _deliver_some(courier, endpoint_id, lease) and not published:
            return False
    return True


def _deliver_some(courier: Courier, endpoint_id: str, lease: Lease) -> bool:
    """False if nothing is due."""
    found = courier.database.attempt(lambda session: _due(session, courier, endpoint_id, lease))
    if found is None:
        return False
    for sent in _sent(courier, *found):
        courier.database.attempt(partial(_settled, endpoint_id=endpoint_id, lease=lease, sent=sent))
    return True


def _due(
    session: Session, courier: Courier, endpoint_id: str, lease: Lease
) -> tuple[Way, list[_Parcel]] | None:
    leases.renew(session, lease)
    now = courier.clock()
    endpoint = session.get(Endpoint, endpoint_id)
    if endpoint is None or endpoint.paused_at is not None:
        return None
    if endpoint.held_until is not None and now < endpoint.held_until:
        return None
    rows = _due_rows(session, endpoint_id, now)
    if not rows:
        return None
    parcels = [_Parcel(row.id, row.event_id, row.customer_id, body(row)) for row in rows]
    return way_of(session, endpoint), parcels


def _due_rows(session: Session, endpoint_id: str, now: datetime) -> Sequence[EventDelivery]:
    """Not those whose customer waits for an earlier one."""
    earlier = aliased(EventDelivery)
    held_back = (
        select(earlier.id)
        .where(
            earlier.endpoint_id == endpoint_id,
            earlier.customer_id == EventDelivery.customer_id,
            earlier.id < EventDelivery.id,
            earlier.stage == EventStage.QUEUED,
            earlier.next_try_at > now,
        )
        .exists()
    )
    return session.scalars(
        select(EventDelivery)
        .where(
            and_(
                EventDelivery.endpoint_id == endpoint_id,
                EventDelivery.stage == EventStage.QUEUED,
                EventDelivery.next_try_at <= now,
            ),
            ~held_back,
        )
        .order_by(EventDelivery.id)
        .limit(_BATCH)
    ).all()


def _sent(courier: Courier, way: Way, parcels: Sequence[_Parcel]) -> Iterator[_Sent]:
    """Until the endpoint seems ill; whoever's event failed gets no later one."""
    is_private = is_allowed_private(way.url, courier.private_hosts)
    failed: set[str | None] = set()
    with line() as held:
        for parcel in parcels:
            if parcel.customer_id is not None and parcel.customer_id in failed:
                continue
            now = courier.clock()
            outcome = held.call(
                partial(send, way, parcel.event_id, parcel.body, is_private=is_private, now=now)
            )
            yield _Sent(parcel.delivery_id, now, outcome)
            if outcome.is_ill or outcome.is_gone:
                return
            if outcome.code is not None:
                failed.add(parcel.customer_id)


# --------------------------------------------------------------------------- outcomes


def _settled(session: Session, *, endpoint_id: str, lease: Lease, sent: _Sent) -> None:
    leases.renew(session, lease)
    endpoint = session.get(Endpoint, endpoint_id, with_for_update=True)
    delivery = session.get(EventDelivery, sent.delivery_id, with_for_update=True)
    if endpoint is None or delivery is None:
        return
    outcome = sent.outcome
    session.add(
        EventAttempt(
            event_delivery_id=delivery.id,
            at=sent.at,
            took_ms=outcome.took_ms,
            status=outcome.status,
            code=outcome.code,
        )
    )
    delivery.tries += 1
    delivery.code = outcome.code
    if outcome.code is None:
        _taken(endpoint, delivery, sent.at)
    else:
        _refused(endpoint, delivery, outcome, sent.at)


def _taken(endpoint: Endpoint, delivery: EventDelivery, at: datetime) -> None:
    delivery.stage, delivery.settled_at = EventStage.DELIVERED, at
    endpoint.succeeded_at, endpoint.failing_since, endpoint.failures = at, None, 0
    endpoint.held_until = None


def _refused(endpoint: Endpoint, delivery: EventDelivery, outcome: Outcome, at: datetime) -> None:
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or at
    again = retries.wait(delivery.tries, chance=_chance(), wish=outcome.wish)
    if again is None:
        delivery.stage, delivery.settled_at = EventStage.FAILED, at
    else:
        delivery.next_try_at = at + again
    if outcome.is_ill:
        endpoint.held_until = at + retries.rest(endpoint.failures, wish=outcome.wish)
    if outcome.is_gone:
        delivery.next_try_at = at  # for whoever finds out why, and resumes it
        _pause(endpoint, Paused.GONE, at)
    elif retries.is_hopeless(
        failing_since=endpoint.failing_since, failures=endpoint.failures, now=at
    ):
        _pause(endpoint, Paused.FAILING, at)


def _pause(endpoint: Endpoint, reason: Paused, at: datetime) -> None:
    pause(endpoint, reason=reason, now=at)
    log.warning("endpoint paused", endpoint_id=endpoint.id, reason=reason)


def _chance() -> float:
    return secrets.randbelow(1_000_001) / 1_000_000
