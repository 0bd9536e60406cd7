"""The files that wait in a composer, and whether the chosen way carries them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inbox import sealing
from inbox.channel import Capabilities
from inbox.conversations.conversation import Conversation
from inbox.media import attachment
from inbox.media.attachment import Attachment
from inbox.media.upload import uploaded
from inbox.outbox.plan import File, refusal


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that waits to be sent; `problem` says as a code why this way does not carry it."""

    id: str
    name: str | None
    content_type: str
    size: int
    problem: str | None


def enclosed(
    session: Session, conversation: Conversation, ids: Sequence[str], able: Capabilities | None
) -> list[Enclosed]:
    """As far as they are still there."""
    if not ids:
        return []
    rows = uploaded(session, ids, customer_id=conversation.customer_id)
    sealing.warm(session, [row.sealed for row in rows])
    return [_enclosed(session, row, able) for row in rows]


def _enclosed(session: Session, row: Attachment, able: Capabilities | None) -> Enclosed:
    try:
        name = attachment.as_media(session, row).filename
    except (sealing.Destroyed, sealing.Unreadable):
        name = None
    size = row.size or 0
    problem = refusal(File(row.id, row.content_type, size), able) if able else None
    return Enclosed(row.id, name, row.content_type, size, problem)
