"""What somebody is about to do on a phone, and what becomes of it in the Cloud API's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.simulation import File, Writing
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


def target(draft: Draft) -> Note:
    if draft.target is None:
        raise ValueError("choose the message that it is about")
    return draft.target


def own(draft: Draft) -> Note:
    about = target(draft)
    if not about.mine:
        raise ValueError("a customer can only change what the customer wrote")
    return about
