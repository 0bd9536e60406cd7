"""Hold an answer that may not leave yet, and release it when the customer writes back.

Outside the reply window a template says that an answer is ready; the answer itself waits here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import doorbell
from inbox.changes import journal
from inbox.conversations.customer import Identity
from inbox.conversations.message import Message, about
from inbox.outbox.delivery import Delivery, Stage, bring_message_up_to_date

WAITS = "WAITS_FOR_CUSTOMER"


def hold(session: Session, message: Message) -> None:
    """Right after `post`, in the same transaction: nothing of it has been claimed yet."""
    session.execute(
        update(Delivery)
        .where(Delivery.message_id == message.id, Delivery.stage == Stage.QUEUED)
        .values(stage=Stage.HELD, reason=WAITS)
    )
    bring_message_up_to_date(session, message)


def release(session: Session, identity: Identity, *, now: datetime) -> int:
    """Under the identity's lock, when its window opens; how many messages go now."""
    held = session.scalars(
        select(Delivery)
        .where(Delivery.identity_id == identity.id, Delivery.stage == Stage.HELD)
        .order_by(Delivery.id)
    ).all()
    messages = {row.message_id: None for row in held}
    for row in held:
        row.stage, row.reason, row.next_try_at = Stage.QUEUED, None, now
    for message_id in messages:
        message = session.get_one(Message, message_id)
        bring_message_up_to_date(session, message)
        journal.note(session, journal.What.MESSAGE_UPDATED, about(message), now=now)
    if held:
        doorbell.ring(session, doorbell.DISPATCH, identity.account_id)
    return len(messages)
