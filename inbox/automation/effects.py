"""Enter what a message sets off into the consent ledger, with the message as its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.automation.decide import RULE_VERSION
from inbox.automation.gather import Case, question_put
from inbox.automation.reasons import Decision, Effect
from inbox.channel import Kind
from inbox.consent.ledger import Entry, enter
from inbox.consent.purpose import Happened
from inbox.conversations.customer import Identity

# A question is entered with the words in which it is asked, when it is asked (see `answer`).
_ENTERED_ELSEWHERE: Final = {Happened.ASKED}
_ANSWERS: Final = {Happened.GRANTED, Happened.DENIED}


def enter_all(session: Session, case: Case, decision: Decision, *, now: datetime) -> None:
    for effect in decision.effects:
        if effect.happened in _ENTERED_ELSEWHERE:
            continue
        for identity in _meant(session, case, effect):
            enter(session, identity, _entry(session, case, effect), now=now)


def _meant(session: Session, case: Case, effect: Effect) -> Sequence[Identity]:
    if not effect.everywhere:
        return [case.identity]
    return session.scalars(
        select(Identity)
        .where(Identity.customer_id == case.identity.customer_id)
        .order_by(Identity.id)
        .with_for_update()
    ).all()


def _entry(session: Session, case: Case, effect: Effect) -> Entry:
    """A JA or NEIN is bound to the words of the question that it answers."""
    message, content = case.message, case.content
    tapped = message.kind == Kind.CHOICE
    return Entry(
        purpose=effect.purpose,
        happened=effect.happened,
        method="chat_button" if tapped else f"{case.capabilities.medium}_keyword",
        actor="customer",
        deed=f"{message.id}:{effect.purpose}:{effect.happened}",
        occurred_at=message.at,
        rule_version=RULE_VERSION,
        message_id=message.id,
        wording_id=_wording_id(session, case, effect),
        evidence={"text": content.shown, "subject": content.subject, "id": content.external_id},
    )


def _wording_id(session: Session, case: Case, effect: Effect) -> str | None:
    if effect.happened not in _ANSWERS:
        return None
    question = question_put(session, case.identity.id, [effect.purpose])
    return question.wording_id if question else None
