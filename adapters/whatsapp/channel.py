"""The channel: one WhatsApp number, spoken for by the provider that its settings name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar, Final

from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.dialog360 import Dialog360
from adapters.whatsapp.identity import Names, international
from adapters.whatsapp.meta import Meta
from adapters.whatsapp.provider import Provider
from adapters.whatsapp.settings import DIALOG360, META, TWILIO
from adapters.whatsapp.settings import Settings as NumberSettings
from adapters.whatsapp.signature import HANDOVER
from adapters.whatsapp.twilio import Twilio
from inbox.channel import (
    RECEIVED_AT,
    Channel,
    Event,
    Health,
    Media,
    Memory,
    OutboundMessage,
    RawRequest,
    Sender,
    Template,
)

PROVIDERS: Final[Mapping[str, type[Provider]]] = {
    META: Meta,
    DIALOG360: Dialog360,
    TWILIO: Twilio,
}


class WhatsApp(Channel):
    kind = "whatsapp"
    label = "WhatsApp"
    Settings = NumberSettings
    kept_headers: ClassVar[frozenset[str]] = frozenset({RECEIVED_AT, HANDOVER})

    def __init__(self, settings: NumberSettings, memory: Memory) -> None:
        super().__init__(settings, memory)
        self._provider = PROVIDERS[settings.provider](settings, memory)
        self.capabilities = self._provider.capabilities
        self.answer = self._provider.answer

    @property
    def own_address(self) -> str:
        return self._provider.own_address

    @property
    def provider(self) -> str:
        return str(self.settings.provider).capitalize()

    def addressee(self, typed: str) -> Sender | None:
        """With its country: a national number could be anybody's."""
        return Names(phone=number).sender() if (number := international(typed)) else None

    def verify(self, raw: RawRequest) -> None:
        self._provider.verify(raw)

    def handshake(self, raw: RawRequest) -> str | None:
        return self._provider.handshake(raw)

    def parse(self, raw: RawRequest) -> list[Event]:
        return self._provider.parse(raw)

    def lookup(self, raw: RawRequest) -> None:
        """Notes the present as the time of receipt of a request that came without one."""
        Arrival(raw, self.memory).note(datetime.now(UTC))

    def prepare(self, message: OutboundMessage) -> bytes:
        return self._provider.prepare(message)

    def send(self, message: OutboundMessage, prepared: bytes) -> str:
        return self._provider.send(message, prepared)

    def fetch(self, media: Media, raw: RawRequest | None) -> Iterator[bytes]:
        del raw  # its addresses have run out long ago; the id alone is enough
        return self._provider.fetch(media)

    def health(self) -> Health:
        return self._provider.health()

    def templates(self) -> Sequence[Template]:
        return self._provider.templates()

    def mark_seen(self, external_id: str) -> None:
        self._provider.mark_seen(external_id)

    def show_typing(self, external_id: str) -> None:
        self._provider.show_typing(external_id)
