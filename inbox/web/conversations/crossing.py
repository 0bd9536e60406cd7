"""Would an agent's reply pass the gate? Asked before anybody writes, and when it is sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.channel import Capabilities
from inbox.consent.ledger import standing
from inbox.consent.purpose import Purpose, Standing
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity
from inbox.outbox.gate import Crossing, Decided, Ruling, rule
from inbox.shop import the_shop


def may_reply(
    session: Session, conversation: Conversation, able: Capabilities | None, *, now: datetime
) -> Decided:
    """The gate's ruling on a person's service reply. `able` None: the channel is not installed."""
    if able is None:
        return Decided(Ruling.STOPS, "CHANNEL_MISSING")
    identity = session.get_one(Identity, conversation.identity_id)
    customer = session.get_one(Customer, conversation.customer_id)
    account = session.get_one(Account, conversation.account_id)
    required = the_shop(session).consent_required
    granted = required and standing(session, identity.id, Purpose.CHANNEL) is Standing.GRANTED
    return rule(
        Crossing(
            purpose=Purpose.SERVICE,
            account_paused=account.paused,
            customer_blocked=customer.blocked_at is not None,
            processing_restricted=customer.restricted_at is not None,
            being_erased=customer.erasing_at is not None,
            consent_required=required,
            consent_granted=granted,
            window_open=is_window_open(identity.last_inbound_at, able, now=now),
        )
    )


def is_window_open(last_inbound_at: datetime | None, able: Capabilities, *, now: datetime) -> bool:
    if able.reply_window is None:
        return True
    return last_inbound_at is not None and now - last_inbound_at < able.reply_window
