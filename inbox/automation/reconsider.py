"""Ask again immediately before an automatic answer leaves, under the identity's lock.

Consent withdrawn, hours changed, an agent active, a newer message: then it does not leave, and the
reason is stored beside the first decision, and whoever shows the customer's message hears of it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox.automation.decide import RULE_VERSION, decide
from inbox.automation.decision import DecisionRow
from inbox.automation.facts import Phase
from inbox.automation.gather import case, gather
from inbox.changes import journal
from inbox.channel import Channel
from inbox.conversations.message import Message, about
from inbox.outbox.delivery import Delivery


def reconsider(session: Session, delivery: Delivery, channel: Channel, now: datetime) -> str | None:
    """Why it must not leave any more; None if it may."""
    if delivery.answers_id is None or delivery.part > 1:  # the first part decided for all
        return None
    message = session.get_one(Message, delivery.answers_id)
    found = case(session, message, channel)
    decision = decide(gather(session, found, now=now, delivery=delivery))
    if decision.reply is not None:
        return None
    session.add(
        DecisionRow(
            message_id=message.id,
            conversation_id=message.conversation_id,
            identity_id=found.identity.id,
            phase=Phase.SEND,
            reply=None,
            reason=decision.reason,
            hint=decision.hint,
            flags="",
            command=decision.command,
            rule=decision.rule,
            said=None,
            rule_version=RULE_VERSION,
            decided_at=now,
            answer_id=delivery.message_id,
        )
    )
    journal.note(session, journal.What.MESSAGE_UPDATED, about(message), now=now)
    return decision.reason
