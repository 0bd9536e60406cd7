"""What a provider of WhatsApp does for the channel; each is a file beside this one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from adapters.whatsapp.settings import Settings
from inbox.channel import (
    Capabilities,
    Event,
    Health,
    Media,
    Memory,
    OutboundMessage,
    RawRequest,
    Template,
)


class Provider(ABC):
    """The methods mean and raise what those of `inbox.channel.Channel` do."""

    answer: ClassVar[tuple[str, str]] = ("", "text/plain")
    capabilities: Capabilities

    def __init__(self, settings: Settings, memory: Memory) -> None:
        self.settings = settings
        self.memory = memory

    @property
    @abstractmethod
    def own_address(self) -> str: ...

    @abstractmethod
    def verify(self, raw: RawRequest) -> None: ...

    @abstractmethod
    def parse(self, raw: RawRequest) -> list[Event]: ...

    @abstractmethod
    def prepare(self, message: OutboundMessage) -> bytes: ...

    @abstractmethod
    def send(self, message: OutboundMessage, prepared: bytes) -> str: ...

    @abstractmethod
    def fetch(self, media: Media) -> Iterator[bytes]: ...

    @abstractmethod
    def health(self) -> Health: ...

    @abstractmethod
    def templates(self) -> Sequence[Template]: ...

    @abstractmethod
    def show_typing(self, external_id: str) -> None: ...

    def handshake(self, raw: RawRequest) -> str | None:
        """Only Meta asks before it sends."""
        del raw
        return None

    def mark_seen(self, external_id: str) -> None:  # noqa: B027 - Twilio has no mark alone
        """Nothing, unless the provider can."""
