"""Mail on a desk: a provider with real SMTP and IMAP servers, and its customers' mailboxes.

It shares no line with the adapter that talks to it.
"""

from __future__ import annotations

import hmac
import re
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar, Final

from flask import Blueprint

from adapters.email import demo
from adapters.email.simulated.customer import CustomerBox
from adapters.email.simulated.draft import Draft, subject_of
from adapters.email.simulated.imap_server import ImapServer
from adapters.email.simulated.mailbox import Mailbox, MailboxFull
from adapters.email.simulated.oauth_provider import BEARER, OAuthProvider
from adapters.email.simulated.reading import Read
from adapters.email.simulated.servers import Servers
from adapters.email.simulated.smtp_server import Sent, SmtpHandler
from adapters.email.simulated.writing import OFFERS, composed
from adapters.simulation import (
    Bubble,
    Connection,
    Customer,
    DemoAccount,
    Faults,
    Place,
    Simulator,
    Writing,
)
from adapters.simulation_script import Script

MAX_CUSTOMERS: Final = 2_000  # a benchmark invents one for every mail
MAX_AUTHORS: Final = 20_000  # of mails whose fetching is still shown

_COUNTED: Final = ("accepted", "refused", "delivered", "mailbox_full")
_ADDRESS: Final = re.compile(r"[^\s@<>\",;]+@[^\s@<>\",;]+")
_MESSAGE_ID: Final = re.compile(rb"^Message-ID:\s*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE)
# Kinds that answer the shop's last mail if nobody says which.
_ANSWERS: Final = frozenset(
    {"reply", "out-of-office", "bounce", "complaint", "delay", "plain-bounce", "read-receipt"}
)


class Shop:
    """One mailbox of the product, and what opens it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.mailbox = Mailbox()
        self.keys: set[tuple[str, str]] = set()  # (user, password)
        self.held: bytes | None = None  # waits for its successor to arrive first

    def opens(self, user: str, password: str) -> bool:
        said = f"{user}\0{password}".encode()
        return any(hmac.compare_digest(said, "\0".join(key).encode()) for key in self.keys)


class EmailSimulator(Simulator):
    kind: ClassVar[str] = "email"
    offers: ClassVar[Mapping[str, Sequence[str]]] = OFFERS

    def __init__(self, place: Place, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(place)
        # Never held while a mailbox is asked: the mailbox's own lock is held when it tells us.
        self._lock = threading.RLock()
        self._counts: Counter[str] = Counter()
        self._script = Script()
        self._boxes: OrderedDict[str, CustomerBox] = OrderedDict()
        self._authors: OrderedDict[str, str] = OrderedDict()
        self._shops: dict[str, Shop] = {}
        self._oauth = OAuthProvider(clock)
        smtp = SmtpHandler(
            self._script, signs_in=self._signs_in, take=self._take, count=self._count
        )
        self._servers = Servers(ImapServer(self._opened), smtp)
        self._settle_people()
        self._current = self._serve(demo.account(place).settings)

    # ----- the words of every simulator

    def demo_account(self) -> DemoAccount:
        return demo.account(self.place)

    def story(self) -> Sequence[tuple[str, Writing]]:
        return demo.story()

    def customers(self) -> Sequence[Customer]:
        with self._lock:
            return [Customer(box.address, box.name) for box in self._boxes.values()]

    def connect(self, connection: Connection) -> None:
        """Customers write to the mailbox that was connected last."""
        self._current = self._serve(connection.settings)

    def write(self, customer: str, writing: Writing) -> str:
        """ValueError for what is no address, and for a kind that nobody can write."""
        shop, now = self._current, datetime.now(UTC)
        with self._lock:
            box = self._box(customer)
            draft = _draft(box, writing, shop.address, now)
            content = composed(draft)
            bubble = Bubble(
                id=draft.message_id,
                mine=True,
                text=writing.text,
                at=now,
                kind=writing.kind,
                state="sent",
                subject=subject_of(draft),
                files=(writing.file,) if writing.file else (),
            )
            box.wrote(bubble, draft.references)
            self._authors[draft.message_id] = box.address
            if len(self._authors) > MAX_AUTHORS:
                self._authors.popitem(last=False)
        for _ in range(self._script.copies()):
            self._hand_over(shop, content)
        return draft.message_id

    def bubbles(self, customer: str) -> Sequence[Bubble]:
        with self._lock:
            box = self._boxes.get(customer)
            return box.bubbles() if box else []

    def look(self, customer: str) -> None:
        """Mail has no receipts that anybody could rely on."""

    def script(self, faults: Faults) -> None:
        self._script.replace(faults)
        for shop in list(self._shops.values()):
            self._release(shop)

    def counts(self) -> Mapping[str, int]:
        waiting, kept = self._current.mailbox.counts()
        with self._lock:
            counted = {**dict.fromkeys(_COUNTED, 0), **self._counts}
        return counted | {"waiting": waiting, "kept": kept}

    def reset(self) -> None:
        self._script.replace(Faults())
        for shop in list(self._shops.values()):
            shop.held = None
            shop.mailbox.clear()
        with self._lock:
            self._counts.clear()
            self._authors.clear()
            self._boxes.clear()
            self._settle_people()

    def routes(self) -> Blueprint:
        """Only signing in; mail itself has ports of its own."""
        routes = Blueprint("email", __name__)
        routes.register_blueprint(self._oauth.blueprint())
        return routes

    def start(self) -> None:
        self._servers.start(smtp_port=self.place.smtp_port, imap_port=self.place.imap_port)

    def stop(self) -> None:
        self._servers.stop()

    # ----- the shop's side

    def _serve(self, settings: Mapping[str, str]) -> Shop:
        address = settings["address"].lower()
        with self._lock:
            shop = self._shops.get(address)
            if shop is None:
                shop = self._shops[address] = Shop(address)
                shop.mailbox.changed = self._servers.wake
                shop.mailbox.fetched = self._fetched
        user = settings.get("imap_user") or settings["address"]
        password = settings.get("imap_password", "")
        keys = {
            (user, password),
            (settings.get("smtp_user") or user, settings.get("smtp_password") or password),
        }
        shop.keys |= {key for key in keys if key[1]}
        return shop

    def _opened(self, user: str, password: str) -> Mailbox | None:
        if password.startswith(BEARER):
            shop = self._shops.get(user.lower())
            return shop.mailbox if shop and self._oauth.opens(user, password) else None
        shops = list(self._shops.values())
        return next((shop.mailbox for shop in shops if shop.opens(user, password)), None)

    def _signs_in(self, user: str, password: str) -> bool:
        return self._opened(user, password) is not None

    def _take(self, sent: Sent) -> None:
        found = _MESSAGE_ID.search(sent.content[:65536])
        now = datetime.now(UTC)
        message_id = found.group(1).decode("utf-8", "replace") if found else f"{now.timestamp()}"
        with self._lock:
            for recipient in sent.recipients:
                if _ADDRESS.fullmatch(recipient):
                    self._box(recipient).received(message_id, sent.content, now)

    def _count(self, what: str) -> None:
        with self._lock:
            self._counts[what] += 1

    def _fetched(self, content: bytes) -> None:
        found = _MESSAGE_ID.search(content[:65536])
        message_id = found.group(1).decode("utf-8", "replace") if found else ""
        with self._lock:
            box = self._boxes.get(self._authors.pop(message_id, ""))
            if box:
                box.mark(message_id, "fetched")

    # ----- the customers' side

    def _settle_people(self) -> None:
        for address, name in demo.PEOPLE:
            self._boxes[address] = CustomerBox(address, name)

    def _box(self, address: str) -> CustomerBox:
        if address not in self._boxes:
            if not _ADDRESS.fullmatch(address):
                raise ValueError("a customer of this provider is a mail address")
            self._boxes[address] = CustomerBox(address, address.partition("@")[0])
            if len(self._boxes) > MAX_CUSTOMERS:
                strangers = (a for a in self._boxes if a not in _SETTLED)
                del self._boxes[next(strangers)]
        return self._boxes[address]

    def _hand_over(self, shop: Shop, content: bytes) -> None:
        """Into the shop's mailbox; in disorder every second mail waits for the next one."""
        if self._script.disorder and shop.held is None:
            shop.held = content
            return
        self._deliver(shop, content)
        self._release(shop)

    def _release(self, shop: Shop) -> None:
        held, shop.held = shop.held, None
        if held is not None:
            self._deliver(shop, held)

    def _deliver(self, shop: Shop, content: bytes) -> None:
        try:
            shop.mailbox.deliver(content)
        except MailboxFull:
            self._count("mailbox_full")
        else:
            self._count("delivered")


_SETTLED: Final = frozenset(address for address, _ in demo.PEOPLE)


def _draft(box: CustomerBox, writing: Writing, shop: str, now: datetime) -> Draft:
    """An answer goes where the answered mail asks for answers."""
    target = writing.reply_to or str(writing.fields.get("target") or "")
    answered: Read | None = box.opened(target)
    if answered is None and writing.kind in _ANSWERS:
        answered = box.last_received()
    received = answered is not None and not answered.bubble.mine
    return Draft(
        writing=writing,
        author=box.address,
        name=box.name,
        shop=answered.reply_to if answered and received else shop,
        at=now,
        answered=answered.bubble if answered else None,
        references=(*answered.references, answered.bubble.id) if answered else (),
    )
