"""Puts what happened on a phone into the words of each provider's webhooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.whatsapp.simulated.events import CloudEvent, Event, TwilioEvent
from adapters.whatsapp.simulated.line import TWILIO, Line
from adapters.whatsapp.simulated.phone import Note, Phone
from adapters.whatsapp.simulated.writing import Item, Written


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a customer wrote. `quotes` is the id of the message it answers, `more` what
    was asked for beside: forwarded, referral, group_id, username."""

    line: Line
    phone: Phone
    written: Written
    id: str
    at: float  # Unix seconds
    quotes: str | None
    more: Mapping[str, Any]


def report(happening: Happening, media_url: Callable[[str, str], str]) -> Event:
    """`media_url` gives the address of a file, from message id and media id (Twilio)."""
    if happening.line.provider == TWILIO:
        form = _twilio_form(happening, media_url)
        return TwilioEvent(happening.line, happening.line.callback or "", form)
    field, part = happening.written.place
    item = {**_SHAPES[part](happening), **happening.written.content}
    return CloudEvent(happening.line, field, part, item, _contact(happening.phone))


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


_SHAPES: Final[Mapping[str, Callable[[Happening], Item]]] = {
    "messages": _message,
    "calls": _called,
    "user_preferences": _preferred,
    "message_echoes": _echoed,
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


# --------------------------------------------------------------------------- statuses


def status(line: Line, phone: Phone, note: Note, word: str, at: float, code: int = 0) -> Event:
    """`code` says why it failed. Twilio reports to the address that came with the message."""
    if line.provider == TWILIO:
        return _twilio_status(line, phone, note, word, code)
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


def _twilio_status(line: Line, phone: Phone, note: Note, word: str, code: int) -> TwilioEvent:
    told = "undelivered" if word == "failed" else word
    form = {
        "MessageSid": note.id,
        "SmsSid": note.id,
        "MessageStatus": told,
        "SmsStatus": told,
        "AccountSid": line.setting("account_sid"),
        "From": f"whatsapp:+{line.number}",
        "To": _twilio_address(phone),
        "ApiVersion": "2010-04-01",
        **({"ErrorCode": str(code)} if code else {}),
    }
    return TwilioEvent(line, note.opaque, form)


# --------------------------------------------------------------------------- Twilio's messages


def _twilio_address(phone: Phone) -> str:
    return f"whatsapp:{phone.bsuid}" if phone.username else f"whatsapp:+{phone.number}"


def _twilio_form(happening: Happening, media_url: Callable[[str, str], str]) -> Mapping[str, str]:
    """ValueError for what Twilio does not pass on."""
    content, phone = happening.written.content, happening.phone
    kind = str(content.get("type"))
    if happening.written.place[1] != "messages" or kind not in _TWILIO:
        raise ValueError(f"Twilio does not pass on {kind!r}")
    form = {
        "MessageSid": happening.id,
        "SmsSid": happening.id,
        "SmsMessageSid": happening.id,
        "AccountSid": happening.line.setting("account_sid"),
        "From": _twilio_address(phone),
        "To": f"whatsapp:+{happening.line.number}",
        **({} if phone.username else {"WaId": phone.number}),
        "ExternalUserId": f"whatsapp:{phone.bsuid}",
        "ProfileName": phone.name,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        "MessageType": kind,
        "Body": "",
        **_TWILIO[kind](content.get(kind) or {}, happening, media_url),
    }
    if happening.quotes:
        form["OriginalRepliedMessageSid"] = happening.quotes
        form["OriginalRepliedMessageSender"] = f"whatsapp:+{happening.line.number}"
    if happening.more.get("forwarded"):
        form["Forwarded"] = "true"
    return form


_Media = Callable[[str, str], str]


def _twilio_text(said: Item, happening: Happening, media_url: _Media) -> Mapping[str, str]:
    del happening, media_url
    return {"Body": said["body"]}


def _twilio_file(said: Item, happening: Happening, media_url: _Media) -> Mapping[str, str]:
    return {
        "NumMedia": "1",
        "MediaUrl0": media_url(happening.id, said["id"]),
        "MediaContentType0": said["mime_type"].partition(";")[0],
        "Body": said.get("caption", ""),
    }


def _twilio_location(said: Item, happening: Happening, media_url: _Media) -> Mapping[str, str]:
    del happening, media_url
    form = {"Latitude": str(said["latitude"]), "Longitude": str(said["longitude"])}
    names = {"Label": said.get("name"), "Address": said.get("address")}
    return form | {name: value for name, value in names.items() if value}


def _twilio_button(said: Item, happening: Happening, media_url: _Media) -> Mapping[str, str]:
    del happening, media_url
    reply = said.get("button_reply") or said.get("list_reply") or said
    title = reply.get("title") or reply.get("text") or ""
    payload = reply.get("id") or reply.get("payload") or title
    return {"ButtonText": title, "ButtonPayload": payload, "Body": title}


def _twilio_nothing(said: Item, happening: Happening, media_url: _Media) -> Mapping[str, str]:
    del said, happening, media_url
    return {}


_TWILIO: Final[Mapping[str, Callable[[Item, Happening, _Media], Mapping[str, str]]]] = {
    "text": _twilio_text,
    "image": _twilio_file,
    "audio": _twilio_file,
    "video": _twilio_file,
    "document": _twilio_file,
    "sticker": _twilio_file,
    "location": _twilio_location,
    "button": _twilio_button,
    "interactive": _twilio_button,
    "unsupported": _twilio_nothing,
}
