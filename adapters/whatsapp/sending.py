"""Says an outbound message in the words of the Cloud API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from adapters.whatsapp import wire
from adapters.whatsapp.attachments import content_type, safe_filename
from adapters.whatsapp.identity import recipient
from adapters.whatsapp.limits import (
    DOCUMENT,
    FILES,
    MAX_BUTTON_ID,
    MAX_BUTTONS,
    MAX_CAPTION,
    MAX_TEXT,
    MAX_TITLE,
)
from adapters.whatsapp.template_form import TemplateForm
from adapters.whatsapp.wire import Item
from inbox.channel import Button, OutboundMedia, OutboundMessage, Rejected

_UNCAPTIONED: Final = frozenset({"audio", "sticker"})


@dataclass(frozen=True, slots=True)
class Call:
    """The body of `POST …/messages`; `file` leads to the object that the upload's id goes into."""

    body: Item
    file: tuple[str | int, ...] = ()

    def to_bytes(self) -> bytes:
        return wire.dump({"body": self.body, "file": list(self.file)})

    @classmethod
    def from_bytes(cls, prepared: bytes) -> Call:
        read = wire.parse(prepared)
        return cls(wire.child(read, "body"), tuple(read["file"]))

    def with_file(self, media_id: str) -> Item:
        place: Any = self.body
        for step in self.file:
            place = place[step]
        place["id"] = media_id
        return self.body


def call_for(message: OutboundMessage, form: TemplateForm | None) -> Call:
    """`form`: what is known of the message's template. Raises `Rejected`."""
    said = _say(message, form)
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_addressed(message),
        **said.body,
        # Comes back with every status, so that a message whose answer was lost is found [META].
        "biz_opaque_callback_data": message.dedupe_key,
    }
    if message.reply_to and said.body["type"] not in {"reaction", "template"}:
        body["context"] = {"message_id": message.reply_to}
    return Call(body, said.file)


def _addressed(message: OutboundMessage) -> Item:
    """A BSUID in `to` is dropped silently; a number without + gets the business's own country
    code [META]."""
    to = recipient(message.to)
    return {"to": f"+{to.phone}"} if to.phone else {"recipient": to.bsuid}


def _say(message: OutboundMessage, form: TemplateForm | None) -> Call:
    if message.emoji is not None:
        return _reaction(message, message.emoji)
    if len(message.media) > 1:
        raise Rejected("ONE_FILE_PER_MESSAGE")
    if message.template:
        return _template(message, form)
    if message.buttons:
        return _buttons(message)
    return _file(message) if message.media else _text(message)


def _text(message: OutboundMessage) -> Call:
    body = fitting(message.text, MAX_TEXT)
    return Call({"type": "text", "text": {"preview_url": False, "body": body}})


def fitting(text: str, limit: int) -> str:
    """Nobody says whether limits count code points or UTF-16 units; this is the stricter reading
    [META]. Raises `Rejected`; never shortens."""
    if not text.strip():
        raise Rejected("NOTHING_TO_SAY")
    if utf16_units(text) > limit:
        raise Rejected("TEXT_TOO_LONG", f"more than {limit} characters")
    return text


def utf16_units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)


def _reaction(message: OutboundMessage, emoji: str) -> Call:
    if not message.reply_to:
        raise Rejected("NOTHING_TO_REACT_TO")
    return Call({"type": "reaction", "reaction": {"message_id": message.reply_to, "emoji": emoji}})


# --------------------------------------------------------------------------- files


def _file(message: OutboundMessage) -> Call:
    [media] = message.media
    kind = _kind(media)
    described: Item = {}
    if kind == "document":
        described["filename"] = safe_filename(media.filename) or "file"
    if message.text.strip():
        if kind in _UNCAPTIONED:
            raise Rejected("NO_CAPTION", f"{kind} carries no text")
        described["caption"] = fitting(message.text, MAX_CAPTION)
    return Call({"type": kind, kind: described}, (kind,))


def _kind(media: OutboundMedia) -> str:
    kind, largest = FILES.get(content_type(media.content_type), DOCUMENT)
    if media.size > largest:
        raise Rejected("FILE_TOO_LARGE", f"more than {largest} bytes for {kind}")
    return kind


# --------------------------------------------------------------------------- buttons


def _buttons(message: OutboundMessage) -> Call:
    if len(message.buttons) > MAX_BUTTONS:
        raise Rejected("TOO_MANY_BUTTONS", f"more than {MAX_BUTTONS}")
    if len({button.title for button in message.buttons}) < len(message.buttons):
        raise Rejected("BUTTONS_ALIKE")
    interactive = {
        "type": "button",
        "body": {"text": fitting(message.text, MAX_CAPTION)},
        "action": {"buttons": [_button(button) for button in message.buttons]},
    }
    if not message.media:
        return Call({"type": "interactive", "interactive": interactive})
    kind = _header_kind(message.media[0])
    interactive["header"] = {"type": kind, kind: {}}
    return Call(
        {"type": "interactive", "interactive": interactive}, ("interactive", "header", kind)
    )


def _button(button: Button) -> Item:
    if not button.title.strip() or utf16_units(button.title) > MAX_TITLE:
        raise Rejected("BUTTON_TITLE", f"1 to {MAX_TITLE} characters")
    if not 0 < len(button.id) <= MAX_BUTTON_ID:
        raise Rejected("BUTTON_ID", f"1 to {MAX_BUTTON_ID} characters")
    return {"type": "reply", "reply": {"id": button.id, "title": button.title}}


def _header_kind(media: OutboundMedia) -> str:
    kind = _kind(media)
    if kind in _UNCAPTIONED:
        raise Rejected("NO_CAPTION", f"{kind} carries no text")
    return kind


# --------------------------------------------------------------------------- templates


def _template(message: OutboundMessage, form: TemplateForm | None) -> Call:
    use = message.template
    assert use
    template: Item = {"name": use.name, "language": {"code": use.language}}
    components = (form or TemplateForm.positional(len(use.values))).components(use.values)
    header = form.header if form else ""
    if header and not message.media:
        raise Rejected("TEMPLATE_NEEDS_FILE", header)
    if message.media and _kind(message.media[0]) != header:
        raise Rejected("TEMPLATE_TAKES_NO_FILE" if not header else "TEMPLATE_NEEDS_FILE", header)
    if header:
        parameter: Item = {"type": header, header: {}}
        components.insert(0, {"type": "header", "parameters": [parameter]})
    if components:
        template["components"] = components
    path = ("template", "components", 0, "parameters", 0, header) if header else ()
    return Call({"type": "template", "template": template}, path)
