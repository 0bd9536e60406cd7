"""Write to a customer on behalf of the shop: a program's letter, through the same gate as all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox.channel import Capabilities
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.outbox.crossing import crossing
from inbox.outbox.gate import Ruling, rule
from inbox.outbox.post import Letter, Posted, post, posted_before


class Stopped(Exception):
    """The gate would not let it pass; nothing was posted. `reason` is its SCREAMING_CODE."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def write(
    session: Session,
    conversation: Conversation,
    letter: Letter,
    able: Capabilities,
    *,
    now: datetime,
) -> Posted:
    """Judged now, and once more when it is sent. What was posted before under the same key is
    returned, whatever the gate would say today. Raises `Stopped`."""
    identity = session.get_one(Identity, conversation.identity_id, with_for_update=True)
    earlier = posted_before(session, letter.dedupe_key)
    if earlier is not None:
        return Posted(earlier, is_new=False)
    facts = crossing(
        session,
        identity,
        able,
        purpose=letter.purpose,
        now=now,
        is_template=letter.template is not None,
    )
    decided = rule(facts)
    if decided.ruling is Ruling.STOPS:
        raise Stopped(decided.reason)
    return post(session, conversation, letter, able, now=now)
