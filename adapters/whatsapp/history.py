"""Reads the chats of up to 180 days that a phone shares when it is connected (coexistence)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.echoes import echo
from adapters.whatsapp.identity import (
    Contacts,
    contacts_of,
    digits,
    known_by_ids,
    names_of,
)
from adapters.whatsapp.messages import message
from adapters.whatsapp.wire import Item, child, filled, objects, short, text
from inbox.channel import (
    AccountChanged,
    AccountHealth,
    Event,
    InboundMessage,
    Kind,
    Unsupported,
)

# A placeholder is followed by the file itself unless it is older than this [META].
_FILES_SHARED: Final = timedelta(days=14)


def history(value: Item, arrival: Arrival) -> Iterator[Event]:
    """Everything is marked as imported, so that nothing is announced or answered."""
    for chunk in objects(value, "history"):
        if objects(chunk, "errors"):
            at = arrival.time_of(None)
            yield AccountChanged(AccountHealth.WARNING, "HISTORY_DECLINED", at)
        for thread in objects(chunk, "threads"):
            contacts = known_by_ids([_contact(thread)])
            for item in objects(thread, "messages"):
                yield from _imported(item, value, contacts, arrival)
    for item in objects(value, "messages"):  # the files, later and without their thread
        yield from _imported(item, value, contacts_of(value), arrival)


def _contact(thread: Item) -> Item:
    """What a thread says of its customer, in the words of `contacts`."""
    context = child(thread, "context")
    return {
        "wa_id": text(context, "wa_id") or text(thread, "id"),
        "user_id": text(context, "user_id"),
        "profile": {"username": text(context, "username")},
    }


def _imported(item: Item, value: Item, contacts: Contacts, arrival: Arrival) -> Iterator[Event]:
    at = arrival.time_of(item.get("timestamp"))
    if text(item, "type") == "media_placeholder" and not _is_final(at, arrival):
        return
    if _ours(item, value):
        yield from _echoed(item, contacts, at)
        return
    for event in message(item, contacts, arrival):
        yield _silent(event)


def _is_final(at: datetime, arrival: Arrival) -> bool:
    received = arrival.known()
    return received is not None and at < received - _FILES_SHARED


def _ours(item: Item, value: Item) -> bool:
    own = digits(text(child(value, "metadata"), "display_phone_number"))
    return bool(own) and digits(text(item, "from")) == own


def _echoed(item: Item, contacts: Contacts, at: datetime) -> Iterator[Event]:
    """Without `to` it went to the customer of the thread, as far as there is exactly one."""
    named, known = names_of(item, "to", contacts).sender(), set(contacts.values())
    recipient = named or (known.pop().sender() if len(known) == 1 else None)
    if recipient:
        status = short(child(item, "history_context"), "status").lower()
        yield from echo(item, recipient, at, imported=filled(status=status))


def _silent(event: Event) -> Event:
    """`Unsupported` itself cannot say that it is old."""
    if isinstance(event, InboundMessage):
        return replace(event, imported=True)
    if not isinstance(event, Unsupported):
        return event
    return InboundMessage(
        external_id=event.external_id,
        sender=event.sender,
        sent_at=event.sent_at,
        kind=Kind.UNSUPPORTED,
        details={"what": event.what},
        group=event.group,
        imported=True,
    )
