"""Undo a deed while it is fresh, wherever nothing has happened since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.conversations import activity, labels, states
from inbox.conversations.activity import Activity, Did

# The page offers it for some seconds; who reads slowly gets more.
UNDOABLE_FOR: Final = timedelta(minutes=2)


def undo(session: Session, deed_id: str, *, agent_id: str, now: datetime) -> int:
    """How many conversations are as they were before. Only one's own deeds, only fresh ones."""
    rows = session.scalars(
        select(Activity)
        .where(
            Activity.deed_id == deed_id,
            Activity.agent_id == agent_id,
            Activity.at > now - UNDOABLE_FOR,
        )
        .order_by(Activity.id.desc())
    ).all()
    undone = {row.conversation_id for row in rows if _undo(session, row, now)}
    return len(undone)


def _undo(session: Session, row: Activity, now: datetime) -> bool:
    conversation = states.hold(session, row.conversation_id)
    if not activity.bring_back(conversation, row):
        return False
    if row.did in _LABELS:
        _LABELS[Did(row.did)](session, conversation.id, row.about or "")
    session.delete(row)
    activity.tell(session, conversation, now=now)
    return True


_LABELS: Final = {Did.LABELLED: labels.unlink, Did.UNLABELLED: labels.link}
