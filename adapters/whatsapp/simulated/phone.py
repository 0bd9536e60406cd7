"""A customer's phone: who its owner is to WhatsApp, and the chat on its screen.

Not thread-safe by itself; the simulator holds a lock around it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from adapters.simulation import Bubble, File


@dataclass(slots=True)
class Note:
    """One message on the screen, kept small: a phone may hold thousands."""

    id: str
    mine: bool
    text: str
    at: float  # Unix seconds
    kind: str = "text"
    state: str | None = None
    files: tuple[File, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
    line: str = ""  # of the shop's number that it came from or went to
    opaque: str = ""  # what the shop wants to hear again with each status

    def bubble(self) -> Bubble:
        return Bubble(
            id=self.id,
            mine=self.mine,
            text=self.text,
            at=datetime.fromtimestamp(self.at, UTC),
            kind=self.kind,
            state=self.state,
            files=self.files,
            details=dict(self.details),
        )


@dataclass(slots=True)
class Phone:
    """`bsuid` is derived from number and seed; `username` hides the number from businesses."""

    number: str
    name: str
    bsuid: str
    username: str = ""
    chat: dict[str, Note] = field(default_factory=dict)  # in the order of writing
    unread: list[str] = field(default_factory=list)
    wrote_at: dict[str, float] = field(default_factory=dict)  # line -> newest message of ours
    line: str = ""  # that the owner last dealt with
    first_number: str = ""  # stays the same when the number changes: webhooks keep their order

    def __post_init__(self) -> None:
        self.first_number = self.first_number or self.number

    def __repr__(self) -> str:
        return f"Phone({self.number!r})"

    def show(self, note: Note) -> None:
        self.chat[note.id] = note
        self.line = note.line or self.line
        if not note.mine:
            self.unread.append(note.id)

    def opened(self) -> list[Note]:
        """The shop's messages that are looked at now for the first time."""
        seen = [self.chat[one] for one in self.unread if one in self.chat]
        self.unread.clear()
        for note in seen:
            note.state = "read"
        return seen

    def seen_by_shop(self, message_id: str) -> None:
        """This message of the owner and all before it."""
        if message_id not in self.chat:
            return
        for note in self.chat.values():
            if note.mine:
                note.state = "read"
            if note.id == message_id:
                return

    def clear(self) -> None:
        self.chat.clear()
        self.unread.clear()
        self.wrote_at.clear()


def bsuid(seed: str, number: str) -> str:
    """A user id as WhatsApp makes them: the country and digits that say nothing."""
    digest = hashlib.sha256(f"whatsapp user\n{seed}\n{number}".encode()).hexdigest()
    return f"DE.{int(digest[:15], 16) % 10**17:017d}"
