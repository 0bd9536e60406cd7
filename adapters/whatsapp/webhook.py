"""Turns one request of Meta or 360dialog into events: every change to the reader of its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from adapters.whatsapp import wire
from adapters.whatsapp.account_news import account_errors, account_news
from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.calls import calls
from adapters.whatsapp.echoes import echoes
from adapters.whatsapp.envelope import Change, Home, changes, parts
from adapters.whatsapp.history import history
from adapters.whatsapp.messages import messages
from adapters.whatsapp.preferences import preferences
from adapters.whatsapp.signature import HANDOVER, handover, may_be_handed_over
from adapters.whatsapp.statuses import statuses
from adapters.whatsapp.system import user_id_updates
from adapters.whatsapp.template_news import template_news
from inbox.channel import RECEIVED_AT, Event, ForAnotherAccount, Memory, RawRequest


def events_of(raw: RawRequest, memory: Memory, home: Home, secrets: tuple[str, ...]) -> list[Event]:
    """Every event of every level, ours read, others' handed over. Raises as `Channel.parse`."""
    if not may_be_handed_over(raw, secrets):
        raise ValueError("handed over by an account with another secret")
    document = wire.parse(raw.body)
    arrival = Arrival(raw, memory, document)
    found: list[Event] = []
    foreign: dict[str, list[Change]] = {}
    for change in changes(document):
        if address := change.foreign(home):
            foreign.setdefault(address[: wire.MAX_ID], []).append(change)
        else:
            found.extend(_read(change, arrival, home))
    return found + list(_handed_over(raw, foreign, secrets))


def _read(change: Change, arrival: Arrival, home: Home) -> Iterator[Event]:
    """Fields look alike inside, so the field decides before the keys do [META]. One that
    nobody reads is passed over; the request is kept as it came."""
    if reader := _PEOPLE.get(change.field):
        yield from reader(change.value, arrival)
    elif change.field in _TEMPLATES:
        at = arrival.time_of(change.entry.get("time"))
        yield from template_news(change.field, change.value, at)
    elif change.field in _ACCOUNT:
        yield account_news(change.field, change.value, change.entry, arrival, home.phone_number)


def _conversation(value: wire.Item, arrival: Arrival) -> Iterator[Event]:
    """Messages before statuses, and neither waits for the other [CW]."""
    yield from messages(value, arrival)
    yield from statuses(value, arrival)
    yield from account_errors(value, arrival)


_PEOPLE: Final[Mapping[str, Callable[[wire.Item, Arrival], Iterator[Event]]]] = {
    "messages": _conversation,
    "smb_message_echoes": echoes,
    "history": history,
    "user_preferences": preferences,
    "calls": calls,
    "user_id_update": user_id_updates,
}
_TEMPLATES: Final = frozenset(
    {
        "message_template_status_update",
        "message_template_quality_update",
        "message_template_components_update",
        "template_category_update",
    }
)
_ACCOUNT: Final = frozenset(
    {
        "account_update",
        "account_alerts",
        "account_review_update",
        "phone_number_quality_update",
        "phone_number_name_update",
        "business_capability_update",
        "business_username_update",
        "security",
    }
)


def _handed_over(
    raw: RawRequest, foreign: Mapping[str, list[Change]], secrets: tuple[str, ...]
) -> Iterator[ForAnotherAccount]:
    """Without what belongs to the whole request, but with its time of receipt."""
    kept = {name: value for name, value in raw.headers.items() if name == RECEIVED_AT}
    for address, body in parts(foreign):
        headers = {**kept, HANDOVER: handover(body, secrets[0])}
        yield ForAnotherAccount(address, replace(raw, headers=headers, body=body))
