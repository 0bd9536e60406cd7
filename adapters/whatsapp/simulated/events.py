"""What a provider reports, and how several reports become one webhook."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from adapters.whatsapp.simulated.line import Line
from adapters.whatsapp.simulated.signing import cloud_headers, twilio_headers

MAX_TOGETHER: Final = 50  # the real limit is 1000; webhooks of this size are seldom seen


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """One entry of one list of one field, with the contact that belongs to it. Without a list the
    item is all that the field says."""

    line: Line
    field: str
    part: str  # the list's name: "messages", "statuses", ...
    item: Mapping[str, Any]
    contact: Mapping[str, Any] | None = None

    def goes_with(self, other: Event) -> bool:
        """The Cloud API puts what is due at the same moment into one request."""
        return (
            isinstance(other, CloudEvent)
            and self.line.key == other.line.key
            and self.field == other.field
            and bool(self.part)
        )


@dataclass(frozen=True, slots=True)
class TwilioEvent:
    """Twilio posts every message and every status alone. `url` "" is where the line is connected
    to by then; a status goes where its message said."""

    line: Line
    url: str
    form: Mapping[str, str]

    def goes_with(self, other: Event) -> bool:
        del other
        return False


Event = CloudEvent | TwilioEvent


def webhook(line: Line, events: Sequence[Event]) -> Webhook:
    first = events[0]
    if isinstance(first, TwilioEvent):
        url, body = first.url or line.callback or "", urlencode(first.form).encode()
        return Webhook(url, twilio_headers(line, url, first.form), body)
    body = _cloud_body(line, [event for event in events if isinstance(event, CloudEvent)])
    return Webhook(line.callback or "", cloud_headers(line, body), body)


def _cloud_body(line: Line, events: Sequence[CloudEvent]) -> bytes:
    if not events[0].part:
        return _document(line, events[0].field, events[0].item)
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": line.number, "phone_number_id": line.number_id},
    }
    contacts = {json.dumps(event.contact): event.contact for event in events if event.contact}
    if contacts:
        value["contacts"] = list(contacts.values())
    for event in events:
        value.setdefault(event.part, []).append(event.item)
    return _document(line, events[0].field, value)


def _document(line: Line, field: str, value: Mapping[str, Any]) -> bytes:
    change = {"field": field, "value": value}
    entry = {"id": line.waba_id, "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
