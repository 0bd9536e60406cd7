"""Puts what happened on a phone into the words of the Cloud API's webhooks, or hands it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from adapters.whatsapp.simulated import twilio_reports
from adapters.whatsapp.simulated.draft import Item
from adapters.whatsapp.simulated.events import CloudEvent, Event, TwilioEvent
from adapters.whatsapp.simulated.happening import Happening
from adapters.whatsapp.simulated.line import TWILIO, Line
from adapters.whatsapp.simulated.phone import Note, Phone


def report(happening: Happening, media_url: Callable[[str, str], str]) -> Event:
    """`media_url` gives the address of a file, from message id and media id (Twilio)."""
    if happening.line.provider == TWILIO:
        form = twilio_reports.message(happening, media_url)
        return TwilioEvent(happening.line, "", form)
    field, part = happening.written.place
    item = {**_SHAPES[part](happening), **happening.written.content}
    contact = None if item.get("type") == "system" or not part else _contact(happening.phone)
    return CloudEvent(happening.line, field, part, item, contact)


# --------------------------------------------------------------------------- the Cloud API


def _contact(phone: Phone) -> Item:
    profile = {"name": phone.name}
    if phone.username:
        return {
            "profile": {**profile, "username": f"@{phone.username}"},
            "user_id": phone.bsuid,
        }
    return {"profile": profile, "wa_id": phone.number, "user_id": phone.bsuid}


def _from(phone: Phone) -> Item:
    """Who has a username shows businesses no number."""
    shown = {} if phone.username else {"from": phone.number}
    return {**shown, "from_user_id": phone.bsuid}


def _message(happening: Happening) -> Item:
    more = happening.more
    context: Item = {}
    if happening.quotes:
        context = {"from": happening.line.number, "id": happening.quotes}
    if more.get("forwarded"):
        context = {"forwarded": True}
    return {
        **_from(happening.phone),
        "id": happening.id,
        "timestamp": str(int(happening.at)),
        **({"context": context} if context else {}),
        **{name: more[name] for name in ("referral", "group_id") if more.get(name)},
    }


def _called(happening: Happening) -> Item:
    return {
        **_from(happening.phone),
        "id": happening.id,
        "to": happening.line.number,
        "timestamp": str(int(happening.at)),
    }


def _preferred(happening: Happening) -> Item:
    """The one place where a time is a number."""
    shown = {} if happening.phone.username else {"wa_id": happening.phone.number}
    return {**shown, "user_id": happening.phone.bsuid, "timestamp": int(happening.at)}


def _echoed(happening: Happening) -> Item:
    return {
        "from": happening.line.number,
        "to": happening.phone.number,
        "to_user_id": happening.phone.bsuid,
        "id": happening.id,
        "timestamp": str(int(happening.at)),
    }


def _imported(happening: Happening) -> Item:
    """A chunk of history: what the customer wrote the day before, and what the shop answered."""
    number, at = happening.phone.number, int(happening.at) - 24 * 3600
    asked = {"from": number, "id": happening.id, "timestamp": str(at), "type": "text"}
    told = {"from": happening.line.number, "to": number, "id": f"{happening.id}.2", "type": "text"}
    messages = [
        {**asked, "text": {"body": happening.written.text}},
        {**told, "timestamp": str(at + 60), "text": {"body": "Wir melden uns."},
         "history_context": {"status": "READ"}},
    ]  # fmt: skip
    context = {"wa_id": number, "user_id": happening.phone.bsuid}
    return {
        "metadata": {"phase": 0, "chunk_order": 1, "progress": 100},
        "threads": [{"id": number, "context": context, "messages": messages}],
    }


def _nothing(_happening: Happening) -> Item:
    return {}


_SHAPES: Final[Mapping[str, Callable[[Happening], Item]]] = {
    "messages": _message,
    "calls": _called,
    "user_preferences": _preferred,
    "message_echoes": _echoed,
    "history": _imported,
    "": _nothing,  # news of the account are no list of items
}


def number_change(line: Line, old: Phone, new: Phone, message_id: str, at: float) -> CloudEvent:
    """A system message; it has no contacts."""
    item = {
        "from": old.number,
        "id": message_id,
        "timestamp": str(int(at)),
        "type": "system",
        "system": {
            "type": "user_changed_number",
            "body": f"User {old.name} changed from {old.number} to {new.number}",
            "wa_id": new.number,
            "user_id": new.bsuid,
            "previous_user_id": old.bsuid,
        },
    }
    return CloudEvent(line, "messages", "messages", item)


def user_id_change(line: Line, before: str, phone: Phone, message_id: str, at: float) -> CloudEvent:
    """Of somebody who shows no number: neither contacts nor sender."""
    body = f"User {phone.name} changed from {before} to {phone.bsuid}"
    item = {
        "id": message_id,
        "timestamp": str(int(at)),
        "type": "system",
        "system": {
            "type": "user_changed_user_id",
            "body": body,
            "user_id": phone.bsuid,
            "previous_user_id": before,
        },
    }
    return CloudEvent(line, "messages", "messages", item)


# --------------------------------------------------------------------------- statuses


def status(line: Line, phone: Phone, note: Note, word: str, at: float, code: int = 0) -> Event:
    """`code` says why it failed. Twilio reports to the address that came with the message."""
    if line.provider == TWILIO:
        return twilio_reports.status(line, phone, note, word, code)
    item: Item = {
        "id": note.id,
        "status": word,
        "timestamp": str(int(at)),
        **({} if phone.username else {"recipient_id": phone.number}),
        "recipient_user_id": phone.bsuid,
        **({"biz_opaque_callback_data": note.opaque} if note.opaque else {}),
    }
    if word == "sent":
        item["pricing"] = {
            "billable": False,
            "pricing_model": "PMP",
            "type": "free_customer_service",
            "category": "service",
        }
    if code:
        title = f"Error {code}"
        item["errors"] = [{"code": code, "title": title, "error_data": {"details": title}}]
        return CloudEvent(line, "messages", "statuses", item)  # failed ones have no contacts
    return CloudEvent(line, "messages", "statuses", item, _contact(phone))
