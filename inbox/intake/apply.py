"""Apply one contract event: each kind goes to the station that it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from inbox import doorbell
from inbox.accounts.account import Account
from inbox.accounts.manage import note_health
from inbox.accounts.open import Accounts
from inbox.accounts.templates import note_change
from inbox.automation.consider import consider
from inbox.channel import (
    AccountChanged,
    Channel,
    DeliveryUpdate,
    Echoed,
    Edited,
    Event,
    ForAnotherAccount,
    IdentityChanged,
    InboundMessage,
    Preference,
    Reaction,
    Revoked,
    TemplateChanged,
    Unsupported,
)
from inbox.consent.move import move
from inbox.conversations.amend import amend
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.conversations.echo import record_echo
from inbox.conversations.identify import identify
from inbox.conversations.inscribe import Source
from inbox.conversations.message import Message
from inbox.conversations.record import Recorded, record
from inbox.intake import receive
from inbox.intake.receive import Arrival
from inbox.outbox.hold import release
from inbox.outbox.obey import obey
from inbox.outbox.track import track


class NotOurAccount(Exception):
    """An event for a number of the same provider app that nobody configured here."""


@dataclass(frozen=True, slots=True)
class Reception:
    """Whose events are applied, and what the stations need for it."""

    channel: Channel
    account_id: str
    accounts: Accounts
    base_url: str
    clock: Callable[[], datetime]


def apply_event(session: Session, reception: Reception, source: Source, event: Event) -> str | None:
    """In a savepoint: an exception leaves no trace of this event. Returns the id of a message that
    is to be considered; it stays recorded when that fails."""
    now = reception.clock()
    with session.begin_nested():
        if not isinstance(event, InboundMessage | Unsupported):
            _apply_other(session, reception, source, event, now)
            return None
        recorded = record(session, source, event, now=now)
        if recorded.is_new and recorded.conversation.last_inbound_at == recorded.message.at:
            release(session, recorded.identity, now=now)
        return recorded.message.id


def consider_message(session: Session, reception: Reception, message_id: str) -> None:
    """In a savepoint, in the transaction that recorded the message or in a later one."""
    with session.begin_nested():
        message = session.get_one(Message, message_id)
        identity = session.get_one(Identity, message.identity_id, with_for_update=True)
        conversation = session.get_one(Conversation, message.conversation_id)
        recorded = Recorded(message, conversation, identity, is_new=True)
        consider(
            session,
            reception.channel,
            recorded,
            base_url=reception.base_url,
            now=reception.clock(),
        )


def _apply_other(
    session: Session, reception: Reception, source: Source, event: Event, now: datetime
) -> None:
    account_id = reception.account_id
    match event:
        case DeliveryUpdate():
            track(session, account_id, event, now=now)
        case Echoed():
            record_echo(session, source, event, now=now)
        case Reaction() | Edited() | Revoked():
            amend(session, account_id, event, now=now)
        case IdentityChanged():
            deed = f"move:{source.raw_event_id}"
            move(session, account_id, event, deed=deed, now=now)
        case Preference():
            identity = identify(session, account_id, event.sender, now=now)
            deed = f"preference:{source.raw_event_id}:{event.wants}"
            obey(session, identity, event.wants, deed=deed, at=event.at, now=now)
        case AccountChanged():
            account = session.get_one(Account, account_id, with_for_update=True)
            note_health(session, account, event, now=now)
        case TemplateChanged():
            note_change(session, account_id, event)
            doorbell.ring(session, doorbell.SYNC_TEMPLATES, account_id)
        case ForAnotherAccount():
            _forward(session, reception, source, event)


def _forward(
    session: Session, reception: Reception, source: Source, event: ForAnotherAccount
) -> None:
    """Hand a part of a request to the account it is for; raises `NotOurAccount`."""
    kind = reception.channel.kind
    for account_id, channel in reception.accounts.of_kind(kind):
        if channel.own_address == event.address:
            receive.keep(session, [Arrival(account_id, event.raw, source.received_at)], {})
            return
    raise NotOurAccount("NOT_OUR_ACCOUNT")
