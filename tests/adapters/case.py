"""What a channel brings to the tests that every channel must pass (test_contract.py).

A channel's folder of tests has a module `cases` with `CASES`: one `ChannelCase` for every kind
of account and provider that the channel serves.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters import discover
from inbox.channel import Channel, Event, OutboundMessage, RawRequest


class DictMemory:
    """An account's memory for tests: compare-and-set over a dictionary."""

    def __init__(self, entries: Mapping[str, str] | None = None) -> None:
        self.entries = dict(entries or {})

    def get(self, key: str) -> str | None:
        return self.entries.get(key)

    def put(self, key: str, value: str, *, expected: str | None) -> bool:
        if self.entries.get(key) != expected:
            return False
        self.entries[key] = value
        return True


@dataclass(frozen=True, slots=True)
class Sample:
    """A request as the provider sends it. `events` None: it only must be understood somehow."""

    name: str  # says what it shows
    raw: RawRequest
    events: Sequence[Event] | None = None


@dataclass(frozen=True, slots=True)
class ScriptedAnswer:
    """What the provider answers to one send; `drop` cuts the line after the request was read."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] | None = None
    drop: bool = False


class ChannelCase(ABC):
    kind: str
    name: str  # of the case, e.g. "whatsapp-twilio"

    @abstractmethod
    def settings(self, base_url: str = "http://127.0.0.1:9") -> Any:
        """Valid settings of an account whose provider is at `base_url`."""

    def memory(self) -> Mapping[str, str]:
        """What `parse` needs to find in the memory."""
        return {}

    def channel(self, base_url: str = "http://127.0.0.1:9") -> Channel:
        return discover()[self.kind](self.settings(base_url), DictMemory(self.memory()))

    @abstractmethod
    def genuine(self) -> Sequence[RawRequest]:
        """Requests that `verify` accepts; none for a channel that only pulls."""

    @abstractmethod
    def forged(self) -> Sequence[RawRequest]:
        """Requests that `verify` refuses."""

    @abstractmethod
    def samples(self) -> Sequence[Sample]:
        """At least: a text, a batch if there are batches, an unknown kind."""

    @abstractmethod
    def outbound(self) -> Sequence[OutboundMessage]:
        """Messages that `prepare` accepts."""

    @property
    @abstractmethod
    def secrets(self) -> Sequence[str]:
        """Marked values in `settings` that may never appear in a repr, an error or a log."""
