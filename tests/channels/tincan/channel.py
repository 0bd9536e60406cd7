"""What the core sees of two tin cans: the contract's verbs, told in the words of the string."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from inbox import http
from inbox.channel import (
    AccountBroken,
    BadSignature,
    Capabilities,
    Channel,
    DeliveryUpdate,
    Event,
    FetchError,
    Health,
    InboundMessage,
    Kind,
    Media,
    OutboundMessage,
    OutcomeUnknown,
    RawRequest,
    Rejected,
    Sender,
    SendError,
    State,
    TextUnit,
    TryLater,
    Unsupported,
)

KNOT: Final = "x-knot"
_REFUSALS: Final[Mapping[int, type[SendError]]] = {
    401: AccountBroken, 404: Rejected, 429: TryLater, 503: TryLater,
}  # fmt: skip
_KINDS: Final = {"words": Kind.TEXT, "drawing": Kind.IMAGE}


@dataclass(frozen=True, slots=True)
class StringSettings:
    name: str = field(
        metadata={
            "label": "Name of our can",
            "de": {"label": "Name unserer Dose", "help": "Wie die anderen sie nennen."},
        }
    )
    url: str = field(
        metadata={
            "label": "Where the string leads",
            "de": {"label": "Wohin die Schnur führt", "help": "Die Adresse der anderen Dose."},
        }
    )
    knot: str = field(
        repr=False,
        metadata={
            "label": "Knot",
            "secret": True,
            "de": {"label": "Knoten", "help": "Woran die Dosen einander erkennen."},
        },
    )


class TinCan(Channel):
    kind: ClassVar[str] = "tincan"
    label: ClassVar[str] = "Tin can"
    Settings: ClassVar[type[StringSettings]] = StringSettings
    capabilities = Capabilities(
        medium="chat",
        max_text=500,
        text_unit=TextUnit.CHARACTERS,
        media={},
        media_per_message=0,
        reply_window=None,
        templates=False,
        states=frozenset({State.SENT, State.READ}),
        end_to_end=False,
        repeat_safe=False,
    )

    @property
    def own_address(self) -> str:
        return str(self.settings.name)

    def verify(self, raw: RawRequest) -> None:
        knot = raw.headers.get(KNOT, "").encode()
        if not hmac.compare_digest(knot, self.settings.knot.encode()):
            raise BadSignature("another knot")

    def parse(self, raw: RawRequest) -> list[Event]:
        heard = json.loads(raw.body)
        if not isinstance(heard, list) or not all(isinstance(one, dict) for one in heard):
            raise ValueError("not what cans say")
        return [_event(one) for one in heard]

    def prepare(self, message: OutboundMessage) -> bytes:
        return json.dumps({"to": message.to.address, "words": message.text}).encode()

    def send(self, message: OutboundMessage, prepared: bytes) -> str:
        answer = self._call("POST", "/say", body=prepared)
        if answer.status in _REFUSALS:
            raise _REFUSALS[answer.status](f"STRING_{answer.status}")
        said = answer.json()
        if not answer.ok or not isinstance(said, dict):
            raise OutcomeUnknown("STRING_SILENT")
        return str(said["id"])

    def fetch(self, media: Media, raw: RawRequest | None) -> Iterator[bytes]:
        answer = self._call("GET", f"/drawings/{media.ref}")
        if not answer.ok:
            raise FetchError("TORN", gone=answer.status == 404)
        yield answer.body

    def health(self) -> Health:
        return Health({"string": "tight"})

    def _call(self, method: str, path: str, *, body: bytes | None = None) -> http.Answer:
        headers = {KNOT: self.settings.knot, "Content-Type": "application/json"}
        return http.call(method, self.settings.url + path, headers=headers, body=body)


def _event(heard: Mapping[str, Any]) -> Event:
    at = datetime.fromtimestamp(int(_text(heard, "at", "0")), UTC)
    key, sender = (
        _text(heard, "id"),
        Sender(_text(heard, "from", "?"), _text(heard, "name") or None),
    )
    if heard.get("what") == "read":
        return DeliveryUpdate(key, State.READ, at)
    kind = _KINDS.get(_text(heard, "what"))
    if kind is None:
        return Unsupported(key, sender, at, _text(heard, "what"))
    files = (Media(key, "image/png", "drawing.png"),) if kind is Kind.IMAGE else ()
    return InboundMessage(key, sender, at, kind, text=_text(heard, "words"), media=files)


def _text(heard: Mapping[str, Any], name: str, usual: str = "") -> str:
    found = heard.get(name, usual)
    if not isinstance(found, str | int):
        raise ValueError(f"{name} is no text")  # noqa: TRY004 - the contract names ValueError
    return str(found).replace("\x00", "").encode("utf-8", "replace").decode()
