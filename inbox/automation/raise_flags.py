"""Raise what people must see about a message: a label, priority, and the day by which it is due."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox.automation.deadlines import due_on
from inbox.automation.gather import Case
from inbox.automation.reasons import Decision, Flag
from inbox.conversations.activity import KONTOR
from inbox.conversations.labels import Known, known_label, put_on

_LABELS: Final = {
    Flag.DATA_SUBJECT_REQUEST: Known.DATA_REQUEST,
    Flag.CONTRACT_DECLARATION: Known.CONTRACT,
    Flag.HUMAN_WANTED: Known.HUMAN_WANTED,
    Flag.AMBIGUOUS: Known.UNCLEAR,
}
_URGENT: Final = {Flag.DATA_SUBJECT_REQUEST, Flag.CONTRACT_DECLARATION}


def raise_flags(session: Session, case: Case, decision: Decision, *, now: datetime) -> None:
    """The clock of a request runs from the first message that contains it, on any channel."""
    conversation = case.conversation
    for flag in decision.flags:
        known = _LABELS.get(flag)
        if known is not None:
            put_on(session, conversation, known_label(session, known), by=KONTOR, now=now)
        conversation.urgent = conversation.urgent or flag in _URGENT
    if Flag.HUMAN_WANTED in decision.flags:
        conversation.bot_off = True  # until it is resolved and opened again
    if Flag.DATA_SUBJECT_REQUEST in decision.flags and conversation.due_on is None:
        conversation.due_on = due_on(case.message.at, zone=case.shop.zone)
