"""Threema on a desk: the Gateway, its customers' phones, and real end-to-end encryption between.

It shares no line with the adapter that talks to it.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar, Final

from flask import Blueprint
from nacl.public import PublicKey

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
from adapters.simulation_lanes import Carrier, Lanes, posted
from adapters.simulation_script import Script, Sending
from adapters.threema import demo
from adapters.threema.simulated import box as crypto
from adapters.threema.simulated import callback, gateway, reading
from adapters.threema.simulated.draft import Composed, Draft
from adapters.threema.simulated.gateway import GatewayAccount
from adapters.threema.simulated.phone import Phone
from adapters.threema.simulated.writing import OFFERS, compose

_THREEMA_ID: Final = re.compile(r"[0-9A-Z]{8}")
_RECEIPT_SECONDS: Final = 0.3  # until a phone has got a message
# The real Gateway tries three times, five minutes apart; a person at a desk waits less.
_WAITS: Final = (1.0, 5.0, 20.0, 60.0)


class ThreemaSimulator(Simulator):
    kind: ClassVar[str] = "threema"
    offers: ClassVar[Mapping[str, Sequence[str]]] = OFFERS

    def __init__(
        self,
        place: Place,
        *,
        waits: Sequence[float] = _WAITS,
        receipt_seconds: float = _RECEIPT_SECONDS,
    ) -> None:
        super().__init__(place)
        self._lock = threading.RLock()
        self._receipt_seconds = receipt_seconds
        self._counts: Counter[str] = Counter()
        self._deliveries = Lanes(Carrier("threema-callbacks", self._posted, waits, self.count))
        self._blobs: dict[str, bytes] = {}
        self._phones = {address: self._new_phone(address, name) for address, name in demo.PEOPLE}
        self._accounts: dict[str, GatewayAccount] = {}
        self._current = self._open_demo_accounts()
        self._script = Script()

    # ----- the words of every simulator

    def demo_account(self) -> DemoAccount:
        return demo.account(self.place)

    def story(self) -> Sequence[tuple[str, Writing]]:
        return demo.story()

    def customers(self) -> Sequence[Customer]:
        with self._lock:
            return [Customer(phone.address, phone.name) for phone in self._phones.values()]

    def connect(self, connection: Connection) -> None:
        """Messages of customers go to the account that was connected last."""
        account = gateway.account_from(connection.settings)
        account.callback = connection.callback
        with self._lock:
            self._accounts[account.address] = account
            self._current = account

    def write(self, customer: str, writing: Writing) -> str:
        """ValueError for an address that is no Threema ID, and for a kind nobody can write."""
        with self._lock:
            phone = self._phones.get(customer) or self._move_in(customer)
            account, message_id = self._current, secrets.token_hex(8)
            composed = self._composed(phone, account, writing, message_id)
            if writing.fields.get("expired"):
                for blob in composed.blobs:
                    del self._blobs[blob]
            if composed.shown is not None:
                phone.show(composed.shown)
        self._hand_over(phone, account, message_id, composed, trick=writing.fields.get("trick"))
        return message_id

    def bubbles(self, customer: str) -> Sequence[Bubble]:
        with self._lock:
            phone = self._phones.get(customer)
            return list(phone.chat.values()) if phone else []

    def look(self, customer: str) -> None:
        with self._lock:
            phone, account = self._phones.get(customer), self._current
            seen = phone.opened() if phone else ()
        if phone and seen:
            self._send_receipt(phone, account, 2, seen)

    def script(self, faults: Faults) -> None:
        self._script.replace(faults)

    def counts(self) -> Mapping[str, int]:
        with self._lock:
            return {**dict.fromkeys(_COUNTED, 0), **self._counts, "credits": self._current.credits}

    def reset(self) -> None:
        self.script(Faults())
        self._deliveries.forget()
        with self._lock:
            self._counts.clear()
            self._blobs.clear()
            for phone in self._phones.values():
                phone.clear()
            for account in self._accounts.values():
                account.credits = gateway.FULL

    def routes(self) -> Blueprint:
        return gateway.blueprint(self)

    def start(self) -> None:
        self._deliveries.start()

    def stop(self) -> None:
        self._deliveries.stop()

    # ----- the Gateway's side (`simulated.gateway.Provider`)

    def account(self, address: str) -> GatewayAccount | None:
        return self._accounts.get(address)

    def public_key(self, address: str) -> PublicKey | None:
        phone, account = self._phones.get(address), self._accounts.get(address)
        if phone is not None:
            return phone.key.public_key
        return account.key if account is not None and account.end_to_end else None

    def phone(self, address: str) -> Phone | None:
        return self._phones.get(address)

    def linked(self, digest: Callable[[Phone], str | None], wanted: str) -> Phone | None:
        with self._lock:
            return next((p for p in self._phones.values() if digest(p) == wanted), None)

    def keep_blob(self, content: bytes) -> str:
        blob_id = secrets.token_hex(16)
        self._blobs[blob_id] = content
        return blob_id

    def blob(self, blob_id: str) -> bytes | None:
        return self._blobs.get(blob_id)

    def count(self, what: str) -> None:
        with self._lock:
            self._counts[what] += 1

    def next_sending(self) -> Sending:
        return self._script.next_sending()

    def take_box(
        self, account: GatewayAccount, to: Phone, nonce: bytes, box: bytes, *, receipt: bool
    ) -> str:
        """The Gateway takes whatever it cannot read; the phone drops what it has seen before."""
        message_id = secrets.token_hex(8)
        opened = crypto.unseal(nonce, box, to.key, account.key)
        with self._lock:
            shown = opened is not None and self._arrives(to, message_id, nonce, *opened)
            self._counts["unreadable"] += opened is None
        if shown and receipt:
            self._send_receipt(to, account, 1, [message_id], after=self._receipt_seconds)
        return message_id

    def _arrives(self, to: Phone, message_id: str, nonce: bytes, kind: int, inner: bytes) -> bool:
        """Whether a new bubble appears."""
        if not to.first_time(nonce):
            self._counts["repeated"] += 1
            return False
        try:
            read = reading.read(to, kind, inner, self._blobs.get)
        except ValueError:
            self._counts["unreadable"] += 1
            return False
        if read is not None:
            to.show(read.bubble(message_id, datetime.now(UTC)))
        return read is not None

    def take_text(self, account: GatewayAccount, to: Phone, text: str) -> str:
        message_id = secrets.token_hex(8)
        with self._lock:
            bubble = Bubble(message_id, mine=False, text=text, at=datetime.now(UTC))
            to.show(replace(bubble, state="received", details={"from": account.address}))
        return message_id

    # ----- helpers, in the order of their calls

    def _new_phone(self, address: str, name: str) -> Phone:
        return Phone(address, name, crypto.key_from("customer", address, self.place.seed))

    def _open_demo_accounts(self) -> GatewayAccount:
        account = gateway.account_from(demo.account(self.place).settings)
        self._accounts[account.address] = account
        self._accounts[demo.BASIC_ID] = replace(account, address=demo.BASIC_ID, end_to_end=False)
        return account

    def _move_in(self, address: str) -> Phone:
        if not _THREEMA_ID.fullmatch(address):
            raise ValueError("a Threema ID has eight capital letters or digits")
        self._phones[address] = self._new_phone(address, f"Kundin {address}")
        return self._phones[address]

    def _composed(
        self, phone: Phone, account: GatewayAccount, writing: Writing, message_id: str
    ) -> Composed:
        def seal(content: bytes) -> tuple[bytes, bytes]:
            return crypto.seal_bytes(content, phone.key, account.key)

        bubble = Bubble(
            id=message_id,
            mine=True,
            text=writing.text,
            at=datetime.now(UTC),
            kind=writing.kind,
            state="sending",
        )
        return compose(Draft(writing, bubble, phone, self.keep_blob, seal))

    def _hand_over(
        self,
        phone: Phone,
        account: GatewayAccount,
        message_id: str,
        composed: Composed,
        *,
        trick: object = None,
        after: float = 0.0,
    ) -> None:
        fields = callback.fields(phone, account, message_id, composed, trick=trick)
        self._deliveries.post(
            (account.address, fields),
            customer=fields["from"],
            done=lambda accepted: self._delivered(phone, message_id, accepted=accepted),
            after=after,
            copies=self._script.copies(),
            disorder=self._script.disorder,
        )

    def _posted(self, callbacks: Sequence[tuple[str, Mapping[str, str]]]) -> bool | None:
        """A shop that is not connected yet is one that is down."""
        [(address, fields)] = callbacks
        url = self._accounts[address].callback
        return None if url is None else posted(url, form=fields)

    def _delivered(self, phone: Phone, message_id: str, *, accepted: bool) -> None:
        with self._lock:
            if phone.chat.get(message_id) and phone.chat[message_id].state == "sending":
                phone.mark(message_id, "sent" if accepted else "failed")

    def _send_receipt(
        self,
        phone: Phone,
        account: GatewayAccount,
        status: int,
        message_ids: Sequence[str],
        *,
        after: float = 0.0,
    ) -> None:
        if self._script.silent:
            return
        inner = bytes([status]) + bytes.fromhex("".join(message_ids))
        self._hand_over(phone, account, secrets.token_hex(8), Composed(0x80, inner), after=after)


_COUNTED: Final = (
    "accepted",
    "refused",
    "repeated",
    "unreadable",
    "webhooks_sent",
    "webhooks_refused",
    "webhooks_lost",
)
