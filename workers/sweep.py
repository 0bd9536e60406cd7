"""Ring again for everything that still waits: the net under a doorbell that may be lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, select

from inbox import doorbell
from inbox.accounts.account import Account
from inbox.accounts.templates import AccountTemplate
from inbox.conversations import states
from inbox.conversations.search import follow
from inbox.intake.raw_event import Fate, RawEvent, is_due
from inbox.media.attachment import Attachment, FileState
from inbox.outbox import outcome
from inbox.outbox.delivery import Delivery, Stage
from inbox.shop import the_shop
from inbox.subscribers.publish import due_endpoints
from inbox.watch import alert
from inbox.watch.tell import teller
from inbox.world import World

_INDEXING: Final = 0.25  # seconds every two seconds


def ring_for_due(world: World) -> int:
    """Ring for every account and endpoint with something due; how many bells were rung."""
    with world.database.reading() as session:
        found = [
            (work, session.scalars(select(Account.id).where(is_due)).all())
            for work, is_due in _due(world.clock())
        ]
        found.append((doorbell.PUBLISH, due_endpoints(session, now=world.clock())))
    rings = [(work, account_id) for work, account_ids in found for account_id in account_ids]
    for work, account_id in rings:
        world.bell.ring(work, account_id)
    return len(rings)


def ring_for_templates(world: World) -> None:
    """Have every list of templates fetched anew that a provider may have changed."""
    with world.database.reading() as session:
        ids = session.scalars(select(Account.id)).all()
    _ring_for_lists(world, ids)


def ring_for_first_templates(world: World) -> None:
    """For accounts of which nothing is listed yet: they are new, or their provider was away."""
    listed = select(AccountTemplate.account_id).where(AccountTemplate.account_id == Account.id)
    with world.database.reading() as session:
        ids = session.scalars(select(Account.id).where(~listed.exists())).all()
    _ring_for_lists(world, ids)


def _ring_for_lists(world: World, ids: Iterable[str]) -> None:
    for account_id in ids:
        if world.accounts.channel(account_id).capabilities.templates:
            world.bell.ring(doorbell.SYNC_TEMPLATES, account_id)


def look_for_needs(world: World) -> None:
    """Note what needs a person, and tell whoever is to be told."""
    with world.database.reading() as session:
        shop = the_shop(session)
    tell = teller(world.settings, shop=shop.name, language=shop.language)
    free = shutil.disk_usage(world.settings.data_dir).free
    alert.look(world.database, tell, free_bytes=free, now=world.clock())


def wake_snoozed(world: World) -> int:
    """Open conversations whose snooze is over; how many."""
    with world.database.transaction() as session:
        return states.wake(session, now=world.clock())


def expire_claims(world: World) -> int:
    """Settle deliveries whose worker died between claim and outcome; how many."""
    now, settled = world.clock(), 0
    with world.database.reading() as session:
        lost = session.execute(
            select(Delivery.id, Delivery.account_id).where(
                Delivery.stage == Stage.CLAIMED, Delivery.claimed_until <= now
            )
        ).all()
    for delivery_id, account_id in lost:
        capabilities = world.accounts.channel(account_id).capabilities
        with world.database.transaction() as session:
            delivery = session.get_one(Delivery, delivery_id, with_for_update=True)
            until = delivery.claimed_until
            if delivery.stage == Stage.CLAIMED and until is not None and until <= now:
                outcome.expire(session, delivery, capabilities, now)
                settled += 1
    return settled


def keep_index_up(world: World) -> None:
    """A little at a time: messages on their way come first."""
    follow.keep_up(world.database, seconds=_INDEXING)


def _due(now: datetime) -> Iterator[tuple[doorbell.Work, ColumnElement[bool]]]:
    """Asked per account whether there is one: a long queue costs no more than a short one."""
    event = select(RawEvent.id).where(
        RawEvent.account_id == Account.id,
        RawEvent.fate == Fate.WAITING,
        is_due(now),
    )
    delivery = select(Delivery.id).where(
        Delivery.account_id == Account.id,
        Delivery.stage == Stage.QUEUED,
        Delivery.next_try_at <= now,
    )
    file = select(Attachment.id).where(
        Attachment.account_id == Account.id,
        Attachment.state == FileState.WAITING,
        Attachment.next_try_at <= now,
    )
    yield doorbell.NORMALISE, event.exists()
    yield doorbell.DISPATCH, delivery.exists() & Account.paused_at.is_(None)
    yield doorbell.FETCH_MEDIA, file.exists()
