"""Gather what a message or a customer is found by. What nobody can read is found by nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.conversations.customer import (
    Customer,
    Identity,
    IdentityAlias,
    ShopId,
    profile_of,
    sender_of,
)
from inbox.conversations.identify import aliases_of
from inbox.conversations.message import Content, Message, content_of
from inbox.conversations.orders import ShopOrder
from inbox.conversations.search import words
from inbox.conversations.search.index import Entry
from inbox.media import attachment

_UNREADABLE: Final = (sealing.Destroyed, sealing.Unreadable)
# Of a place or a visiting card; everything else there is codes.
_TOLD: Final = ("name", "title", "address", "caption")
_ORDERS: Final = 20  # of a customer, the newest
# A word of every customer, so that people are found without walking through all messages.
CUSTOMER_MARK: Final = "zzcustomer"


def account_mark(account_id: str) -> str:
    """A word by which every message of an account is found; nobody's word begins like this."""
    return f"zzaccount{account_id}"


def seen(row: Message) -> str:
    """Changes when the words of a message do, and not with its journey to the customer."""
    moments = (row.edited_at, row.revoked_at)
    told = [one.isoformat() if one else "" for one in moments]
    return "|".join([*told, row.reached_reason or "", str(row.attachments)])


def messages(session: Session, rows: Sequence[Message]) -> list[Entry]:
    """Deleted messages have no entry."""
    rows = [row for row in rows if row.revoked_at is None]
    files = attachment.of_messages(session, [row.id for row in rows if row.attachments])
    sealing.warm(
        session,
        [
            *(row.sealed for row in rows),
            *(file.sealed for some in files.values() for file in some),
        ],
    )
    entries = []
    for row in rows:
        try:
            found = words.found_by("\n".join(_said(content_of(session, row))))
            names = [attachment.as_media(session, one).filename for one in files.get(row.id, ())]
        except _UNREADABLE:
            continue
        found |= words.found_by("\n".join(filter(None, names)))
        if found and row.account_id is not None:
            found.add(account_mark(row.account_id))
            entries.append(
                Entry(
                    row.id, row.at, seen(row), frozenset(found), conversation_id=row.conversation_id
                )
            )
    return entries


def customers(session: Session, rows: Sequence[Customer]) -> list[Entry]:
    """By name, addresses, ids in the shop and orders."""
    rows = [row for row in rows if row.merged_into is None and row.erasing_at is None]
    ids = [row.id for row in rows]
    identities = _by_customer(select(Identity).where(Identity.customer_id.in_(ids)), session)
    shop_ids = _by_customer(select(ShopId).where(ShopId.customer_id.in_(ids)), session)
    orders = _by_customer(
        select(ShopOrder)
        .where(ShopOrder.customer_id.in_(ids))
        .order_by(ShopOrder.placed_at.desc(), ShopOrder.id),
        session,
    )
    aliases = aliases_of(session, [one.id for some in identities.values() for one in some])
    sealing.warm(
        session,
        [
            *(row.profile_sealed for row in rows),
            *(one.sealed for some in identities.values() for one in some),
            *(one.sealed for some in aliases.values() for one in some),
            *(one.sealed for some in orders.values() for one in some),
        ],
    )
    entries = []
    for row in rows:
        try:
            told = [
                *_profile(session, row),
                *_addresses(session, identities.get(row.id, ()), aliases),
                *(f"{one.external_id}\n{one.number or ''}" for one in shop_ids.get(row.id, ())),
                *_orders(session, orders.get(row.id, ())),
            ]
        except _UNREADABLE:
            continue
        found = frozenset({CUSTOMER_MARK, *words.found_by("\n".join(told))})
        if len(found) > 1:
            entries.append(Entry(row.id, row.created_at, _digest(found), found, customer_id=row.id))
    return entries


def _said(content: Content) -> Iterable[str]:
    yield content.shown
    yield content.subject or ""
    for name in _TOLD:
        told = (content.details or {}).get(name)
        if isinstance(told, str):
            yield told


def _profile(session: Session, row: Customer) -> Iterable[str]:
    profile = profile_of(session, row)
    yield profile.name or ""
    yield from (profile.fields or {}).values()


def _addresses(
    session: Session, rows: Sequence[Identity], aliases: Mapping[str, list[IdentityAlias]]
) -> Iterable[str]:
    for row in rows:
        sender = sender_of(session, row, aliases[row.id])
        yield sender.address
        yield sender.name or ""
        for alias in sender.aliases:
            yield alias.value
            yield f"+{alias.value.lstrip('+')}"  # a number is found however it is written


def _orders(session: Session, rows: Sequence[ShopOrder]) -> Iterable[str]:
    for row in rows[:_ORDERS]:
        values = sealing.unseal_json(session, row.sealed, place=f"shop_order:{row.id}")
        yield str(values["number"])


def _by_customer(query: Any, session: Session) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in session.scalars(query):
        found.setdefault(row.customer_id, []).append(row)
    return found


def _digest(found: frozenset[str]) -> str:
    return hashlib.sha256(json.dumps(sorted(found)).encode()).hexdigest()[:16]
