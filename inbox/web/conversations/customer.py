"""The panel about the customer: how they reach us, what they allow, what was there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.account import Account
from inbox.channel import Alias, AliasKind, Sender
from inbox.consent.ledger import ConsentState
from inbox.consent.purpose import Purpose, Standing
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity, ShopId, sender_of
from inbox.conversations.identify import aliases_of
from inbox.conversations.listing import known_as, subject_of
from inbox.conversations.message import Direction, Message, content_of
from inbox.conversations.orders import Placed, orders_of
from inbox.web.page import Setting

_EARLIER_SHOWN: Final = 8
_ORDERS_SHOWN: Final = 3
_NOTES_SHOWN: Final = 3
# Service needs no consent; the channel's own is a matter only where the shop asks for it.
_ALWAYS_SHOWN: Final = (Purpose.MARKETING, Purpose.AUTOMATION)


@dataclass(frozen=True, slots=True)
class Consent:
    purpose: str
    words: str
    allows: bool


@dataclass(frozen=True, slots=True)
class Way:
    """An identity: a way to this customer. `address` None: nobody can read it any more."""

    identity: Identity
    kind: str
    account: str
    name: str | None
    address: str | None
    also: Sequence[str]
    consents: Sequence[Consent]


@dataclass(frozen=True, slots=True)
class Earlier:
    conversation: Conversation
    kind: str
    subject: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """What colleagues wrote about this customer, in whichever conversation."""

    message: Message
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    customer: Customer
    name: str | None
    language: str | None
    ways: Sequence[Way]
    shop_ids: Sequence[ShopId]
    orders: Sequence[Placed]
    notes: Sequence[Note]
    earlier: Sequence[Earlier]


def panel(
    session: Session,
    setting: Setting,
    conversation: Conversation,
    accounts: Mapping[str, Account],
) -> Panel:
    customer = session.get_one(Customer, conversation.customer_id)
    identities = session.scalars(
        select(Identity).where(Identity.customer_id == customer.id).order_by(Identity.created_at)
    ).all()
    current = next(one for one in identities if one.id == conversation.identity_id)
    return Panel(
        customer=customer,
        name=known_as(session, customer, current),
        language=conversation.language or current.language or customer.language,
        ways=ways(session, setting, identities, accounts),
        shop_ids=session.scalars(
            select(ShopId).where(ShopId.customer_id == customer.id).order_by(ShopId.linked_at)
        ).all(),
        orders=_orders(session, customer),
        notes=_notes(session, customer),
        earlier=_earlier(session, conversation, accounts),
    )


def ways(
    session: Session,
    setting: Setting,
    identities: Sequence[Identity],
    accounts: Mapping[str, Account],
) -> list[Way]:
    """How a customer reaches us, and what they allow there."""
    ids = [one.id for one in identities]
    aliases = aliases_of(session, ids)
    sealing.warm(
        session,
        [
            *(one.sealed for one in identities),
            *(alias.sealed for some in aliases.values() for alias in some),
        ],
    )
    states: dict[str, dict[str, ConsentState]] = {one: {} for one in ids}
    for row in session.scalars(select(ConsentState).where(ConsentState.identity_id.in_(ids))):
        states[row.identity_id][row.purpose] = row
    found = []
    for one in identities:
        account = accounts[one.account_id]
        try:
            sender = sender_of(session, one, aliases[one.id])
        except (sealing.Destroyed, sealing.Unreadable):
            sender = None
        found.append(
            Way(
                identity=one,
                kind=account.kind,
                account=account.label,
                name=sender.name if sender else None,
                address=_shown_address(sender) if sender else None,
                also=_also(sender.aliases, sender.address) if sender else (),
                consents=_consents(setting, states[one.id]),
            )
        )
    return found


def _shown_address(sender: Sender) -> str:
    """A phone number as one dials it, where the provider's id is one."""
    phones = {alias.value for alias in sender.aliases if alias.kind is AliasKind.PHONE}
    return f"+{sender.address}" if sender.address in phones else sender.address


def _also(aliases: Sequence[Alias], address: str) -> list[str]:
    """What a person may recognise them by; a provider's further ids are no help."""
    shown = [
        f"+{alias.value}" if alias.kind is AliasKind.PHONE else alias.value
        for alias in aliases
        if alias.kind is not AliasKind.PROVIDER
    ]
    return [value for value in dict.fromkeys(shown) if value.lstrip("+") != address.lstrip("+")]


def _consents(setting: Setting, states: Mapping[str, ConsentState]) -> list[Consent]:
    purposes = [*_ALWAYS_SHOWN, *((Purpose.CHANNEL,) if Purpose.CHANNEL in states else ())]
    return [_consent(setting, purpose, states.get(purpose)) for purpose in purposes]


def _consent(setting: Setting, purpose: Purpose, state: ConsentState | None) -> Consent:
    standing = Standing(state.standing) if state else Standing.UNKNOWN
    words = setting.words(
        f"consent.{purpose}.{standing}", since=setting.moments.date(state.since) if state else ""
    )
    without_asking = purpose is Purpose.AUTOMATION and standing is Standing.UNKNOWN
    return Consent(
        purpose=setting.words(f"purpose.{purpose}"),
        words=words,
        allows=standing is Standing.GRANTED or without_asking,
    )


def _orders(session: Session, customer: Customer) -> Sequence[Placed]:
    try:
        return orders_of(session, customer.id, limit=_ORDERS_SHOWN)
    except (sealing.Destroyed, sealing.Unreadable):
        return ()


def _notes(session: Session, customer: Customer) -> Sequence[Note]:
    rows = session.scalars(
        select(Message)
        .where(Message.customer_id == customer.id, Message.direction == Direction.NOTE)
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(_NOTES_SHOWN)
    ).all()
    sealing.warm(session, [row.sealed for row in rows])
    try:
        return [Note(row, content_of(session, row).text) for row in rows]
    except (sealing.Destroyed, sealing.Unreadable):
        return ()


def _earlier(
    session: Session, conversation: Conversation, accounts: Mapping[str, Account]
) -> list[Earlier]:
    rows = session.scalars(
        select(Conversation)
        .where(
            Conversation.customer_id == conversation.customer_id,
            Conversation.id != conversation.id,
        )
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(_EARLIER_SHOWN)
    ).all()
    sealing.warm(session, [row.subject_sealed for row in rows])
    return [Earlier(row, accounts[row.account_id].kind, subject_of(session, row)) for row in rows]
