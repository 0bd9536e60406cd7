"""Reads what customers sent: each item for itself, so that a broken one loses no neighbour."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.contents import said
from adapters.whatsapp.identity import Contacts, contacts_of, names_of
from adapters.whatsapp.system import system_events
from adapters.whatsapp.wire import (
    Item,
    Unreadable,
    child,
    filled,
    flag,
    number,
    objects,
    own_id,
    reference,
    short,
    text,
)
from inbox.channel import (
    AccountChanged,
    AccountHealth,
    Edited,
    Event,
    InboundMessage,
    Reaction,
    Revoked,
    Sender,
    Unsupported,
)

_NOTHING_SAID: Final = frozenset({"request_welcome"})  # a chat was opened; removed by Meta in 2026
_FILE_UNAVAILABLE: Final = 131052  # larger than 100 MB, or Meta could not fetch it [META]


def messages(value: Item, arrival: Arrival) -> Iterator[Event]:
    contacts = contacts_of(value)
    for item in objects(value, "messages"):
        yield from message(item, contacts, arrival)


def message(item: Item, contacts: Contacts, arrival: Arrival) -> Iterator[Event]:
    at = arrival.time_of(item.get("timestamp"))
    if text(item, "type") in _NOTHING_SAID:
        return
    if text(item, "type") == "system":
        yield from system_events(item, at)
        return
    sender = names_of(item, "from", contacts).sender()
    if sender is None:
        yield AccountChanged(AccountHealth.WARNING, "MESSAGE_WITHOUT_SENDER", at)
        return
    yield _event(item, sender, at)


def _event(item: Item, sender: Sender, at: datetime) -> Event:
    read = _ABOUT_OTHERS.get(text(item, "type"), _spoken)
    try:
        return read(item, sender, at)
    except Unreadable:
        return _unsupported(item, sender, at)


def _spoken(item: Item, sender: Sender, at: datetime) -> Event:
    found = said(item)
    if found is None:
        return _unsupported(item, sender, at)
    return InboundMessage(
        external_id=own_id(item),
        sender=sender,
        sent_at=at,
        kind=found.kind,
        text=found.text,
        media=found.media,
        details={**found.details, **_circumstances(item)} or None,
        reply_to=reply_to(item),
        group=reference(item, "group_id"),
    )


def reply_to(item: Item) -> str | None:
    """A forwarded message has a context without id [META]."""
    return reference(child(item, "context"), "id")


def _circumstances(item: Item) -> Item:
    context = child(item, "context")
    product = child(context, "referred_product")
    return filled(
        forwarded=flag(context, "forwarded") or flag(context, "frequently_forwarded"),
        forwarded_often=flag(context, "frequently_forwarded"),
        product=filled(
            catalog_id=short(product, "catalog_id"), id=short(product, "product_retailer_id")
        ),
        referral=_referral(child(item, "referral")),
    )


def _referral(referral: Item) -> Item:
    """The advertisement that led here, without its click id, which only serves tracking."""
    return filled(
        type=short(referral, "source_type"),
        id=short(referral, "source_id"),
        url=short(referral, "source_url"),
        headline=short(referral, "headline"),
        body=short(referral, "body"),
        welcome=short(child(referral, "welcome_message"), "text"),
    )


# --------------------------------------------------------------------------- about other messages


def _reaction(item: Item, sender: Sender, at: datetime) -> Event:
    """Taken back: `emoji` is missing or empty [META]."""
    reaction = child(item, "reaction")
    target = _required(reaction, "message_id")
    return Reaction(own_id(item), sender, target, short(reaction, "emoji") or None, at)


def _edited(item: Item, sender: Sender, at: datetime) -> Event:
    edit = child(item, "edit")
    return Edited(own_id(item), sender, _required(edit, "original_message_id"), new_text(edit), at)


def new_text(edit: Item) -> str:
    """The text or caption after the edit; raises `Unreadable`."""
    found = said(child(edit, "message"))
    if found is None:
        raise Unreadable("edited into something unknown")
    return found.text


def _revoked(item: Item, sender: Sender, at: datetime) -> Event:
    return Revoked(
        own_id(item), sender, _required(child(item, "revoke"), "original_message_id"), at
    )


def _required(item: Item, key: str) -> str:
    target = reference(item, key)
    if target is None:
        raise Unreadable(f"no {key}")
    return target


_ABOUT_OTHERS: Final[Mapping[str, Callable[[Item, Sender, datetime], Event]]] = {
    "reaction": _reaction,
    "edit": _edited,
    "revoke": _revoked,
}


# --------------------------------------------------------------------------- the rest


def _unsupported(item: Item, sender: Sender, at: datetime) -> Unsupported:
    return Unsupported(
        external_id=own_id(item),
        sender=sender,
        sent_at=at,
        what=what(item),
        group=reference(item, "group_id"),
    )


def what(item: Item) -> str:
    """Meta's word for what cannot be read, and the code of a file that it could not pass on."""
    kind = short(item, "type")
    inner = short(child(item, "unsupported"), "type") or short(child(item, kind), "type")
    codes = {number(error, "code") for error in objects(item, "errors")}
    known = inner if kind in {"unsupported", "unknown"} else f"{kind} {inner}".strip()
    suffix = f" {_FILE_UNAVAILABLE}" if _FILE_UNAVAILABLE in codes else ""
    return (known or kind or "message") + suffix
