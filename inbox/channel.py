"""The contract between the core and every channel: small enough to read in a minute.

An adapter translates. Bytes come in and words go on (`parse`), words come and a call goes out
(`send`). It decides nothing, stores nothing and schedules nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Protocol

# --------------------------------------------------------------------------- what comes in


# Headers that are ours. The core adds the first to every request (RFC 3339), for providers that
# send no time; a pull channel adds the second to what it imports from before its connection.
RECEIVED_AT = "x-kontor-received-at"
IMPORTED = "x-kontor-imported"


@dataclass(frozen=True, slots=True)
class RawRequest:
    """What a provider sent, byte for byte, with only the headers that `parse` needs.

    Kept until it is understood, so that it can be read again after a parser was mended.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)  # keys are lower case
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class AliasKind(StrEnum):
    """What a further identifier of a sender is; an attribute for matching, never a key."""

    PHONE = "phone"  # E.164 digits without "+"
    EMAIL = "email"
    PROVIDER = "provider"  # another opaque id of the same person at the same provider
    USERNAME = "username"  # display only: may change hands


@dataclass(frozen=True, slots=True)
class Alias:
    kind: AliasKind
    value: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote: `address` is the provider's opaque id and the key of the identity."""

    address: str
    name: str | None = None
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """A file that belongs to a message; fetched later, by its own job, with `Channel.fetch`."""

    ref: str  # whatever the adapter needs to find it again; sealed by the core
    content_type: str
    filename: str | None = None
    size: int | None = None  # bytes, as announced
    sha256: str | None = None  # hex, as announced
    inline_id: str | None = None  # shown inside the message's HTML under this Content-ID


class Kind(StrEnum):
    """What a message is. The page has a way to show each; the rest is `Unsupported`."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    CHOICE = "choice"  # a button or a list entry of ours was tapped
    FORM = "form"
    ORDER = "order"
    POLL = "poll"
    CALL = "call"
    SYSTEM = "system"
    EMAIL = "email"
    TEMPLATE = "template"  # ours only
    REACTION = "reaction"  # ours only: theirs is an event of its own
    UNSUPPORTED = "unsupported"


class Automated(StrEnum):
    """Why a message was not written by a person. Such messages are never answered."""

    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    BULK = "bulk"  # mailing list or newsletter
    NOTIFICATION = "notification"
    RECEIPT = "receipt"
    OWN = "own"  # one of our own mails came back


class Trust(StrEnum):
    """What the receiving side could prove about the sender."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A customer's message.

    `external_id` is unique within the account by the adapter's construction.
    `references` are every identifier by which this message and its ancestors are known to
    others, oldest first; `reply_to` is the one it answers. `html` is the sender's own markup,
    unsanitised. `details` is JSON-able, holds what only the page shows (coordinates, a contact
    card, the products of an order), and has keys that are documented in the adapter's README.
    `loop_signs` are the facts by which the core recognises machine mail (see automation/loops).
    """

    external_id: str
    sender: Sender
    sent_at: datetime  # the provider's time, aware UTC
    kind: Kind
    text: str = ""
    subject: str | None = None
    html: str | None = None
    media: tuple[Media, ...] = ()
    details: Mapping[str, Any] | None = None
    reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_token: str | None = None  # as it stands in our reply address; the core checks it
    new_text: str | None = None  # without quote and signature; None: all of `text`
    group: str | None = None
    recipients: tuple[str, ...] = ()
    automated: Automated | None = None
    loop_signs: tuple[str, ...] = ()
    trust: Trust | None = None
    imported: bool = False


class State(StrEnum):
    """How far a message of ours came. The order of `RANK` is the order of truth."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DeliveryUpdate:
    """`external_id` is what `send` returned; `dedupe_key` finds a message whose answer was lost."""

    external_id: str
    state: State
    at: datetime
    dedupe_key: str | None = None
    reason: SendError | None = None  # with State.FAILED: the same vocabulary that `send` raises


