"""What a customer can do on the phone, each as the Cloud API's content of a message."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.simulation import File, Writing
from adapters.whatsapp.simulated import examples
from adapters.whatsapp.simulated.files import sha256
from adapters.whatsapp.simulated.line import digits
from adapters.whatsapp.simulated.phone import Note, Phone

Item = dict[str, Any]

MESSAGES: Final = ("messages", "messages")


@dataclass(frozen=True, slots=True)
class Draft:
    """`target` is the message that it is about; `keep` stores a file and returns its media id."""

    writing: Writing
    phone: Phone
    target: Note | None
    keep: Callable[[File], str]

    def value(self, name: str, default: str = "") -> str:
        return str(self.writing.fields.get(name) or default)


@dataclass(frozen=True, slots=True)
class Written:
    """`content` stands beside id, sender and time. `shown` False: no new message appears on the
    screen. `place` is the webhook's field and the list in it."""

    content: Item
    text: str = ""
    files: tuple[File, ...] = ()
    details: Item = field(default_factory=dict)
    shown: bool = True
    place: tuple[str, str] = MESSAGES


def compose(draft: Draft) -> Written:
    """ValueError for a kind that WhatsApp's app does not have, or one without what it is about."""
    kind = draft.writing.kind
    if kind not in _COMPOSERS:
        raise ValueError(f"a WhatsApp customer cannot write {kind!r}")
    return _COMPOSERS[kind](draft)


def _text(draft: Draft) -> Written:
    return Written({"type": "text", "text": {"body": draft.writing.text}}, draft.writing.text)


# --------------------------------------------------------------------------- files


def _file(kind: str, example: Callable[[], File], **always: Any) -> Callable[[Draft], Written]:
    def composed(draft: Draft) -> Written:
        file = draft.writing.file or example()
        described: Item = {
            "id": draft.keep(file),
            "mime_type": file.content_type,
            "sha256": base64.b64encode(sha256(file.content)).decode(),
            **always,
        }
        text = draft.writing.text if kind in {"image", "video", "document"} else ""
        if text:
            described["caption"] = text
        if kind == "document":
            described["filename"] = file.name
        return Written({"type": kind, kind: described}, text, (file,))

    return composed


def _needs_a_file() -> File:
    raise ValueError("choose a file")


# --------------------------------------------------------------------------- places and people


def _location(draft: Draft) -> Written:
    name, address = draft.value("name"), draft.value("address")
    place: Item = {
        "latitude": float(draft.value("latitude", "52.520008")),
        "longitude": float(draft.value("longitude", "13.404954")),
        **({"name": name} if name else {}),
        **({"address": address} if address else {}),
    }
    text = ", ".join(filter(None, (name, address)))
    return Written({"type": "location", "location": place}, text, details=place)


def _contacts(draft: Draft) -> Written:
    name = draft.value("name", "Jörg Schäfer")
    number = draft.value("phone", "+49 171 3920005")
    card = {
        "name": {"formatted_name": name, "first_name": name.split()[0]},
        "phones": [{"phone": number, "wa_id": digits(number), "type": "CELL"}],
    }
    return Written({"type": "contacts", "contacts": [card]}, name, details={"phone": number})


def _order(draft: Draft) -> Written:
    product = {
        "product_retailer_id": draft.value("product", "SCHERE-LH-01"),
        "quantity": int(draft.value("quantity", "1")),
        "item_price": float(draft.value("price", "24.9")),
        "currency": "EUR",
    }
    order = {
        "catalog_id": "194836987003835",
        "text": draft.writing.text,
        "product_items": [product],
    }
    details = {"product": product["product_retailer_id"], "quantity": product["quantity"]}
    return Written({"type": "order", "order": order}, draft.writing.text, details=details)


# --------------------------------------------------------------------------- taps and forms


def _button(draft: Draft) -> Written:
    """A button under a template comes back in another type than one under a message."""
    title = draft.writing.text or draft.value("title", "Ja")
    chosen = draft.value("id", title)
    if draft.target is not None and draft.target.kind == "template":
        return Written({"type": "button", "button": {"payload": chosen, "text": title}}, title)
    return _answer("button_reply", {"id": chosen, "title": title}, title)


def _list_entry(draft: Draft) -> Written:
    title = draft.writing.text or draft.value("title", "Lieferung")
    reply = {
        "id": draft.value("id", title),
        "title": title,
        "description": draft.value("description"),
    }
    return _answer("list_reply", reply, title)


def _form(draft: Draft) -> Written:
    given = draft.writing.fields.get("answers")
    answers = given if isinstance(given, dict) else {"grund": draft.writing.text or "beschädigt"}
    response = json.dumps({"flow_token": draft.value("token", "flow-1"), **answers})
    reply = {"name": "flow", "body": "Sent", "response_json": response}
    return _answer("nfm_reply", reply, ", ".join(map(str, answers.values())))


