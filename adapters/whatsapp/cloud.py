"""Everything that Meta and 360dialog have in common: the Cloud API's payloads, both ways."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from adapters.whatsapp.envelope import Home
from adapters.whatsapp.graph import Graph, message_id
from adapters.whatsapp.limits import cloud_capabilities
from adapters.whatsapp.media import Files
from adapters.whatsapp.meta_codes import FILE_TROUBLE
from adapters.whatsapp.provider import Provider
from adapters.whatsapp.sending import Call, call_for
from adapters.whatsapp.settings import Settings
from adapters.whatsapp.templates import cloud_templates, known_form
from adapters.whatsapp.uploads import Uploads
from adapters.whatsapp.webhook import events_of
from adapters.whatsapp.wire import Item
from inbox.channel import (
    Event,
    Media,
    Memory,
    OutboundMedia,
    OutboundMessage,
    RawRequest,
    Rejected,
    Template,
)


class CloudProvider(Provider):
    def __init__(self, settings: Settings, memory: Memory) -> None:
        super().__init__(settings, memory)
        self.graph = self._graph()
        self.capabilities = cloud_capabilities(
            read_receipts=settings.read_receipts, typing=settings.typing
        )

    @abstractmethod
    def _graph(self) -> Graph: ...

    @abstractmethod
    def _files(self) -> Files: ...

    @abstractmethod
    def _secrets(self) -> tuple[str, ...]:
        """What proves requests, the current one first."""

    @property
    def own_address(self) -> str:
        return self.settings.phone_number_id or self.settings.phone_number

    def parse(self, raw: RawRequest) -> list[Event]:
        settings = self.settings
        home = Home(settings.phone_number_id, settings.phone_number, settings.waba_id)
        return events_of(raw, self.memory, home, self._secrets())

    def prepare(self, message: OutboundMessage) -> bytes:
        form = known_form(message.template, self.memory) if message.template else None
        return call_for(message, form).to_bytes()

    def send(self, message: OutboundMessage, prepared: bytes) -> str:
        call = Call.from_bytes(prepared)
        if call.file:
            return self._send_file(message.media[0], call)
        return self._post(call.body)

    def _send_file(self, media: OutboundMedia, call: Call) -> str:
        """An upload of earlier may be gone at Meta by now, so its refusal counts only once a fresh
        one was refused as well."""
        uploads, now = Uploads(self.graph, self.memory), datetime.now(UTC)
        if known := uploads.known(media, now):
            try:
                return self._post(call.with_file(known))
            except Rejected as error:
                if error.code not in FILE_TROUBLE:
                    raise
        return self._post(call.with_file(uploads.upload(media, now)))

    def _post(self, body: Item) -> str:
        return message_id(self.graph.post(f"{self.graph.number}/messages", body))

    def fetch(self, media: Media) -> Iterator[bytes]:
        return self._files().fetch(media)

    def templates(self) -> Sequence[Template]:
        return cloud_templates(self.graph, self.memory)

    def mark_seen(self, external_id: str) -> None:
        self._seen(external_id, {})

    def show_typing(self, external_id: str) -> None:
        """For 25 seconds or until our message [META]."""
        self._seen(external_id, {"typing_indicator": {"type": "text"}})

    def _seen(self, external_id: str, more: Item) -> None:
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": external_id}
        self.graph.post(f"{self.graph.number}/messages", {**body, **more})
