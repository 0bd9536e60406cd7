"""Station 4: the command into the ledger, the facts, the decision, the answer into the outbox.

The decision and its reason are stored for every message, also when nothing is answered.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.automation import answer, effects
from inbox.automation.decide import RULE_VERSION, decide
from inbox.automation.decision import DecisionRow
from inbox.automation.facts import Phase
from inbox.automation.gather import case, gather
from inbox.automation.raise_flags import raise_flags
from inbox.channel import Channel
from inbox.conversations.record import Recorded


def consider(session: Session, channel: Channel, recorded: Recorded, *, now: datetime) -> None:
    """Once per message: a message that was considered before is left alone."""
    message = recorded.message
    if _considered(session, message.id):
        return
    found = case(session, message, channel)
    decision = decide(gather(session, found, now=now))
    effects.enter_all(session, found, decision, now=now)
    raise_flags(session, found, decision, now=now)
    reason, posted = str(decision.reason), None
    if decision.reply is not None:
        try:
            posted = answer.post_reply(session, found, decision, now=now)
        except answer.NothingToSay:
            reason = "TEXT_INCOMPLETE"
    session.add(
        DecisionRow(
            message_id=message.id,
            conversation_id=message.conversation_id,
            identity_id=found.identity.id,
            phase=Phase.DECIDE,
            reply=decision.reply if posted else None,
            reason=reason,
            hint=decision.hint,
            flags=" ".join(decision.flags),
            command=decision.command,
            rule_version=RULE_VERSION,
            decided_at=now,
            answer_id=posted.message.id if posted else None,
        )
    )


def _considered(session: Session, message_id: str) -> bool:
    known = select(DecisionRow.id).where(
        DecisionRow.message_id == message_id, DecisionRow.phase == Phase.DECIDE
    )
    return session.execute(known).first() is not None
