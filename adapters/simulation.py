"""What the simulated providers have in common: the words of the phones' page and of its control.

A simulator plays a provider and the provider's customers. It speaks the real protocol over a
real socket and imports nothing of the adapter it is spoken to by, so that it cannot share its bugs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from flask import Blueprint


@dataclass(frozen=True, slots=True)
class Place:
    """Where the simulated providers live. `seed` is made once per installation; from it come all
    of their secrets, so that the demo's accounts and its providers agree without a file between."""

    url: str  # of the phones' process, no trailing slash; a provider's API is at {url}/{kind}
    smtp_port: int
    imap_port: int
    state_dir: Path  # 0700, this installation's own
    seed: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """`settings` are the values of the channel's `Settings`, as a person would type them."""

    label: str
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Connection:
    """An account of the product that a simulated provider serves."""

    settings: Mapping[str, str]
    callback: str  # {BASE_URL}/hooks/<account-id>


@dataclass(frozen=True, slots=True)
class Customer:
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Writing:
    """What a customer writes. `kind` is the provider's own word ("text", "image", "location",
    ...); `fields` are what that kind needs beyond text and file."""

    text: str = ""
    kind: str = "text"
    subject: str | None = None
    file: File | None = None
    reply_to: str | None = None  # a Bubble's id
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on a phone. `mine` is the customer's own; `state` is what the phone shows."""

    id: str
    mine: bool
    text: str
    at: datetime
    kind: str = "text"
    state: str | None = None
    subject: str | None = None
    files: tuple[File, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Faults:
    """How the provider misbehaves from now on."""

    statuses: tuple[int, ...] = ()  # answers of the next sends, in order; 0 means accept
    latency_ms: tuple[int, int] = (0, 0)  # mean and spread of every send
    drop_after_accept: int = 0  # so many of the next sends are accepted, then the line is cut
    duplicate: int = 0  # so many of the next webhooks or mails arrive twice
    reorder: bool = False  # hold every second webhook back behind its successor
    statuses_off: bool = False  # no sent/delivered/read events


class Simulator(ABC):
    """One provider. Thread-safe: Flask threads, sockets and timers all call in."""

    kind: ClassVar[str]
    # What customers can write: the provider's word for the kind -> the fields that it needs.
    offers: ClassVar[Mapping[str, Sequence[str]]] = {"text": ("text",)}

    def __init__(self, place: Place) -> None:
        self.place = place

    @abstractmethod
    def demo_account(self) -> DemoAccount:
        """The account that `demo seed` adds to the product; derived from the seed alone."""

    @abstractmethod
    def story(self) -> Sequence[tuple[str, Writing]]:
        """What customers write on an installation's first run: (address, what), oldest first."""

    @abstractmethod
    def customers(self) -> Sequence[Customer]:
        """The people with a phone; the first one is the phone that the page opens with."""

    @abstractmethod
    def connect(self, connection: Connection) -> None:
        """Serve this account from now on (its webhooks go to `connection.callback`)."""

    @abstractmethod
    def write(self, customer: str, writing: Writing) -> str:
        """The customer writes; returns the Bubble's id. An unknown address becomes a customer."""

    @abstractmethod
    def bubbles(self, customer: str) -> Sequence[Bubble]:
        """Everything on that phone, oldest first."""

    @abstractmethod
    def look(self, customer: str) -> None:
        """The customer opens the chat; providers with read receipts send them."""

    @abstractmethod
    def script(self, faults: Faults) -> None: ...

    @abstractmethod
    def counts(self) -> Mapping[str, int]:
        """accepted, refused, webhooks_sent, webhooks_refused, ..."""

    @abstractmethod
    def reset(self) -> None:
        """Forget messages and faults; connections stay."""

    def routes(self) -> Blueprint | None:
        """The provider's HTTP API, mounted at /{kind}."""
        return None

    def start(self) -> None:  # noqa: B027 - only providers with sockets of their own need it
        """Open sockets of its own, on loopback."""

    def stop(self) -> None:  # noqa: B027
        """Close them, and deliver nothing more."""
