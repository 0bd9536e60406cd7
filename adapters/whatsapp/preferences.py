"""Reads what customers told WhatsApp they want to receive from the shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.identity import contacts_of, names_of_contact
from adapters.whatsapp.wire import Item, objects, text
from inbox.channel import AccountChanged, AccountHealth, Event, Preference, Wish

# `signup` came in June 2026 with in-app sign-up [META].
_WISHES: Final[Mapping[tuple[str, str], Wish]] = {
    ("marketing_messages", "stop"): Wish.STOP_MARKETING,
    ("marketing_messages", "resume"): Wish.RESUME_MARKETING,
    ("marketing_messages", "signup"): Wish.RESUME_MARKETING,
}


def preferences(value: Item, arrival: Arrival) -> Iterator[Event]:
    """A wish that we cannot read may be an opt-out, so a person is told."""
    contacts = contacts_of(value)
    for item in objects(value, "user_preferences"):
        at = arrival.time_of(item.get("timestamp"))
        wish = _WISHES.get((text(item, "category"), text(item, "value")))
        sender = names_of_contact(item).with_profile_of(contacts).sender()
        if wish and sender:
            yield Preference(sender, wish, at)
        else:
            yield AccountChanged(AccountHealth.WARNING, "PREFERENCE_NOT_UNDERSTOOD", at)
