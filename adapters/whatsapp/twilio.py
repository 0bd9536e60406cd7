"""Twilio: forms instead of JSON, its own ids, its own signature, its own templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from adapters.whatsapp.download import Credentials, Missing, Source, download
from adapters.whatsapp.errors import twilio_refusal
from adapters.whatsapp.identity import recipient
from adapters.whatsapp.limits import MAX_INBOUND, MAX_TWILIO_TEXT, twilio_capabilities
from adapters.whatsapp.provider import Provider
from adapters.whatsapp.sending import fitting
from adapters.whatsapp.settings import Settings
from adapters.whatsapp.signature import signed_by_twilio
from adapters.whatsapp.twilio_templates import Contents
from adapters.whatsapp.twilio_webhook import DEDUPE_PARAMETER, events_of
from adapters.whatsapp.wire import Item, dump, filled, short, text
from inbox import http
from inbox.channel import (
    AccountBroken,
    BadSignature,
    Capabilities,
    CheckFailed,
    Event,
    FetchError,
    Health,
    Media,
    Memory,
    OutboundMessage,
    OutcomeUnknown,
    RawRequest,
    Rejected,
    SendError,
    Template,
    TryLater,
)

API: Final = "https://api.twilio.com"
CONTENT: Final = "https://content.twilio.com"
MESSAGING: Final = "https://messaging.twilio.com"


class Twilio(Provider):
    # The body is read as instructions: anything else than an empty document could be sent to the
    # customer as a reply [TW].
    answer: ClassVar[tuple[str, str]] = ("<Response/>", "text/xml")
    capabilities: Capabilities

    def __init__(self, settings: Settings, memory: Memory) -> None:
        super().__init__(settings, memory)
        self.capabilities = twilio_capabilities(typing=settings.typing)
        self.contents = Contents(self._get, settings.base_url or CONTENT, memory)

    @property
    def own_address(self) -> str:
        return self.settings.phone_number

    def verify(self, raw: RawRequest) -> None:
        genuine = signed_by_twilio(
            raw,
            public_url=self.settings.webhook_url,
            tokens=self._tokens(),
            signing_key=self.settings.signing_key,
        )
        if not genuine:
            raise BadSignature("not signed with the auth token for this address")

    def parse(self, raw: RawRequest) -> list[Event]:
        return events_of(raw, self.memory, self.settings.phone_number, self._tokens())

    def _tokens(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.settings.auth_token, self.settings.second_auth_token)))

    # ----- out

    def prepare(self, message: OutboundMessage) -> bytes:
        to = recipient(message.to)
        form = {
            "To": f"whatsapp:+{to.phone}" if to.phone else f"whatsapp:{to.bsuid}",
            "From": f"whatsapp:+{self.settings.phone_number}",
            **self._said(message),
            **self._reported(message),
        }
        return urlencode(form).encode()

    def _said(self, message: OutboundMessage) -> Mapping[str, str]:
        if message.template:
            return self.contents.filled_in(message.template)
        if message.media:
            raise Rejected("NO_FILES_THROUGH_TWILIO", "Twilio would need a public address")
        if message.buttons or message.emoji is not None:
            raise Rejected("ONLY_TEXT_THROUGH_TWILIO")
        return {"Body": fitting(message.text, MAX_TWILIO_TEXT)}

    def _reported(self, message: OutboundMessage) -> Mapping[str, str]:
        """Twilio has no field for a key of ours, so it goes into the address that it reports to:
        that comes back, and the signature covers it [TW]."""
        if not self.settings.webhook_url:
            return {}
        parts = urlsplit(self.settings.webhook_url)
        query = urlencode([*parse_qsl(parts.query), (DEDUPE_PARAMETER, message.dedupe_key)])
        return {"StatusCallback": urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))}

    def send(self, message: OutboundMessage, prepared: bytes) -> str:
        del message  # everything is in the prepared form
        sid = text(self._post(f"{self._account}/Messages.json", prepared, _FORM), "sid")
        if not sid:
            raise OutcomeUnknown("NO_MESSAGE_ID", "accepted, but the answer names no message")
        return sid

    def show_typing(self, external_id: str) -> None:
        url = f"{self.settings.base_url or MESSAGING}/v3/Indicators/Typing.json"
        self._post(url, dump({"channel": "WHATSAPP", "messageId": external_id}), _JSON)

    def templates(self) -> Sequence[Template]:
        return self.contents.list()

    # ----- in

    def fetch(self, media: Media) -> Iterator[bytes]:
        """Twilio names no hash, and its addresses do not run out: a missing file is gone."""
        try:
            yield from download(
                media.ref,
                source=Source(("twilio.com",), self.settings.base_url),
                credentials=Credentials(basic=self._auth),
                sha256=None,
                limit=MAX_INBOUND,
            )
        except Missing:
            raise FetchError("FILE_GONE", gone=True) from None

    def health(self) -> Health:
        try:
            balance = self._get(f"{self._account}/Balance.json", None)
        except AccountBroken:
            raise CheckFailed(
                "Twilio refused the account SID with its key or token: enter them again."
            ) from None
        except Rejected:
            raise CheckFailed(
                "Twilio does not know this account SID: copy it from the console's first page."
            ) from None
        except SendError as error:
            raise CheckFailed(f"Twilio did not answer ({error.code}): try again later.") from None
        if not self.settings.webhook_url:
            raise CheckFailed(
                "The webhook address is missing: enter this account's address as it is entered "
                "at Twilio, otherwise nobody learns what was delivered."
            )
        return Health(
            facts=filled(
                number=f"+{self.settings.phone_number}",
                balance=f"{short(balance, 'balance')} {short(balance, 'currency')}".strip(),
            )
        )

    # ----- calls

    @property
    def _account(self) -> str:
        sid = self.settings.account_sid
        return f"{self.settings.base_url or API}/2010-04-01/Accounts/{sid}"

    @property
    def _auth(self) -> tuple[str, str]:
        """An API key of its own if there is one: it can be withdrawn without changing the token
        that webhooks are signed with."""
        if self.settings.api_key_sid:
            return self.settings.api_key_sid, self.settings.api_key_secret
        return self.settings.account_sid, self.settings.auth_token

    def _get(self, url: str, params: Mapping[str, str] | None) -> Item:
        try:
            return _answered(http.call("GET", url, params=params, auth=self._auth))
        except http.AnswerTooLarge:
            raise TryLater("ANSWER_TOO_LARGE") from None

    def _post(self, url: str, body: bytes, content_type: str) -> Item:
        headers = {"Content-Type": content_type}
        try:
            answer = http.call("POST", url, headers=headers, body=body, auth=self._auth)
        except http.AnswerTooLarge:
            raise OutcomeUnknown("ANSWER_TOO_LARGE") from None
        return _answered(answer)


_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"


def _answered(answer: http.Answer) -> Item:
    if not answer.ok:
        raise twilio_refusal(answer)
    found = answer.json()
    return found if isinstance(found, dict) else {}
