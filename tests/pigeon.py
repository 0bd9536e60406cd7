"""A channel that exists only in the tests: what the core must be able to do with any channel.

Requests are JSON lists of events; sends land in `loft`, or fail as `loft.script` says. `Pigeon` is
a chat with a reply window, `Parchment` a mail-like channel with subjects and references.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from inbox.channel import (
    AccountBroken,
    AccountChanged,
    AccountHealth,
    Alias,
    AliasKind,
    Automated,
    BadSignature,
    Capabilities,
    Channel,
    DeliveryUpdate,
    Echoed,
    Edited,
    Event,
    FetchError,
    ForAnotherAccount,
    IdentityChanged,
    InboundMessage,
    Kind,
    Media,
    NotYet,
    OutboundMessage,
    Preference,
    RawRequest,
    Reaction,
    Rejected,
    Revoked,
    Scope,
    Sender,
    SendError,
    State,
    Template,
    TemplateChanged,
    TextUnit,
    TryLater,
    Unsupported,
    Wish,
)

KEY = "carrier key"


@dataclass(slots=True)
class Sent:
    external_id: str
    message: OutboundMessage
    prepared: bytes


@dataclass(slots=True)
class Loft:
    """Where the pigeons arrive; one for all accounts of a test."""

    sent: list[Sent] = field(default_factory=list)
    script: deque[Exception] = field(default_factory=deque)
    files: dict[str, bytes] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)  # recipients that `acquaint` has met
    templates: list[Template] = field(default_factory=list)
    shy: bool = False  # whether `prepare` needs an acquaintance first

    def texts(self) -> list[str]:
        return [one.message.text for one in self.sent]


@dataclass(frozen=True, slots=True)
class PigeonSettings:
    name: str = field(metadata={"label": "Name of the loft"})
    key: str = field(repr=False, default=KEY, metadata={"label": "Key", "secret": True})


class Pigeon(Channel):
    kind: ClassVar[str] = "pigeon"
    label: ClassVar[str] = "Pigeon"
    Settings: ClassVar[type[Any]] = PigeonSettings
    kept_headers: ClassVar[frozenset[str]] = frozenset({"x-kept"})
    loft: ClassVar[Loft] = Loft()
    capabilities = Capabilities(
        medium="chat",
        max_text=1500,
        text_unit=TextUnit.CHARACTERS,
        media={"*/*": 1024 * 1024},
        media_per_message=1,
        reply_window=timedelta(hours=24),
        templates=False,
        states=frozenset(State),
        end_to_end=False,
        repeat_safe=False,
        max_request=64 * 1024,
    )

    @property
    def own_address(self) -> str:
        return str(self.settings.name)

    def verify(self, raw: RawRequest) -> None:
        if raw.headers.get("x-pigeon-key") != self.settings.key:
            raise BadSignature("not our pigeon")

    def handshake(self, raw: RawRequest) -> str | None:
        return raw.query.get("challenge")

    def parse(self, raw: RawRequest) -> list[Event]:
        said = json.loads(raw.body)
        if said == "needs a key" and self.memory.get("key") is None:
            raise NotYet("key")
        if said == "explode":
            raise KeyError("a customer's words")
        return [] if isinstance(said, str) else [event(one) for one in said]

    def lookup(self, raw: RawRequest) -> None:
        self.memory.put("key", "found", expected=None)

    def acquaint(self, recipient: Sender) -> None:
        self.loft.known.add(recipient.address)

    def prepare(self, message: OutboundMessage) -> bytes:
        if self.loft.shy and message.to.address not in self.loft.known:
            raise NotYet("never met")
        if message.text == "unsayable":
            raise Rejected("UNSAYABLE")
        return f"{message.dedupe_key}:{message.text}".encode()

    def send(self, message: OutboundMessage, prepared: bytes) -> str:
        if self.loft.script:
            raise self.loft.script.popleft()
        external_id = f"out-{len(self.loft.sent) + 1}"
        self.loft.sent.append(Sent(external_id, message, prepared))
        return external_id

    def templates(self) -> list[Template]:
        if self.loft.script:
            raise self.loft.script.popleft()
        return self.loft.templates

    def fetch(self, media: Media, raw: RawRequest | None) -> Iterator[bytes]:
        if media.ref not in self.loft.files:
            raise FetchError("LOST", gone=media.ref == "gone")
        yield self.loft.files[media.ref]


class Parchment(Pigeon):
    """A mail: whoever has an address can be written to first."""

    kind: ClassVar[str] = "parchment"
    label: ClassVar[str] = "Parchment"
    loft: ClassVar[Loft] = Loft()
    capabilities = Capabilities(
        medium="mail",
        max_text=10_000,
        text_unit=TextUnit.CHARACTERS,
        media={"*/*": 1024 * 1024},
        media_per_message=20,
        reply_window=None,
        templates=False,
        states=frozenset({State.SENT, State.FAILED}),
        end_to_end=False,
        repeat_safe=True,
        quotes=True,
        subject=True,
    )

    def addressee(self, typed: str) -> Sender | None:
        address = typed.strip().lower()
        return Sender(address, None, (Alias(AliasKind.EMAIL, address),)) if "@" in address else None


class Raven(Pigeon):
    """A chat that can do everything: templates, buttons, reactions, signs of life."""

    kind: ClassVar[str] = "raven"
    label: ClassVar[str] = "Raven"
    loft: ClassVar[Loft] = Loft()
    capabilities = replace(
        Pigeon.capabilities,
        media={"image/*": 1024 * 1024, "text/plain": 1000},
        templates=True,
        buttons=3,
        reactions=True,
        read_receipts=True,
        typing=True,
    )


KINDS: Mapping[str, type[Channel]] = {"pigeon": Pigeon, "parchment": Parchment, "raven": Raven}


def event(said: Mapping[str, Any]) -> Event:
    """A contract event from its words; `at` is seconds since 1970, `from` an address."""
    at = datetime.fromtimestamp(said.get("at", 1_795_514_400), UTC)
    sender = _sender(said)
    key = said.get("id", "")
    match said.get("event", "message"):
        case "message":
            return _message(said, key, sender, at)
        case "unsupported":
            return Unsupported(key, sender, at, said["what"])
        case "update":
            reason = _ERRORS[said["reason"]] if said.get("reason") else None
            return DeliveryUpdate(key, State(said["state"]), at, said.get("key"), reason)
        case "echo":
            return Echoed(key, sender, at, Kind.TEXT, said.get("text", ""))
        case "reaction":
            return Reaction(key, sender, said["target"], said.get("emoji"), at)
        case "edited":
            return Edited(key, sender, said["target"], said["text"], at)
        case "revoked":
            return Revoked(key, sender, said["target"], at)
        case "wish":
            return Preference(sender, Wish(said["wants"]), at)
        case "moved":
            return IdentityChanged(key, sender, Sender(said["to"]), at)
        case "account":
            return AccountChanged(AccountHealth(said["health"]), said["what"], at)
        case "template":
            return TemplateChanged(said["name"], "de", said["status"], at)
        case "elsewhere":
            body = json.dumps([{**said["inner"]}]).encode()
            return ForAnotherAccount(said["address"], RawRequest("POST", "/", {}, {}, body))
    raise ValueError("no such event")


_ERRORS: dict[str, SendError] = {
    "UNREACHABLE": Rejected("UNREACHABLE"),
    "UNPAID": AccountBroken("UNPAID"),
    "TOO_FAST": TryLater("TOO_FAST", after=timedelta(hours=1), scope=Scope.ACCOUNT),
}


def _sender(said: Mapping[str, Any]) -> Sender:
    aliases = tuple(Alias(AliasKind(kind), value) for kind, value in said.get("aliases", ()))
    return Sender(said.get("from", "anna"), said.get("name"), aliases)


def _message(said: Mapping[str, Any], key: str, sender: Sender, at: datetime) -> InboundMessage:
    automated = said.get("automated")
    return InboundMessage(
        external_id=key,
        sender=sender,
        sent_at=at,
        kind=Kind(said.get("kind", "text")),
        text=said.get("text", ""),
        subject=said.get("subject"),
        html=said.get("html"),
        media=tuple(Media(**one) for one in said.get("media", ())),
        details=said.get("details"),
        reply_to=said.get("reply_to"),
        references=tuple(said.get("references", ())),
        reply_token=said.get("token"),
        new_text=said.get("new_text"),
        automated=Automated(automated) if automated else None,
        loop_signs=tuple(said.get("signs", ())),
        imported=said.get("imported", False),
    )


def request(*said: Mapping[str, Any]) -> RawRequest:
    return RawRequest("POST", "http://127.0.0.1/hooks/x", {}, {}, json.dumps(said).encode())
