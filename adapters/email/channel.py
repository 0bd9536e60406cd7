"""The mail channel: one mailbox, read over IMAP, answered over SMTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar, Final

from adapters.email.addresses import canonical, deliverable
from adapters.email.compose import MAX_FILES_SIZE, compose, recipient_of
from adapters.email.health import check
from adapters.email.mailbox import Mailbox
from adapters.email.message_ids import own_id
from adapters.email.oauth import SignIn
from adapters.email.reading.charset import Decoder
from adapters.email.reading.cut import cut
from adapters.email.reading.parse import KEPT_HEADERS, Ours, mail_in, parse_mail
from adapters.email.settings import GOOGLE, MICROSOFT, PASSWORD
from adapters.email.settings import Settings as EmailSettings
from adapters.email.smtp import Envelope, deliver
from inbox.channel import (
    Alias,
    AliasKind,
    Capabilities,
    Channel,
    Cursor,
    Event,
    FetchError,
    Health,
    Media,
    Memory,
    OutboundMessage,
    RawRequest,
    Sender,
    State,
    TextUnit,
)

PIECE: Final = 64 * 1024  # bytes that `fetch` gives out at once
_PROVIDERS: Final = {MICROSOFT: "Microsoft 365", GOOGLE: "Google"}


class EmailChannel(Channel):
    """One mailbox. A thread that polls needs a channel of its own: the connection is kept."""

    kind: ClassVar[str] = "email"
    label: ClassVar[str] = "E-Mail"
    Settings: ClassVar[type[EmailSettings]] = EmailSettings
    kept_headers: ClassVar[frozenset[str]] = KEPT_HEADERS
    capabilities = Capabilities(
        medium="mail",
        max_text=500_000,
        text_unit=TextUnit.CHARACTERS,
        media={"*/*": MAX_FILES_SIZE},
        media_per_message=20,
        reply_window=None,
        templates=False,
        states=frozenset({State.SENT, State.FAILED}),
        end_to_end=False,
        repeat_safe=False,  # a server may deliver a repeated Message-ID twice
        quotes=True,
        subject=True,
    )

    def __init__(self, settings: EmailSettings, memory: Memory) -> None:
        super().__init__(settings, memory)
        signs_in_elsewhere = settings.sign_in != PASSWORD
        self._sign_in = SignIn(settings, memory) if signs_in_elsewhere else None
        self._mailbox = Mailbox(settings, memory, self._sign_in)

    @property
    def own_address(self) -> str:
        return str(self.settings.own)

    @property
    def provider(self) -> str:
        return _PROVIDERS.get(self.settings.sign_in) or self.settings.own.rpartition("@")[2]

    def addressee(self, typed: str) -> Sender | None:
        address = canonical(typed)
        if not deliverable(address) or address == canonical(self.own_address):
            return None
        return Sender(address, None, (Alias(AliasKind.EMAIL, address),))

    @property
    def pulls(self) -> bool:
        return True

    def poll(self) -> Iterator[tuple[RawRequest, Cursor]]:
        return self._mailbox.poll()

    def wait(self, seconds: float) -> None:
        self._mailbox.wait(seconds)

    def close(self) -> None:
        """Say goodbye to the mail server; also happens without farewell when nobody holds this."""
        self._mailbox.close()

    def parse(self, raw: RawRequest) -> list[Event]:
        settings = self.settings
        return parse_mail(raw, Ours(settings.own, settings.own_aliases, settings.trusted_server))

    def fetch(self, media: Media, raw: RawRequest | None) -> Iterator[bytes]:
        if raw is None:
            raise FetchError("MAIL_GONE", gone=True)
        decoder = Decoder()
        content = cut(mail_in(raw, decoder), media.ref, decoder)
        if content is None:
            raise FetchError("NO_SUCH_FILE", gone=True)
        return (content[at : at + PIECE] for at in range(0, len(content), PIECE))

    def prepare(self, message: OutboundMessage) -> bytes:
        return compose(message, self.settings, datetime.now(UTC))

    def send(self, message: OutboundMessage, prepared: bytes) -> str:
        """Returns our own Message-ID. A provider that replaces it (Amazon SES) leaves it in
        References, where answers and bounces bring it back."""
        sender = "" if message.automated else self.settings.own
        envelope = Envelope(sender, recipient_of(message))
        deliver(self.settings, self._sign_in, envelope, prepared)
        return own_id(message.dedupe_key, self.settings.own)

    def health(self) -> Health:
        return check(self.settings, self._sign_in)

    @property
    def signs_in(self) -> bool:
        return self._sign_in is not None

    def sign_in_at(self, *, redirect: str, state: str) -> str | None:
        return self._sign_in.page(redirect=redirect, state=state) if self._sign_in else None

    def signed_in(self, *, redirect: str, code: str) -> None:
        if self._sign_in:
            self._sign_in.trade(redirect=redirect, code=code)
