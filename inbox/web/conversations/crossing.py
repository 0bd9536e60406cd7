"""Would an agent's reply pass the gate? Asked before anybody writes, and when it is sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox.channel import Capabilities
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.outbox.crossing import crossing
from inbox.outbox.gate import Decided, Ruling, rule


def may_reply(
    session: Session, conversation: Conversation, able: Capabilities | None, *, now: datetime
) -> Decided:
    """The gate's ruling on a person's service reply. `able` None: the channel is not installed."""
    if able is None:
        return Decided(Ruling.STOPS, "CHANNEL_MISSING")
    identity = session.get_one(Identity, conversation.identity_id)
    return rule(crossing(session, identity, able, purpose=Purpose.SERVICE, now=now))
