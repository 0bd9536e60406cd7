"""Who reads a conversation and who types in it, as their pages say; known for seconds only.

A page repeats what its agent does; whoever falls silent is forgotten. Redis carries it to the other
processes; without Redis only those on the same process see each other.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

import redis

from inbox.db import is_id
from inbox.doorbell import impatient_client

CHANNEL: Final = "kontor:presence"
FRESH_SECONDS: Final = 25.0  # pages repeat themselves every ten
_SILENCE_SECONDS: Final = 5.0  # without Redis, before it is tried again


class Doing(StrEnum):
    READING = "reading"
    TYPING = "typing"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Presence:
    """`name` is the colleague's; the only words that a stream carries."""

    conversation: str
    agent: str
    name: str
    doing: Doing

    @property
    def data(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, data: bytes) -> Presence | None:
        """None for what another version of Kontor says."""
        try:
            said = json.loads(data)
            return cls(
                str(said["conversation"]),
                str(said["agent"]),
                str(said["name"]),
                Doing(said["doing"]),
            )
        except (ValueError, KeyError, TypeError):
            return None


def doing(conversation: str, what: str) -> Doing | None:
    """None if a page cannot have said so."""
    return Doing(what) if what in set(Doing) and is_id(conversation) else None


class Board:
    """What this process knows of who is where."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._heard: dict[tuple[str, str], tuple[float, Presence]] = {}

    def put(self, presence: Presence) -> None:
        with self._lock:
            self._forget()
            key = (presence.conversation, presence.agent)
            if presence.doing is Doing.GONE:
                self._heard.pop(key, None)
            else:
                self._heard[key] = (self._clock() + FRESH_SECONDS, presence)

    def fresh(self) -> Sequence[Presence]:
        with self._lock:
            self._forget()
            return [presence for _, presence in self._heard.values()]

    def _forget(self) -> None:
        now = self._clock()
        for key in [key for key, (until, _) in self._heard.items() if until <= now]:
            del self._heard[key]


class Crier:
    """Tells every process, this one included."""

    def __init__(self, url: str, here: Callable[[Presence], None]) -> None:
        self._redis = impatient_client(url)
        self._here = here
        self._silent_until = 0.0

    def cry(self, presence: Presence) -> None:
        if not self._carried(presence):
            self._here(presence)

    def _carried(self, presence: Presence) -> bool:
        """Whether it comes back to whoever listens, through Redis."""
        if time.monotonic() < self._silent_until:
            return False
        try:
            return self._redis.publish(CHANNEL, presence.data) > 0
        except (redis.RedisError, OSError):
            self._silent_until = time.monotonic() + _SILENCE_SECONDS
            return False
