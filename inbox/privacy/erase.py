"""Erase a customer: everything of them is unreadable at once, and gone a moment later.

The first transaction hides the customer, destroys their keys and tells everybody who reads the
changes. What follows removes rows and files in small steps; if a process dies in between, the
schedule goes on with it. Whoever writes again is somebody new.

What stays, and why: the consent ledger, because it is the proof of what was agreed and can never be
changed; and of an address that objected its keyed hash, so that the objection counts for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import audit, sealing
from inbox.changes import journal
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.search import index
from inbox.outbox.delivery import Delivery, Stage
from inbox.privacy import detach, remains, traces
from inbox.privacy.whole import hold, whole
from inbox.world import World

log = structlog.get_logger(__name__)
_AT_ONCE: Final = 50  # customers whose erasure was interrupted


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants it: an agent or a program's token by its id; neither: the command line."""

    agent_id: str | None = None
    token_id: str | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What went. `is_complete` is False while a message is on its way to the provider: the rest
    follows by itself within minutes."""

    customer_id: str
    messages: int
    raw_events: int
    is_complete: bool


def erase(world: World, customer_id: str, asked: Asked) -> Erased:
    """Raises `NoSuchCustomer`. Asking twice is asking once."""
    with world.database.reading() as session:
        everybody = whole(session, customer_id)
        names = traces.names_of(session, everybody)
    raw_events, last = traces.remove(world, names)
    everybody = world.database.attempt(lambda session: _begin(session, world, customer_id, asked))
    raw_events += traces.remove(world, names, after=last)[0]  # what arrived in between
    messages, is_complete = _finish(world, everybody)
    return Erased(everybody[0], messages, raw_events, is_complete)


def go_on(world: World) -> int:
    """Finish what was interrupted; how many customers are erased now."""
    with world.database.reading() as session:
        begun = session.scalars(
            select(Customer.id)
            .where(
                Customer.erasing_at.is_not(None),
                Customer.erased_at.is_(None),
                Customer.merged_into.is_(None),
            )
            .limit(_AT_ONCE)
        ).all()
        wholes = [whole(session, customer_id) for customer_id in begun]
    return sum(_finish(world, everybody)[1] for everybody in wholes)


def _begin(session: Session, world: World, customer_id: str, asked: Asked) -> Sequence[str]:
    """After its commit nobody can read anything of them, in no backup either."""
    now, ids = world.clock(), whole(session, customer_id)
    identities = session.scalars(
        select(Identity)
        .where(Identity.customer_id.in_(ids))
        .order_by(Identity.id)
        .with_for_update()
    ).all()
    everybody = hold(session, ids)
    if everybody[0].erasing_at is None:
        _hide(session, everybody, asked, now)
    detach.detach(session, identities, now=now)
    for owner in ids:
        sealing.destroy(session, owner, now=now)
    return ids


def _hide(session: Session, everybody: Sequence[Customer], asked: Asked, now: datetime) -> None:
    for one in everybody:
        one.erasing_at, one.language, one.profile_sealed = now, None, b""
        journal.note(session, journal.What.ERASED, journal.Subject(customer_id=one.id), now=now)
    audit.note(
        session,
        audit.Deed.CUSTOMER_ERASED,
        by=asked.agent_id,
        about=everybody[0].id,
        details={"token": asked.token_id} if asked.token_id else None,
        now=now,
    )


def _finish(world: World, everybody: Sequence[str]) -> tuple[int, bool]:
    """How many messages went, and whether nothing is left."""
    messages = 0
    while True:
        with world.database.reading() as session:
            if _is_on_its_way(session, everybody):
                return messages, False
        step = world.database.attempt(lambda session: remains.remove_some(session, everybody))
        for name in step.files:
            world.store.remove(name)
        messages += step.messages
        if step.is_last:
            break
    world.database.attempt(lambda session: _conclude(session, world, everybody))
    index.scrub(world.database)
    world.database.scrub()
    log.info("customer erased", customer=everybody[0], messages=messages)
    return messages, True


def _is_on_its_way(session: Session, everybody: Sequence[str]) -> bool:
    """A worker has a message of theirs in its hands; its claim ends within minutes."""
    claimed = (
        select(Delivery.id)
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .where(Conversation.customer_id.in_(everybody), Delivery.stage == Stage.CLAIMED)
    )
    return session.execute(claimed.limit(1)).first() is not None


def _conclude(session: Session, world: World, everybody: Sequence[str]) -> None:
    now = world.clock()
    detach.drop_unneeded(session, everybody)
    for owner in everybody:  # if somebody who was late has made a new one
        sealing.destroy(session, owner, now=now)
    remains.drop_customers(session, everybody, now=now)
