"""Read what was said with a customer, page by page: keyset queries that stay right while rows come.

For readers outside, such as the CRM: who is being erased or may not be processed is not there for
them, and whoever was merged is found under the customer that took their place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from sqlalchemy import Select, select, tuple_, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from inbox.accounts.account import Account
from inbox.channel import Alias, AliasKind
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import VISIBLE, Customer, Identity, IdentityAlias, ShopId
from inbox.conversations.identify import address_key, match_key
from inbox.conversations.keyset import Position
from inbox.conversations.message import Direction, Message
from inbox.conversations.shop_ids import InShop

Row = TypeVar("Row")

# What an identity may be known by besides its address; as when it is found for a message.
_NAMES: Final = (AliasKind.PHONE, AliasKind.EMAIL, AliasKind.PROVIDER)
# More than can share one number or address; beyond it somebody claims to be everybody.
_MOST_MATCHES: Final = 1_000
_MOST_MERGES: Final = 20


class Order(StrEnum):
    NEWEST_FIRST = "desc"
    OLDEST_FIRST = "asc"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages; `channel` is a kind of account, `since` counts by `Message.at`."""

    directions: Collection[Direction] = tuple(Direction)
    channel: str | None = None
    since: datetime | None = None
    order: Order = Order.NEWEST_FIRST


# --------------------------------------------------------------------------- one of them


def customer(session: Session, customer_id: str) -> Customer | None:
    """The customer, or the one that they were merged into."""
    found = session.get(Customer, customer_id)
    for _merge in range(_MOST_MERGES):
        if found is None or found.merged_into is None:
            break
        found = session.get(Customer, found.merged_into)
    if found is None or found.restricted_at is not None or found.erasing_at is not None:
        return None
    return found


def conversation(session: Session, conversation_id: str) -> Conversation | None:
    return session.scalars(
        select(Conversation)
        .join(Customer, Customer.id == Conversation.customer_id)
        .where(Conversation.id == conversation_id, VISIBLE)
    ).one_or_none()


def message(session: Session, message_id: str, directions: Collection[Direction]) -> Message | None:
    return session.scalars(
        select(Message)
        .join(Customer, Customer.id == Message.customer_id)
        .where(Message.id == message_id, Message.direction.in_(directions), VISIBLE)
    ).one_or_none()


# --------------------------------------------------------------------------- pages


def customers(
    session: Session, ids: Iterable[str] | None, *, after: str | None, limit: int
) -> Sequence[Customer]:
    """The customers behind these ids, or all there are, in the order in which they came."""
    if ids is None:
        listed = select(Customer).where(Customer.merged_into.is_(None), VISIBLE)
    else:
        listed = select(Customer).where(Customer.id.in_(_unmerged(session, ids)), VISIBLE)
    key, beyond = (Customer.id,), None if after is None else (after,)
    return session.scalars(_page(listed, key, Order.OLDEST_FIRST, beyond).limit(limit)).all()


def conversations(
    session: Session, customer_id: str | None, *, order: Order, after: str | None, limit: int
) -> Sequence[Conversation]:
    """A customer's or everybody's, by their ids, which sort by time of birth: unlike the last
    message, that never changes."""
    listed = select(Conversation)
    if customer_id is not None:
        listed = listed.where(Conversation.customer_id == customer_id)
    else:
        listed = listed.join(Customer, Customer.id == Conversation.customer_id).where(VISIBLE)
    key, beyond = (Conversation.id,), None if after is None else (after,)
    return session.scalars(_page(listed, key, order, beyond).limit(limit)).all()


def messages(
    session: Session, wanted: Wanted, *, after: str | None, limit: int
) -> Sequence[Message]:
    """Everybody's, by their ids, which sort by time of birth."""
    listed = select(Message).join(Customer, Customer.id == Message.customer_id).where(VISIBLE)
    key, beyond = (Message.id,), None if after is None else (after,)
    return session.scalars(
        _page(_filtered(listed, wanted), key, wanted.order, beyond).limit(limit)
    ).all()


