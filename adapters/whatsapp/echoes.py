"""Reads what the shop wrote from the WhatsApp Business app on its phone (coexistence)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.contents import said
from adapters.whatsapp.identity import contacts_of, names_of
from adapters.whatsapp.messages import new_text, reply_to, what
from adapters.whatsapp.said import Said
from adapters.whatsapp.wire import Item, Unreadable, child, filled, objects, own_id, reference, text
from inbox.channel import Echoed, Edited, Event, Kind, Revoked, Sender


def echoes(value: Item, arrival: Arrival) -> Iterator[Event]:
    contacts = contacts_of(value)
    for item in objects(value, "message_echoes"):
        recipient = names_of(item, "to", contacts).sender()
        if recipient:
            yield from echo(item, recipient, arrival.time_of(item.get("timestamp")))


def echo(
    item: Item, recipient: Sender, at: datetime, *, imported: Item | None = None
) -> Iterator[Event]:
    """An edit and a revocation carry the customer as their sender, too: it is in that person's
    conversation that the message is found. A reaction of the shop has no word in the contract.
    `imported`: the details of a message that comes from the history."""
    kind = text(item, "type")
    if kind == "reaction":
        return
    if kind in {"edit", "revoke"}:
        yield from _about_earlier(item, recipient, at)
        return
    found = _said(item)
    yield Echoed(
        external_id=own_id(item),
        recipient=recipient,
        sent_at=at,
        kind=found.kind,
        text=found.text,
        media=found.media,
        details={**found.details, **(imported or {})} or None,
        reply_to=reply_to(item),
        imported=imported is not None,
    )


def _said(item: Item) -> Said:
    try:
        found = said(item)
    except Unreadable:
        found = None
    return found or Said(Kind.UNSUPPORTED, details=filled(what=what(item)))


def _about_earlier(item: Item, recipient: Sender, at: datetime) -> Iterator[Event]:
    kind = text(item, "type")
    change = child(item, kind)
    target = reference(change, "original_message_id")
    if target is None:
        return
    if kind == "revoke":
        yield Revoked(own_id(item), recipient, target, at)
        return
    try:
        yield Edited(own_id(item), recipient, target, new_text(change), at)
    except Unreadable:
        return  # the message stays as it was; what it became cannot be shown
