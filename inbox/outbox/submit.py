"""Submit a letter that a person or a program wrote: the gate is asked before it is posted.

It is asked once more when the letter leaves; whoever writes is told now what would be refused then.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox.channel import Capabilities
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.outbox.crossing import crossing
from inbox.outbox.gate import Decided, Ruling, rule
from inbox.outbox.post import Letter, Posted, post, posted_before


class Stopped(Exception):
    """The gate would not let it pass; nothing was posted."""

    def __init__(self, decided: Decided) -> None:
        super().__init__(decided.reason)
        self.decided = decided


def submit(
    session: Session,
    conversation: Conversation,
    letter: Letter,
    able: Capabilities,
    *,
    now: datetime,
) -> Posted:
    """Raises `Stopped`; what was posted under this key before is returned without asking."""
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
        raise Stopped(decided)
    return post(session, conversation, letter, able, now=now)
