"""Ring again for everything that still waits: the net under a doorbell that may be lost."""

from __future__ import annotations

from sqlalchemy import select

from inbox import doorbell
from inbox.accounts.account import Account
from inbox.intake.raw_event import Fate, RawEvent
from inbox.media.attachment import Attachment, FileState
from inbox.outbox import outcome
from inbox.outbox.delivery import Delivery, Stage
from inbox.world import World


def ring_for_due(world: World) -> int:
    """Ring for every account with something due; how many bells were rung."""
    now, rung = world.clock(), 0
    with world.database.reading() as session:
        due = (
            (
                doorbell.NORMALISE,
                select(RawEvent.account_id).where(
                    RawEvent.fate == Fate.WAITING, RawEvent.next_try_at <= now
                ),
            ),
            (
                doorbell.DISPATCH,
                select(Delivery.account_id)
                .join(Account, Account.id == Delivery.account_id)
                .where(
                    Delivery.stage == Stage.QUEUED,
                    Delivery.next_try_at <= now,
                    Account.paused_at.is_(None),
                ),
            ),
            (
                doorbell.FETCH_MEDIA,
                select(Attachment.account_id).where(
                    Attachment.state == FileState.WAITING, Attachment.next_try_at <= now
                ),
            ),
        )
        found = [(work, session.scalars(query.distinct()).all()) for work, query in due]
    for work, account_ids in found:
        for account_id in filter(None, account_ids):
            world.bell.ring(work, account_id)
            rung += 1
    return rung


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
