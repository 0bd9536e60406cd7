"""What a customer can do on the phone, each as the Cloud API's content of a message."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from adapters.simulation import File
from adapters.whatsapp.simulated import examples
from adapters.whatsapp.simulated.draft import Draft, Item, Written, own, target
from adapters.whatsapp.simulated.files import sha256
from adapters.whatsapp.simulated.line import digits
from adapters.whatsapp.simulated.reported import REPORTED


def compose(draft: Draft) -> Written:
    """ValueError for a kind that WhatsApp's app does not have, or one without what it is about."""
    kind = draft.writing.kind
    compose_it = _COMPOSERS.get(kind) or REPORTED.get(kind)
    if compose_it is None:
        raise ValueError(f"a WhatsApp customer cannot write {kind!r}")
    return compose_it(draft)


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


def _product_question(draft: Draft) -> Written:
    """Asked from the page of a product in the shop's catalogue."""
    text, product = draft.writing.text, draft.value("product", "SCHERE-LH-01")
    referred = {"catalog_id": "194836987003835", "product_retailer_id": product}
    context = {"from": "", "id": "", "referred_product": referred}
    content = {"type": "text", "text": {"body": text}, "context": context}
    return Written(content, text, details={"product": product})


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


def _call_permission(draft: Draft) -> Written:
    accepted = draft.value("value", "accept") == "accept"
    reply: Item = {"response": "accept" if accepted else "reject", "response_source": "user_action"}
    if accepted:
        reply["expiration_timestamp"] = 2_000_000_000
    return _answer("call_permission_reply", reply, "Anrufe erlaubt" if accepted else "Keine Anrufe")


def _answer(kind: str, reply: Item, text: str) -> Written:
    return Written({"type": "interactive", "interactive": {"type": kind, kind: reply}}, text)


# --------------------------------------------------------------------------- about other messages


def _reaction(draft: Draft) -> Written:
    about = target(draft)
    emoji = draft.value("emoji", "👍") if draft.writing.kind == "reaction" else ""
    about.details["reaction"] = emoji
    reaction = {"message_id": about.id, **({"emoji": emoji} if emoji else {})}
    return Written({"type": "reaction", "reaction": reaction}, shown=False)


def _edit(draft: Draft) -> Written:
    about = own(draft)
    about.text, about.details["edited"] = draft.writing.text, True
    inner = {"type": "text", "text": {"body": draft.writing.text}}
    edit = {"original_message_id": about.id, "message": inner}
    return Written({"type": "edit", "edit": edit}, shown=False)


def _revoke(draft: Draft) -> Written:
    about = own(draft)
    about.details["deleted"] = True
    return Written({"type": "revoke", "revoke": {"original_message_id": about.id}}, shown=False)


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
    "call-permission": _call_permission,
    "order": _order,
    "product-question": _product_question,
    "reaction": _reaction,
    "no-reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
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
    "call-permission": ("value",),
    "order": ("product", "quantity", "text"),
    "product-question": ("text", "product"),
    "reaction": ("target", "emoji"),
    "no-reaction": ("target",),
    "edit": ("target", "text"),
    "revoke": ("target",),
    "call": ("seconds",),
    "stop": (),
    "resume": (),
    "new-number": ("number",),
    "new-user-id": (),
    "identity-changed": (),
    "unsupported": ("type",),
    "unknown": ("type",),
    "broken": (),
    "too-large": (),
    "lost-file": ("text",),
    "history": ("text",),
    "echo": ("text",),
    "echo-image": ("file", "text"),
    "echo-edit": ("target", "text"),
    "echo-revoke": ("target",),
    "account-news": ("event",),
    "template-news": ("event", "name"),
}
