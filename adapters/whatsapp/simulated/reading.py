"""What a phone makes of a message of the shop, and what the API would refuse about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.simulation import File
from adapters.whatsapp.simulated import templates
from adapters.whatsapp.simulated.refusal import Refused

Item = dict[str, Any]
FileOf = Callable[[str], File | None]

MAX_TEXT: Final = 4096
MAX_BODY: Final = 1024
MAX_TITLE: Final = 20
MAX_TWILIO_TEXT: Final = 1600


@dataclass(frozen=True, slots=True)
class Said:
    """`reaction` is set for an emoji on an earlier message instead of a message of its own."""

    kind: str
    text: str = ""
    files: tuple[File, ...] = ()
    details: Item = field(default_factory=dict)
    reaction: tuple[str, str] | None = None  # (message id, emoji)


def read(body: Item, file_of: FileOf) -> Said:
    """The body of a `POST …/messages`. Raises `Refused`."""
    kind = body.get("type", "text")
    reader = _READERS.get(kind)
    part = body.get(kind)
    if reader is None or not isinstance(part, dict):
        raise Refused(400, 131008, f"parameter {kind} is missing")
    said = reader(part, file_of)
    quoted = _object(body, "context").get("message_id")
    if quoted:
        said.details["quotes"] = quoted
    return said


def _text(part: Item, _file_of: FileOf) -> Said:
    return Said("text", _limited(part.get("body"), MAX_TEXT))


def _limited(value: Any, limit: int) -> str:
    if not isinstance(value, str) or not value:
        raise Refused(400, 131008, "a text is missing")
    if len(value) > limit:
        raise Refused(400, 131009, f"Param must be at most {limit} characters long.")
    return value


def _file(kind: str) -> Callable[[Item, FileOf], Said]:
    def read_file(part: Item, file_of: FileOf) -> Said:
        file = file_of(str(part.get("id", "")))
        if file is None:
            raise Refused(400, 131009, "no such media id")
        if "filename" in part:
            file = File(str(part["filename"]), file.content_type, file.content)
        caption = part.get("caption", "")
        if caption and kind in {"audio", "sticker"}:
            raise Refused(400, 131009, f"{kind} has no caption")
        return Said(kind, _limited(caption, MAX_BODY) if caption else "", (file,))

    return read_file


def _location(part: Item, _file_of: FileOf) -> Said:
    return Said("location", str(part.get("name", "")), details=dict(part))


def _reaction(part: Item, _file_of: FileOf) -> Said:
    return Said("reaction", reaction=(str(part.get("message_id")), str(part.get("emoji", ""))))


def _interactive(part: Item, file_of: FileOf) -> Said:
    body = _limited(_object(part, "body").get("text"), MAX_BODY)
    listed = _object(part, "action").get("buttons", [])
    if part.get("type") != "button" or not 1 <= len(listed) <= 3:
        raise Refused(400, 131009, "one to three buttons")
    buttons = [_object(button, "reply") for button in listed]
    for button in buttons:
        _limited(button.get("title"), MAX_TITLE)
    header = _object(part, "header")
    files = (
        _file(str(header["type"]))(_object(header, header["type"]), file_of).files if header else ()
    )
    shown = [{"id": button.get("id"), "title": button["title"]} for button in buttons]
    return Said("interactive", body, files, {"buttons": shown})


def _template(part: Item, file_of: FileOf) -> Said:
    language = str(_object(part, "language").get("code"))
    template = templates.find(str(part.get("name")), language)
    components = [one for one in part.get("components", []) if isinstance(one, dict)]
    values: dict[str, str] = {}
    files: tuple[File, ...] = ()
    for component in components:
        parameters = [one for one in component.get("parameters", []) if isinstance(one, dict)]
        if component.get("type") == "body":
            values = _values(parameters)
        if component.get("type") == "header":
            for parameter in parameters:
                files += _file(parameter["type"])(
                    _object(parameter, parameter["type"]), file_of
                ).files
    details: Item = {"template": part.get("name")}
    if buttons := templates.buttons_of(template):
        details["buttons"] = buttons
    return Said("template", templates.filled_in(template, values), files, details)


def _values(parameters: list[Item]) -> dict[str, str]:
    values: dict[str, str] = {}
    for number, parameter in enumerate(parameters, start=1):
        value = str(parameter.get("text", ""))
        if not value or "\n" in value or "\t" in value or "     " in value:
            raise Refused(400, 132012, "parameter with line breaks, tabs or many blanks")
        values[str(parameter.get("parameter_name") or number)] = value
    return values


def _object(holder: Mapping[str, Any], name: str) -> Item:
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


_READERS: Final[Mapping[str, Callable[[Item, FileOf], Said]]] = {
    "text": _text,
    "image": _file("image"),
    "video": _file("video"),
    "audio": _file("audio"),
    "document": _file("document"),
    "sticker": _file("sticker"),
    "location": _location,
    "reaction": _reaction,
    "interactive": _interactive,
    "template": _template,
}


def read_form(form: Mapping[str, str]) -> Said:
    """The form of a Twilio send. Raises `Refused`."""
    if sid := form.get("ContentSid"):
        template = templates.content(sid)
        text = templates.filled_in(template, _variables(form.get("ContentVariables", "{}")))
        return Said("template", text, details={"template": template["name"]})
    body = form.get("Body", "")
    if not body:
        raise Refused(400, 21602, "Message body is required")
    if len(body) > MAX_TWILIO_TEXT:
        raise Refused(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    return Said("text", body)


def _variables(told: str) -> dict[str, str]:
    try:
        found = json.loads(told)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused(400, 21656, "The ContentVariables parameter is invalid")
    return {str(name): str(value) for name, value in found.items()}
