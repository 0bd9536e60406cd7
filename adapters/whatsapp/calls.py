"""Reads calls of customers: what remains of them is that somebody called."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.identity import contacts_of, names_of
from adapters.whatsapp.wire import Item, filled, number, objects, own_id, short, text
from inbox.channel import InboundMessage, Kind


def calls(value: Item, arrival: Arrival) -> Iterator[InboundMessage]:
    """A call comes as `connect` and as `terminate` under one id; the second knows how it ended.
    Calls of ours and `statuses`, which are a call's here, are nothing to show [META]."""
    contacts = contacts_of(value)
    for item in objects(value, "calls"):
        if text(item, "event") != "terminate" or text(item, "direction") == "BUSINESS_INITIATED":
            continue
        sender = names_of(item, "from", contacts).sender()
        if sender is None:
            continue
        yield InboundMessage(
            external_id=own_id(item),
            sender=sender,
            sent_at=arrival.time_of(item.get("timestamp")),
            kind=Kind.CALL,
            details=_details(item),
        )


def _details(item: Item) -> Item:
    """`duration` in seconds; nobody answered a call without one."""
    duration = number(item, "duration") or 0
    status = short(item, "status").lower()
    answered = status == "completed" and duration > 0
    return filled(status=status, duration=int(duration), missed=not answered)