def messages_of_customer(
    session: Session, customer_id: str, wanted: Wanted, *, after: Position | None, limit: int
) -> Sequence[Message]:
    listed = select(Message).where(Message.customer_id == customer_id)
    return session.scalars(_messages(listed, wanted, after).limit(limit)).all()


def messages_of_conversation(
    session: Session, conversation_id: str, wanted: Wanted, *, after: Position | None, limit: int
) -> Sequence[Message]:
    listed = select(Message).where(Message.conversation_id == conversation_id)
    return session.scalars(_messages(listed, wanted, after).limit(limit)).all()


# --------------------------------------------------------------------------- look-ups


def by_shop_id(session: Session, who: InShop) -> set[str]:
    """Ids of customers: one or none."""
    found = session.get(ShopId, (who.system, who.shop, who.external_id))
    return {found.customer_id} if found else set()


def by_alias(session: Session, alias: Alias) -> set[str]:
    """Ids of customers known by this number or mail address, on whatever account."""
    accounts = session.scalars(select(Account.id)).all()
    return _known_as(session, accounts, [alias.value], [match_key(session, alias)])


def by_address(session: Session, kind: str, addresses: Sequence[str]) -> set[str]:
    """Ids of customers with an identity on an account of this kind; `addresses` are spellings of
    one address, or of what else its channel knows the customer by."""
    accounts = session.scalars(select(Account.id).where(Account.kind == kind)).all()
    names = [match_key(session, Alias(name, addresses[0])) for name in _NAMES]
    return _known_as(session, accounts, addresses, names)


# --------------------------------------------------------------------------- the steps


def _known_as(
    session: Session, accounts: Sequence[str], addresses: Sequence[str], names: Sequence[str]
) -> set[str]:
    addressed = {
        address_key(session, account_id, address)
        for address in addresses
        for account_id in accounts
    }
    by_key = select(Identity.customer_id).where(
        Identity.account_id.in_(accounts), Identity.address_key.in_(addressed)
    )
    by_name = (
        select(Identity.customer_id)
        .join(IdentityAlias, IdentityAlias.identity_id == Identity.id)
        .where(IdentityAlias.match_key.in_(names), IdentityAlias.account_id.in_(accounts))
    )
    return set(session.scalars(union(by_key, by_name).limit(_MOST_MATCHES)))


def _unmerged(session: Session, ids: Iterable[str]) -> set[str]:
    """The same customers under the ids that they have now; one query per merge in a row."""
    final: set[str] = set()
    asked = set(ids)
    for _merge in range(_MOST_MERGES):
        if not asked:
            break
        rows = session.execute(
            select(Customer.id, Customer.merged_into).where(Customer.id.in_(asked))
        ).all()
        final.update(row.id for row in rows if row.merged_into is None)
        asked = {row.merged_into for row in rows if row.merged_into is not None} - final
    return final


def _messages(listed: Select[Message], wanted: Wanted, after: Position | None) -> Select[Message]:
    beyond = None if after is None else (after.at, after.id)
    return _page(_filtered(listed, wanted), (Message.at, Message.id), wanted.order, beyond)


def _filtered(listed: Select[Message], wanted: Wanted) -> Select[Message]:
    if len(set(wanted.directions)) < len(Direction):
        listed = listed.where(Message.direction.in_(wanted.directions))
    if wanted.channel is not None:
        accounts = select(Account.id).where(Account.kind == wanted.channel)
        listed = listed.where(Message.account_id.in_(accounts))
    if wanted.since is not None:
        listed = listed.where(Message.at >= wanted.since)
    return listed


def _page(
    listed: Select[Row],
    key: tuple[InstrumentedAttribute[Any], ...],
    order: Order,
    beyond: tuple[object, ...] | None,
) -> Select[Row]:
    """From where the last page ended, along an index that ends with `key`."""
    newest_first = order is Order.NEWEST_FIRST
    if beyond is not None:
        place = tuple_(*key)
        listed = listed.where(place < beyond if newest_first else place > beyond)
    return listed.order_by(*(column.desc() if newest_first else column for column in key))
