"""One Gateway ID in end-to-end mode: the contract's verbs, each told in Threema's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final

from adapters.threema import (
    blobs,
    callback,
    envelope,
    health,
    identity,
    kinds,
    outgoing,
    text,
)
from adapters.threema.box import KeyPair, unseal
from adapters.threema.gateway import Gateway
from adapters.threema.identity import is_gateway, is_identity
from adapters.threema.keys import KeyRing
from adapters.threema.settings import GatewaySettings
from inbox.channel import (
    Capabilities,
    Channel,
    Event,
    FetchError,
    Health,
    Media,
    Memory,
    NotYet,
    OutboundMedia,
    OutboundMessage,
    RawRequest,
    Rejected,
    Sender,
    SendError,
    State,
    TextUnit,
    TryLater,
)

_PIECE: Final = 64 * 1024

CAPABILITIES: Final = Capabilities(
    medium="chat",
    max_text=text.MAX_BYTES - text.QUOTE_BYTES,  # so that any part may carry the quote
    text_unit=TextUnit.BYTES,
    media={"*/*": blobs.MAX_FILE},
    media_per_message=1,
    reply_window=None,
    templates=False,
    states=frozenset({State.SENT, State.DELIVERED, State.READ, State.FAILED}),
    end_to_end=True,
    repeat_safe=True,
    max_request=callback.MAX_BODY,
    reactions=True,
)


class Threema(Channel):
    kind: ClassVar[str] = "threema"
    label: ClassVar[str] = "Threema"
    Settings: ClassVar[type[GatewaySettings]] = GatewaySettings
    settings: GatewaySettings

    def __init__(self, settings: GatewaySettings, memory: Memory) -> None:
        super().__init__(settings, memory)
        self.capabilities = replace(CAPABILITIES, read_receipts=settings.read_receipts)
        self._keys = KeyRing(memory)
        self._gateway = Gateway(settings)

    @property
    def own_address(self) -> str:
        return self.settings.gateway_id

    @property
    def provider(self) -> str:
        return "Threema GmbH"

    def addressee(self, typed: str) -> Sender | None:
        """Gateway IDs are programs: nobody there reads what a shop writes first."""
        address = typed.strip().upper()
        return Sender(address) if is_identity(address) and not is_gateway(address) else None

    def verify(self, raw: RawRequest) -> None:
        callback.check_mac(
            raw.body, secret=self.settings.api_secret, recipient=self.settings.gateway_id
        )

    def parse(self, raw: RawRequest) -> list[Event]:
        received = callback.read(raw.body)
        keys = self._pair(self._keys.of_sender(received.sender))
        kind, inner = unseal(received.box, keys)
        return kinds.read(envelope.of(received), kind, inner)

    def lookup(self, raw: RawRequest) -> None:
        self._keys.learn(callback.read(raw.body).sender, self._gateway)

    def acquaint(self, recipient: Sender) -> None:
        if identity.is_identity(recipient.address):
            self._keys.learn(recipient.address, self._gateway)

    def prepare(self, message: OutboundMessage) -> bytes:
        if not identity.is_identity(message.to.address):
            raise Rejected("INVALID_ID", "a Threema ID has eight capital letters or digits")
        return outgoing.prepare(message, self._pair(self._keys.of_recipient(message.to.address)))

    def send(self, message: OutboundMessage, prepared: bytes) -> str:
        """A repeat of the same bytes is the same message for the customer's app."""
        peer = message.to.address
        box = outgoing.load(prepared)
        if isinstance(box, outgoing.Unfinished):
            blob_id = self._uploaded(message, box.key)
            box = outgoing.finish(box, blob_id, self._pair(self._asked_key(peer)))
        return identity.external_id(peer, self._gateway.send(peer, box))

    def fetch(self, media: Media, raw: RawRequest | None) -> Iterator[bytes]:  # noqa: ARG002
        """Held in memory until it is proven whole: a part of a file proves nothing."""
        if media.size is not None and media.size > blobs.MAX_FILE:
            raise FetchError("TOO_LARGE", gone=True)
        ref = blobs.load(media.ref)
        with self._gateway.blob(ref.blob) as pieces:
            content = self._decrypted(b"".join(pieces), ref)
        if media.size is not None and len(content) != media.size:
            raise FetchError("SIZE_DIFFERS", gone=True)
        for at in range(0, len(content), _PIECE):
            yield content[at : at + _PIECE]

    def health(self) -> Health:
        return health.check(self.settings, self._gateway, self._keys)

    def mark_seen(self, external_id: str) -> None:
        """Only this one message: Threema's receipts name each message that was read."""
        if not self.settings.read_receipts:
            return
        try:
            peer, message_id = identity.split(external_id)
        except ValueError:
            raise Rejected("NOT_A_THREEMA_MESSAGE") from None
        box = outgoing.read_receipt(message_id, self._pair(self._asked_key(peer)))
        self._gateway.send(peer, box, silent=True)

    def _pair(self, theirs: bytes) -> KeyPair:
        return KeyPair(theirs, bytes.fromhex(self.settings.private_key))

    def _asked_key(self, address: str) -> bytes:
        """For calls that may use the network: the key, asked for if it is not yet known."""
        try:
            return self._keys.of_recipient(address)
        except NotYet:
            self._keys.learn(address, self._gateway)
            return self._keys.of_recipient(address)

    def _uploaded(self, message: OutboundMessage, key: bytes) -> str:
        """The blob's id is remembered before the message goes out: a second upload would have
        another id and make a repeat another message."""
        entry = f"upload:{message.dedupe_key}"
        known = self.memory.get(entry)
        if known is not None:
            return known
        blob_id = self._gateway.upload(blobs.encrypt(_content(message.media[0]), key))
        self.memory.put(entry, blob_id, expected=None)
        return self.memory.get(entry) or blob_id

    def _decrypted(self, blob: bytes, ref: blobs.BlobRef) -> bytes:
        try:
            keys = None if ref.sender is None else self._pair(self._asked_key(ref.sender))
            return blobs.decrypt(blob, ref, keys)
        except SendError as error:
            raise FetchError(error.code) from None
        except blobs.BrokenBlob:
            raise FetchError("UNDECRYPTABLE", gone=True) from None


def _content(file: OutboundMedia) -> bytes:
    try:
        content = Path(file.path).read_bytes()
    except OSError:
        raise TryLater("FILE_UNREADABLE") from None
    if len(content) != file.size:
        raise Rejected("FILE_CHANGED", "the file is not the one that was prepared")
    return content
