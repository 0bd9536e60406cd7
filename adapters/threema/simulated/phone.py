"""A customer's phone: its key, the chat on its screen, and the nonces that it has seen.

Not thread-safe by itself; the simulator holds a lock around it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from nacl.public import PrivateKey

from adapters.simulation import Bubble, File


@dataclass(slots=True)
class Phone:
    address: str
    name: str
    key: PrivateKey
    phone: str | None = None  # E.164 digits, if linked to the ID
    email: str | None = None
    chat: dict[str, Bubble] = field(default_factory=dict)  # in the order of writing
    nonces: set[bytes] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"Phone({self.address!r})"

    def first_time(self, nonce: bytes) -> bool:
        """Apps keep every nonce for ever and drop a message that repeats one."""
        digest = hashlib.blake2b(nonce, digest_size=16).digest()
        if digest in self.nonces:
            return False
        self.nonces.add(digest)
        return True

    def show(self, bubble: Bubble) -> None:
        self.chat[bubble.id] = bubble
        if not bubble.mine:
            self.unread.append(bubble.id)

    def mark(self, message_id: str, state: str) -> None:
        if message_id in self.chat:
            self.chat[message_id] = replace(self.chat[message_id], state=state)

    def note(self, message_id: str, **details: Any) -> None:
        """Write something on a bubble: a reaction, "edited", "deleted"."""
        if message_id in self.chat:
            bubble = self.chat[message_id]
            self.chat[message_id] = replace(bubble, details={**bubble.details, **details})

    def reword(self, message_id: str, text: str, files: tuple[File, ...] | None = None) -> None:
        if message_id in self.chat:
            bubble = self.chat[message_id]
            kept = bubble.files if files is None else files
            self.chat[message_id] = replace(bubble, text=text, files=kept)

    def opened(self) -> Sequence[str]:
        """The messages that are looked at now for the first time."""
        seen, self.unread = self.unread, []
        for message_id in seen:
            self.mark(message_id, "read")
        return seen

    def clear(self) -> None:
        self.chat.clear()
        self.unread.clear()


@dataclass(frozen=True, slots=True)
class Read:
    """What a phone makes of a message of the shop."""

    kind: str
    text: str
    files: tuple[File, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)

    def bubble(self, message_id: str, at: datetime) -> Bubble:
        return Bubble(
            id=message_id,
            mine=False,
            text=self.text,
            at=at,
            kind=self.kind,
            state="received",
            files=self.files,
            details=self.details,
        )


def ids_in(inner: bytes) -> Iterator[str]:
    """The message ids that a receipt names after its first byte."""
    for at in range(1, len(inner) - 7, 8):
        yield inner[at : at + 8].hex()