@dataclass(frozen=True, slots=True)
class Echoed:
    """The shop wrote from the provider's own app: an outgoing message that we only record."""

    external_id: str
    recipient: Sender
    sent_at: datetime
    kind: Kind
    text: str = ""
    media: tuple[Media, ...] = ()
    details: Mapping[str, Any] | None = None
    reply_to: str | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """`emoji` None takes the reaction back."""

    external_id: str
    sender: Sender
    target: str  # external_id of the message it belongs to, ours or the customer's
    emoji: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Edited:
    external_id: str
    sender: Sender
    target: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Revoked:
    external_id: str
    sender: Sender
    target: str
    at: datetime


class Wish(StrEnum):
    STOP_MARKETING = "stop_marketing"
    RESUME_MARKETING = "resume_marketing"
    STOP_ALL = "stop_all"


@dataclass(frozen=True, slots=True)
class Preference:
    """The provider reports what a customer wants to receive; goes to the ledger."""

    sender: Sender
    wants: Wish
    at: datetime


@dataclass(frozen=True, slots=True)
class IdentityChanged:
    """The provider claims that one person now has another address. Never merges by itself."""

    external_id: str
    old: Sender
    new: Sender
    at: datetime


class AccountHealth(StrEnum):
    OK = "ok"
    WARNING = "warning"  # goes on, but a person should look
    BROKEN = "broken"  # nothing can be sent until a person acts


@dataclass(frozen=True, slots=True)
class AccountChanged:
    health: AccountHealth
    what: str  # SCREAMING_CODE, translated by the page
    at: datetime
    detail: str = ""  # in English, for the log and the administrator; no personal data


@dataclass(frozen=True, slots=True)
class TemplateChanged:
    name: str
    language: str
    status: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A person sent something that we cannot read. Shown as such; never an exception."""

    external_id: str
    sender: Sender
    sent_at: datetime
    what: str  # the provider's word for it
    group: str | None = None


@dataclass(frozen=True, slots=True)
class ForAnotherAccount:
    """A part of the request belongs to another number of the same provider app."""

    address: str  # compared with `Channel.own_address` of the other accounts of this kind
    raw: RawRequest  # only that part, in a form that the other account's `parse` reads


Event = (
    InboundMessage
    | DeliveryUpdate
    | Echoed
    | Reaction
    | Edited
    | Revoked
    | Preference
    | IdentityChanged
    | AccountChanged
    | TemplateChanged
    | Unsupported
    | ForAnotherAccount
)

# --------------------------------------------------------------------------- what goes out


@dataclass(frozen=True, slots=True)
class OutboundMedia:
    """A file to send; `path` is a private, opened copy that lives until `send` returns."""

    path: str
    content_type: str
    filename: str
    size: int


@dataclass(frozen=True, slots=True)
class TemplateUse:
    name: str
    language: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """An answer that the customer can tap; `id` comes back with `Kind.CHOICE`."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """The customer's message under an answer, for channels that quote (mail)."""

    text: str
    author: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """What is to be said, in our words.

    `dedupe_key` is unguessable, unique, and made of letters, digits and "-": channels may put it
    on the wire to recognise the message again. `reply_to` and `references` are external ids.
    """

    to: Sender
    text: str
    dedupe_key: str
    subject: str | None = None
    media: tuple[OutboundMedia, ...] = ()
    reply_to: str | None = None
    references: tuple[str, ...] = ()
    quoted: Quoted | None = None
    template: TemplateUse | None = None
    buttons: tuple[Button, ...] = ()
    emoji: str | None = None  # a reaction to `reply_to` instead of a text; "" takes it back
    automated: bool = False
    conversation_token: str | None = None  # unguessable; goes into a reply address as it is
    footer: str = ""  # business particulars; channels with a mail footer append it


