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
from inbox.automation.gather import Case, case, gather
from inbox.automation.language import CONFIDENT, guess_language
from inbox.automation.raise_flags import raise_flags
from inbox.channel import Channel
from inbox.conversations.record import Recorded


def consider(
    session: Session, channel: Channel, recorded: Recorded, *, base_url: str, now: datetime
) -> None:
    """Once per message: a message that was considered before is left alone. `base_url`: where our
    pages are."""
    message = recorded.message
    if _considered(session, message.id):
        return
    found = case(session, message, channel)
    decision = decide(gather(session, found, now=now))
    effects.enter_all(session, found, decision, now=now)
    raise_flags(session, found, decision, now=now)
    _remember_language(found)
    reason, answered = str(decision.reason), None
    if decision.reply is not None:
        try:
            answered = answer.post_reply(session, found, decision, base_url=base_url, now=now)
        except answer.NothingToSay:
            reason = "TEXT_INCOMPLETE"
    session.add(
        DecisionRow(
            message_id=message.id,
            conversation_id=message.conversation_id,
            identity_id=found.identity.id,
            phase=Phase.DECIDE,
            reply=decision.reply if answered else None,
            reason=reason,
            hint=decision.hint,
            flags=" ".join(decision.flags),
            command=decision.command,
            rule=decision.rule,
            said=answered.said if answered else None,
            rule_version=RULE_VERSION,
            decided_at=now,
            answer_id=answered.message.id if answered else None,
        )
    )


def _remember_language(found: Case) -> None:
    """What the customer surely writes in is what a picture of theirs is answered in next time."""
    guess = guess_language(found.content.shown)
    if guess is not None and guess.confidence >= CONFIDENT:
        found.identity.language = guess.language


def _considered(session: Session, message_id: str) -> bool:
    known = select(DecisionRow.id).where(
        DecisionRow.message_id == message_id, DecisionRow.phase == Phase.DECIDE
    )
    return session.execute(known).first() is not None
