"""Reads which of our buttons a customer tapped, and what a form brought."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from adapters.whatsapp.arrival import moment
from adapters.whatsapp.said import Said
from adapters.whatsapp.wire import MAX_NAME, Item, Unreadable, child, embedded, filled, short, text
from inbox.channel import Kind

MAX_ANSWERS: Final = 100  # fields of a form


def button(item: Item) -> Said:
    """A quick reply of a template. Without a payload of ours it is the button's text [META]."""
    tapped = child(item, "button")
    title = short(tapped, "text")
    chosen = text(tapped, "payload") or title
    if not chosen:
        raise Unreadable("no payload")
    return Said(Kind.CHOICE, title or chosen[:MAX_NAME], details={"id": chosen, "title": title})


def interactive(item: Item) -> Said:
    answer = child(item, "interactive")
    reader = _ANSWERS.get(text(answer, "type"))
    if reader is None:
        raise Unreadable(f"interactive {short(answer, 'type')}".strip())
    return reader(child(answer, text(answer, "type")))


def _choice(reply: Item) -> Said:
    chosen, title = text(reply, "id"), short(reply, "title")
    if not chosen and not title:
        raise Unreadable("no choice")
    details = filled(id=chosen or title, title=title, description=short(reply, "description"))
    return Said(Kind.CHOICE, title or chosen[:MAX_NAME], details=details)


def _form(reply: Item) -> Said:
    return form_said(short(reply, "name"), text(reply, "response_json"))


def form_said(name: str, response: str) -> Said:
    """`response` is JSON in a text, maybe of something else than an object [PYWA]."""
    answers = _form_answers(response)
    token = answers.pop("flow_token", None)
    lines = [f"{label}: {answer}" for label, answer in answers.items()]
    details = filled(name=name, token=token, answers=answers)
    return Said(Kind.FORM, "\n".join(lines), details=details)


def _form_answers(response: str) -> dict[str, str]:
    found = embedded(response)
    if found is None:
        return {"answer": response} if response else {}
    if not isinstance(found, dict):
        return {"answer": _shown(found)}
    answers = list(found.items())[:MAX_ANSWERS]
    return {name[:MAX_NAME]: _shown(answer) for name, answer in answers}


def _shown(answer: Any) -> str:
    if isinstance(answer, str):
        return answer
    if isinstance(answer, list) and all(isinstance(entry, str) for entry in answer):
        return ", ".join(answer)
    return json.dumps(answer, ensure_ascii=False)


def _call_permission(reply: Item) -> Said:
    until = moment(reply.get("expiration_timestamp"))
    details = filled(
        permission=short(reply, "response"),
        source=short(reply, "response_source"),
        until=until.isoformat() if until else None,
    )
    return Said(Kind.CHOICE, "", details={"id": "call_permission", **details})


_ANSWERS: Final[Mapping[str, Callable[[Item], Said]]] = {
    "button_reply": _choice,
    "list_reply": _choice,
    "nfm_reply": _form,
    "call_permission_reply": _call_permission,
}
