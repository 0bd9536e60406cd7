"""Puts what happened on a phone into the words of Twilio's webhooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeAlias

from adapters.whatsapp.simulated.draft import Item
from adapters.whatsapp.simulated.events import TwilioEvent
from adapters.whatsapp.simulated.happening import Happening
from adapters.whatsapp.simulated.line import Line
from adapters.whatsapp.simulated.phone import Note, Phone


def status(line: Line, phone: Phone, note: Note, word: str, code: int) -> TwilioEvent:
    told = "undelivered" if word == "failed" else word
    form = {
        "MessageSid": note.id,
        "SmsSid": note.id,
        "MessageStatus": told,
        "SmsStatus": told,
        "AccountSid": line.setting("account_sid"),
        "From": f"whatsapp:+{line.number}",
        "To": _address(phone),
        "ApiVersion": "2010-04-01",
        **({"ErrorCode": str(code)} if code else {}),
    }
    return TwilioEvent(line, note.opaque, form)


def _address(phone: Phone) -> str:
    return f"whatsapp:{phone.bsuid}" if phone.username else f"whatsapp:+{phone.number}"


def message(happening: Happening, media_url: Callable[[str, str], str]) -> Mapping[str, str]:
    """ValueError for what Twilio does not pass on."""
    content, phone = happening.written.content, happening.phone
    kind = str(content.get("type"))
    if happening.written.place[1] != "messages" or kind not in _PARTS:
        raise ValueError(f"Twilio does not pass on {kind!r}")
    form = {
        "MessageSid": happening.id,
        "SmsSid": happening.id,
        "SmsMessageSid": happening.id,
        "AccountSid": happening.line.setting("account_sid"),
        "From": _address(phone),
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
        **_PARTS[kind](content.get(kind) or {}, partial(media_url, happening.id)),
    }
    if happening.quotes:
        form["OriginalRepliedMessageSid"] = happening.quotes
        form["OriginalRepliedMessageSender"] = f"whatsapp:+{happening.line.number}"
    if happening.more.get("forwarded"):
        form["Forwarded"] = "true"
    return form


_Url: TypeAlias = Callable[[str], str]  # media id -> address


def _text(said: Item, _url: _Url) -> Mapping[str, str]:
    return {"Body": said["body"]}


def _file(said: Item, url: _Url) -> Mapping[str, str]:
    return {
        "NumMedia": "1",
        "MediaUrl0": url(said["id"]),
        "MediaContentType0": said["mime_type"].partition(";")[0],
        "Body": said.get("caption", ""),
    }


def _location(said: Item, _url: _Url) -> Mapping[str, str]:
    form = {"Latitude": str(said["latitude"]), "Longitude": str(said["longitude"])}
    names = {"Label": said.get("name"), "Address": said.get("address")}
    return form | {name: value for name, value in names.items() if value}


def _button(said: Item, _url: _Url) -> Mapping[str, str]:
    reply = said.get("button_reply") or said.get("list_reply") or said
    title = reply.get("title") or reply.get("text") or ""
    payload = reply.get("id") or reply.get("payload") or title
    return {"ButtonText": title, "ButtonPayload": payload, "Body": title}


def _nothing(_said: Item, _url: _Url) -> Mapping[str, str]:
    return {}


_PARTS: Final[Mapping[str, Callable[[Item, _Url], Mapping[str, str]]]] = {
    "text": _text,
    "image": _file,
    "audio": _file,
    "video": _file,
    "document": _file,
    "sticker": _file,
    "location": _location,
    "button": _button,
    "interactive": _button,
    "unsupported": _nothing,
}
