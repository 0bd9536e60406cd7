"""The templates of the simulated business account, and how a filled one reads on the phone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from adapters.whatsapp.simulated.refusal import Refused

Item = dict[str, Any]

_VARIABLE: Final = re.compile(r"\{\{(\w+)\}\}")

TEMPLATES: Final[Sequence[Item]] = (
    {
        "id": "1387372356726668",
        "name": "versand_verzoegert",
        "language": "de",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "NAMED",
        "components": [
            {
                "type": "BODY",
                "text": "Hallo {{vorname}}, Ihre Bestellung {{bestellnummer}} verzögert sich. "
                "Wir melden uns, sobald sie unterwegs ist.",
            },
            {"type": "FOOTER", "text": "Müller & Söhne"},
        ],
    },
    {
        "id": "1387372356726669",
        "name": "anfrage_wieder_oeffnen",
        "language": "de",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [
            {
                "type": "BODY",
                "text": "Hallo {{1}}, zu Ihrer Anfrage {{2}} gibt es Neues. "
                "Antworten Sie einfach auf diese Nachricht.",
            },
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Antworten"}]},
        ],
    },
    {
        "id": "1387372356726670",
        "name": "request_news",
        "language": "en",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [
            {"type": "BODY", "text": "Hello {{1}}, there is news about your request {{2}}."}
        ],
    },
    {
        "id": "1689556908129836",
        "name": "herbst_rabatt",
        "language": "de",
        "status": "PAUSED",
        "category": "MARKETING",
        "parameter_format": "POSITIONAL",
        "components": [{"type": "BODY", "text": "Zehn Prozent auf alles, {{1}}!"}],
    },
)


def find(name: str, language: str) -> Item:
    for template in TEMPLATES:
        if (template["name"], template["language"]) == (name, language):
            if template["status"] != "APPROVED":
                raise Refused(400, 132015, "template is paused")
            return template
    raise Refused(404, 132001, f"template name ({name}) does not exist in {language}")


def filled_in(template: Item, values: Mapping[str, str]) -> str:
    """The text with its values; refused if one is missing or too many are given."""
    body = text_of(template)
    wanted = set(_VARIABLE.findall(body))
    if wanted != set(values):
        details = f"number of localizable_params ({len(values)}) is not ({len(wanted)})"
        raise Refused(400, 132000, details)
    return _VARIABLE.sub(lambda found: values[found[1]], body)


def text_of(template: Item) -> str:
    parts = {part["type"]: part for part in template["components"]}
    return str(parts["BODY"]["text"])


def buttons_of(template: Item) -> list[Item]:
    """As the phone's page draws them."""
    parts = {part["type"]: part for part in template["components"]}
    buttons = parts.get("BUTTONS", {}).get("buttons", [])
    return [{"id": button["text"], "title": button["text"]} for button in buttons]


# --------------------------------------------------------------------------- as Twilio lists them


def contents() -> list[Item]:
    return [_content(template) for template in TEMPLATES]


def content(sid: str) -> Item:
    for template in TEMPLATES:
        if content_sid(template) == sid:
            return template
    raise Refused(400, 63027, "no such content")


def content_sid(template: Item) -> str:
    return f"HX{int(template['id']):032x}"


def _content(template: Item) -> Item:
    names = list(dict.fromkeys(_VARIABLE.findall(text_of(template))))
    return {
        "sid": content_sid(template),
        "friendly_name": template["name"],
        "language": template["language"],
        "variables": {name: name for name in names},
        "types": {"twilio/text": {"body": text_of(template)}},
        "approval_requests": {
            "name": template["name"],
            "category": template["category"],
            "status": template["status"].lower(),
        },
    }
