"""What a form sent, made tidy: lines, texts, switches, choices, and an id that lets it act once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import request

from inbox.conversations.wording import clean, clean_text
from inbox.db import is_id, new_id

_LONGEST: Final = 10_000


def line(name: str, *, most: int = 500) -> str:
    """One line without control characters; longer ones are cut beyond `most` + 1, so that a check
    of the length still finds them too long."""
    return clean(request.form.get(name, "")[: most * 4])[: most + 1]


def text(name: str, *, most: int = _LONGEST) -> str:
    written = request.form.get(name, "")[: most * 2]
    return clean_text(written.replace("\r\n", "\n")).strip()[: most + 1]


def flag(name: str) -> bool:
    return bool(request.form.get(name))


def choice(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """One of `known`; whatever else was sent is `otherwise`."""
    sent = request.form.get(name, "")
    return sent if sent in tuple(known) else otherwise


def asked(name: str, known: Iterable[str]) -> str:
    """One of `known` from the address; whatever else was asked for is nothing."""
    sent = request.args.get(name, "")
    return sent if sent in tuple(known) else ""


def many(name: str) -> list[str]:
    return request.form.getlist(name)


def given_id() -> str:
    """The id that the form was made with: what is posted twice makes one thing."""
    sent = request.form.get("new_id", "")
    return sent if is_id(sent) else new_id()