class TextUnit(StrEnum):
    CHARACTERS = "characters"  # UTF-16 code units, the stricter reading of providers' "characters"
    BYTES = "bytes"  # UTF-8


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do, as data: the page and the gate read it, nobody asks for the kind."""

    medium: str  # "chat" | "mail"
    max_text: int
    text_unit: TextUnit
    media: Mapping[str, int]  # content type (or "image/*", "*/*") -> largest size in bytes
    media_per_message: int
    reply_window: timedelta | None  # free-form messages only so long after the customer's last one
    templates: bool
    states: frozenset[State]
    end_to_end: bool
    repeat_safe: bool  # the same `prepared` bytes twice are one message for the customer
    max_request: int = 4 * 1024 * 1024  # bytes of one webhook request
    captions: bool = True  # text may travel with media in one message
    max_caption: int | None = None  # as `max_text`, for such a text; None: the same
    uncaptioned: tuple[str, ...] = ()  # content types that bear no text, as in `media`
    quotes: bool = False  # `OutboundMessage.quoted` is shown under the answer
    subject: bool = False
    buttons: int = 0  # so many `Button`s fit under one message
    reactions: bool = False
    read_receipts: bool = False  # `mark_seen` tells the customer; off unless the shop wants it
    typing: bool = False


# --------------------------------------------------------------------------- what can go wrong


class BadSignature(Exception):
    """The request does not come from the provider. Nothing is stored."""

    status: ClassVar[int] = 401


class NotYet(Exception):
    """Something is lacking that only the network has; the event or delivery waits for it."""


class SendError(Exception):
    """Why a message did not leave. `code` is SCREAMING_CODE; `detail` has no personal data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code if not detail else f"{code}: {detail}")
        self.code = code
        self.detail = detail

    def __eq__(self, other: object) -> bool:
        """Two failures of the same name are equal, so that the events that carry them are."""
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self), self.code, self.detail))


class Scope(StrEnum):
    MESSAGE = "message"
    CONVERSATION = "conversation"
    ACCOUNT = "account"


class TryLater(SendError):
    """It surely did not leave: throttled, 5xx, no connection made. Stays queued; what was tried for
    two days fails, visibly."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        after: timedelta | None = None,
        scope: Scope = Scope.MESSAGE,
    ) -> None:
        super().__init__(code, detail)
        self.after = after
        self.scope = scope


class Rejected(SendError):
    """It would be refused again. Failed; the agent sees why."""


class WindowClosed(Rejected):
    """The provider wants a template now."""


class RecipientStopped(Rejected):
    """The customer blocked us or opted out at the provider. Failed, and into the ledger."""

    def __init__(self, code: str, detail: str = "", *, wish: Wish = Wish.STOP_ALL) -> None:
        super().__init__(code, detail)
        self.wish = wish


class OutcomeUnknown(SendError):
    """It left and no answer came. Never repeated by a machine."""


class AccountBroken(SendError):
    """Credentials, credits or a ban. The account pauses, nothing is burnt, the admin is told."""


class FetchError(Exception):
    """A file could not be fetched. `gone` says that asking again cannot help."""

    def __init__(self, code: str, *, gone: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.gone = gone


class CheckFailed(Exception):
    """`Channel.health` found something; the text is one sentence that says what to do."""


# --------------------------------------------------------------------------- the channel


class Memory(Protocol):
    """Keyed entries lent by the core to one account: cursors, public keys, tokens."""

    def get(self, key: str) -> str | None: ...

    def put(self, key: str, value: str, *, expected: str | None) -> bool:
        """Compare and set: False if the entry is no longer `expected` (None: absent)."""
        ...


@dataclass(frozen=True, slots=True)
class Cursor:
    """A memory entry that is to be written together with the request it belongs to."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Health:
    """`facts` are lines for the administrator, e.g. {"credits": "1240"}."""

    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    language: str
    status: str
    category: str
    body: str
    variables: tuple[str, ...]
    sendable: bool


