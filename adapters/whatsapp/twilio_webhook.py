"""Turns one request of Twilio, a form with one message or one status, into events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.errors import twilio_failure
from adapters.whatsapp.signature import HANDOVER, MAX_FIELDS, handover, may_be_handed_over
from adapters.whatsapp.twilio_message import address_of, message
from adapters.whatsapp.wire import Item, reference, storable, text
from inbox.channel import (
    RECEIVED_AT,
    DeliveryUpdate,
    Event,
    ForAnotherAccount,
    Memory,
    RawRequest,
    State,
)

DEDUPE_PARAMETER: Final = "m"  # in the query of the status address; Twilio signs it with the rest

# accepted, scheduled, queued and sending say nothing that a person needs [TW].
_STATES: Final[Mapping[str, State]] = {
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "undelivered": State.FAILED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


def events_of(
    raw: RawRequest, memory: Memory, own_number: str, secrets: tuple[str, ...]
) -> list[Event]:
    """Raises as `Channel.parse`. Fields that Twilio added are passed over."""
    if not may_be_handed_over(raw, secrets):
        raise ValueError("handed over by an account with another secret")
    form = _form(raw.body)
    arrival = Arrival(raw, memory)
    outgoing = "MessageStatus" in form
    ours = address_of(text(form, "From" if outgoing else "To"))
    if ours.isdigit() and ours != own_number:
        return [_handed_over(raw, ours, secrets)]
    return list(_status(form, raw, arrival) if outgoing else message(form, arrival))


def _form(body: bytes) -> Item:
    """The first value of each parameter; ValueError if this is no form of Twilio's."""
    pairs = parse_qsl(
        body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS
    )
    form: Item = {}
    for name, value in pairs:
        form.setdefault(name, storable(value))
    if reference(form, "MessageSid") is None:
        raise ValueError("not a webhook of Twilio")
    return form


def _handed_over(raw: RawRequest, number: str, secrets: tuple[str, ...]) -> ForAnotherAccount:
    kept = {name: value for name, value in raw.headers.items() if name == RECEIVED_AT}
    headers = {**kept, HANDOVER: handover(raw.body, secrets[0])}
    return ForAnotherAccount(number, replace(raw, headers=headers))


def _status(form: Item, raw: RawRequest, arrival: Arrival) -> Iterator[Event]:
    state = _STATES.get(text(form, "MessageStatus"))
    if state is None:
        return
    query = {**dict(parse_qsl(urlsplit(raw.url).query)), **raw.query}
    yield DeliveryUpdate(
        external_id=text(form, "MessageSid"),
        state=state,
        at=arrival.time_of(None),
        dedupe_key=reference(query, DEDUPE_PARAMETER),
        reason=twilio_failure(text(form, "ErrorCode")) if state is State.FAILED else None,
    )
