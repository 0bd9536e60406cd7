"""Reads what WhatsApp reports about a user: a new number, a new id, a new key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.identity import Names
from adapters.whatsapp.wire import Item, child, filled, objects, own_id, short, text
from inbox.channel import (
    Automated,
    Event,
    IdentityChanged,
    InboundMessage,
    Kind,
    Sender,
)

# The end of the text only: a profile name can contain the same words [META].
_FROM_TO: Final = re.compile(r"changed from (\S+) to (\S+?)\.?$")


def system_events(item: Item, at: datetime) -> Iterator[Event]:
    """System messages have no `contacts`, and often no `from` [META]. What names nobody that
    can be found changes nothing."""
    system = child(item, "system")
    claim = _CLAIMS.get(text(system, "type"))
    if claim:
        old, new = (_person(names) for names in claim(item, system))
        if old and new and old != new:
            yield IdentityChanged(own_id(item), old, new, at)
            return
    yield from _notice(item, system, at)


def _person(names: Names) -> Sender | None:
    """None for what has the form of no identifier: a word of the text, for example."""
    return None if names.other else names.sender()


def _notice(item: Item, system: Item, at: datetime) -> Iterator[Event]:
    """Shown in the conversation, written by nobody: it opens no window and gets no answer."""
    sender = Names.sorted(text(item, "from"), text(item, "from_user_id")).sender()
    if sender is None:
        return
    yield InboundMessage(
        external_id=own_id(item),
        sender=sender,
        sent_at=at,
        kind=Kind.SYSTEM,
        text=text(system, "body"),
        details=filled(event=short(system, "type")) or None,
        automated=Automated.NOTIFICATION,
    )


def _new_number(item: Item, system: Item) -> tuple[Names, Names]:
    """`from` is the old number, `wa_id` or the legacy `new_wa_id` the new one."""
    old = Names.sorted(
        text(item, "from") or text(system, "customer"),
        text(system, "previous_user_id"),
        text(system, "previous_parent_user_id"),
    )
    new = Names.sorted(
        text(system, "wa_id") or text(system, "new_wa_id"),
        text(system, "user_id"),
        text(system, "parent_user_id"),
    )
    return old, new


def _new_user_id(item: Item, system: Item) -> tuple[Names, Names]:
    """Before August 2026 the old id stood only in the text."""
    found = _FROM_TO.search(text(system, "body"))
    said_old, said_new = found.groups() if found else ("", "")
    previous = (text(system, "previous_user_id"), text(system, "previous_parent_user_id"))
    old = Names.sorted(*(previous if any(previous) else (said_old, text(item, "from"))))
    new = Names.sorted(text(system, "user_id") or said_new, text(system, "parent_user_id"))
    return old, new


_CLAIMS: Final[Mapping[str, Callable[[Item, Item], tuple[Names, Names]]]] = {
    "user_changed_number": _new_number,
    "customer_changed_number": _new_number,
    "user_changed_user_id": _new_user_id,
}


def user_id_updates(value: Item, arrival: Arrival) -> Iterator[Event]:
    """The drafted field `user_id_update`, which Meta declared not subscribable in August 2026."""
    for item in objects(value, "user_id_update"):
        change = child(item, "user_id")
        old = _person(Names.sorted(text(change, "previous")))
        new = _person(Names.sorted(text(change, "current")))
        if old and new and old != new:
            yield IdentityChanged(own_id(item), old, new, arrival.time_of(item.get("timestamp")))