class Channel(ABC):
    """One configured account at one provider.

    `Settings` is a frozen dataclass of `str`, `int` and `bool` fields; each carries `metadata`
    with `label`, `help`, `secret` (sealed, redacted, never shown again; its field also has
    `repr=False`), `choices` and `placeholder`, from which the admin form and the command line are
    made. The form also reads `de` (label and help in German), `when` (the name of a field and the
    values of it with which this one counts) and `ours` (a word that we make up and that has to be
    typed at the provider, so it is shown). Its `__post_init__` raises ValueError with one sentence
    that says what to fix.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    Settings: ClassVar[type[Any]]
    capabilities: Capabilities
    answer: tuple[str, str] = ("", "text/plain")  # what a provider wants to read after success
    kept_headers: ClassVar[frozenset[str]] = frozenset()  # lower case; what `parse` needs

    def __init__(self, settings: Any, memory: Memory) -> None:
        self.settings = settings
        self.memory = memory

    @property
    @abstractmethod
    def own_address(self) -> str:
        """What providers and customers know this account by (a number, an ID, a mailbox)."""

    @property
    def provider(self) -> str:
        """Who carries the messages, as the privacy notice names them."""
        return self.label

    @abstractmethod
    def parse(self, raw: RawRequest) -> list[Event]:
        """Deterministic, from the bytes and the memory alone. May raise only `NotYet`, and
        ValueError for bytes that are not of this protocol (a dead letter)."""

    @abstractmethod
    def prepare(self, message: OutboundMessage) -> bytes:
        """What will go out. Kept sealed with the delivery, so that a repeat is identical.
        Raises `Rejected` for what this channel cannot say, `NotYet` if `acquaint` must run."""

    @abstractmethod
    def send(self, message: OutboundMessage, prepared: bytes) -> str:
        """The provider's id of the accepted message, or a `SendError`."""

    # ----- optional abilities

    def verify(self, raw: RawRequest) -> None:
        """Runs in the web process: no network, no database. Raises `BadSignature`."""
        raise BadSignature("this account does not receive requests")

    def handshake(self, raw: RawRequest) -> str | None:
        """The body that answers a provider's GET; None: refuse it."""
        return None

    def lookup(self, raw: RawRequest) -> None:  # noqa: B027 - most channels never need it
        """Fetch what `parse` said it lacks and put it into the memory. May raise `TryLater`."""

    def acquaint(self, recipient: Sender) -> None:  # noqa: B027 - most channels never need it
        """Fetch what `prepare` said (`NotYet`) it lacks about a recipient. May raise `TryLater`."""

    def poll(self) -> Iterator[tuple[RawRequest, Cursor]]:
        """What has arrived since the cursor. The core commits request and cursor together; what
        stands after the `yield` runs after that commit. Raises `AccountBroken` or `TryLater`."""
        return iter(())

    def wait(self, seconds: float) -> None:
        """Block until something may have arrived, at most so long. Raises like `poll`."""
        raise NotImplementedError

    def close(self) -> None:  # noqa: B027
        """End what `poll` and `wait` keep open."""

    def fetch(self, media: Media, raw: RawRequest | None) -> Iterator[bytes]:
        """The file's bytes in pieces; raises `FetchError`. `raw` is the request that brought it."""
        raise FetchError("NO_FILES", gone=True)

    def health(self) -> Health:
        """Ask the provider whether all is well. Raises `CheckFailed` with what to do."""
        return Health(facts={})

    def templates(self) -> Sequence[Template]:
        return ()

    def mark_seen(self, external_id: str) -> None:  # noqa: B027
        """Tell the customer that this message and all before it were read. Raises `SendError`."""

    def show_typing(self, external_id: str) -> None:  # noqa: B027
        """Tell the customer that an answer to this message is being written. As `mark_seen`."""

    def addressee(self, typed: str) -> Sender | None:
        """Who is meant by an address that somebody typed, in the spelling in which this person
        would also write to us; None: it is no address here, or nobody can be written to first."""
        return None

    def sign_in_at(self, *, redirect: str, state: str) -> str | None:
        """Where the administrator's browser goes to authorise this account; None: needs none.
        `redirect` is our address for the answer, `state` comes back with it unchanged."""
        return None

    def signed_in(self, *, redirect: str, code: str) -> None:  # noqa: B027
        """Trade the answer's code for tokens and keep them in the memory. Raises `CheckFailed`."""

    @property
    def signs_in(self) -> bool:
        """True if an administrator has to authorise this account in the browser (`sign_in_at`)."""
        return False

    @property
    def pulls(self) -> bool:
        """True if messages are fetched (`poll`, `wait`) rather than sent to us."""
        return False