def _answer(kind: str, reply: Item, text: str) -> Written:
    return Written({"type": "interactive", "interactive": {"type": kind, kind: reply}}, text)


# --------------------------------------------------------------------------- about other messages


def _reaction(draft: Draft) -> Written:
    target = _target(draft)
    emoji = draft.value("emoji", "👍") if draft.writing.kind == "reaction" else ""
    target.details["reaction"] = emoji
    reaction = {"message_id": target.id, **({"emoji": emoji} if emoji else {})}
    return Written({"type": "reaction", "reaction": reaction}, shown=False)


def _edit(draft: Draft) -> Written:
    target = _own(draft)
    target.text, target.details["edited"] = draft.writing.text, True
    inner = {"type": "text", "text": {"body": draft.writing.text}}
    edit = {"original_message_id": target.id, "message": inner}
    return Written({"type": "edit", "edit": edit}, shown=False)


def _revoke(draft: Draft) -> Written:
    target = _own(draft)
    target.details["deleted"] = True
    return Written({"type": "revoke", "revoke": {"original_message_id": target.id}}, shown=False)


def _target(draft: Draft) -> Note:
    if draft.target is None:
        raise ValueError("choose the message that it is about")
    return draft.target


def _own(draft: Draft) -> Note:
    target = _target(draft)
    if not target.mine:
        raise ValueError("a customer can only change what the customer wrote")
    return target


# --------------------------------------------------------------------------- what the API lacks


def _unsupported(draft: Draft) -> Written:
    what = draft.value("type", "poll")
    error = {
        "code": 131051,
        "title": "Message type unknown",
        "error_data": {"details": "Message type is currently not supported."},
    }
    content = {"type": "unsupported", "unsupported": {"type": what}, "errors": [error]}
    return Written(content, draft.writing.text or what)


def _unknown(draft: Draft) -> Written:
    """A type that nobody has heard of yet."""
    kind = draft.value("type", "hologram")
    return Written({"type": kind, kind: {"x": 1}}, draft.writing.text or kind)


def _broken(draft: Draft) -> Written:
    return Written({"type": "text", "text": "?"}, draft.writing.text or "?")


# --------------------------------------------------------------------------- not messages


def _call(draft: Draft) -> Written:
    seconds = int(draft.value("seconds", "0"))
    ended = {"event": "terminate", "direction": "USER_INITIATED", "duration": seconds}
    ended["status"] = "COMPLETED" if seconds else "FAILED"
    return Written(ended, place=("calls", "calls"), details={"seconds": seconds})


def _preference(draft: Draft) -> Written:
    wish = {"category": "marketing_messages", "value": draft.value("value", draft.writing.kind)}
    wish["detail"] = f"User requested to {wish['value']} marketing messages"
    return Written(wish, shown=False, place=("user_preferences", "user_preferences"))


def _echo(draft: Draft) -> Written:
    """The shop writes with the app on its own phone, beside the API."""
    content = {"type": "text", "text": {"body": draft.writing.text}}
    return Written(content, draft.writing.text, place=("smb_message_echoes", "message_echoes"))


_COMPOSERS: Final[Mapping[str, Callable[[Draft], Written]]] = {
    "text": _text,
    "image": _file("image", examples.photo),
    "video": _file("video", _needs_a_file),
    "voice": _file("audio", examples.voice, voice=True),
    "audio": _file("audio", examples.voice, voice=False),
    "document": _file("document", examples.invoice),
    "sticker": _file("sticker", examples.sticker, animated=False),
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "list": _list_entry,
    "form": _form,
    "order": _order,
    "reaction": _reaction,
    "no-reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "call": _call,
    "stop": _preference,
    "resume": _preference,
    "unsupported": _unsupported,
    "unknown": _unknown,
    "broken": _broken,
    "echo": _echo,
}

# Kind of writing -> what to ask a person for; the first one is what the phone opens with.
OFFERS: Final[Mapping[str, Sequence[str]]] = {
    "text": ("text",),
    "image": ("file", "text"),
    "voice": ("file",),
    "audio": ("file",),
    "video": ("file", "text"),
    "document": ("file", "text"),
    "sticker": ("file",),
    "location": ("latitude", "longitude", "name", "address"),
    "contacts": ("name", "phone"),
    "button": ("target", "text"),
    "list": ("target", "text"),
    "form": ("target", "text"),
    "order": ("product", "quantity", "text"),
    "reaction": ("target", "emoji"),
    "no-reaction": ("target",),
    "edit": ("target", "text"),
    "revoke": ("target",),
    "call": ("seconds",),
    "stop": (),
    "resume": (),
    "new-number": ("number",),
    "unsupported": ("type",),
    "unknown": ("type",),
    "broken": (),
    "echo": ("text",),
}
