"""A provider as small as one can be, for tests of the phones themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from flask.testing import FlaskClient

from adapters import phones
from adapters.phones_state import State
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

ANNA = "anna@example.org"
MESSAGES = f"/control/toy/customers/{ANNA}/messages"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Toy(Simulator):
    """Whatever is written is on the screen at once."""

    kind = "toy"
    offers = {"text": ("subject", "text"), "image": ("file", "text")}  # noqa: RUF012

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.connected: list[Connection] = []
        self.faults = Faults()
        self.looked: list[str] = []
        self.chats: dict[str, list[Bubble]] = {ANNA: []}
        self.numbers = count(1)

    def demo_account(self) -> DemoAccount:
        return DemoAccount("Toy", {"token": self.place.seed[:8]})

    def story(self) -> Sequence[tuple[str, Writing]]:
        return [(ANNA, Writing("Hallo")), ("ben@example.org", Writing("Moin"))]

    def customers(self) -> Sequence[Customer]:
        return [Customer(address, address.partition("@")[0].title()) for address in self.chats]

    def connect(self, connection: Connection) -> None:
        connection.settings["token"]
        self.connected.append(connection)

    def write(self, customer: str, writing: Writing) -> str:
        if writing.kind not in self.offers:
            raise ValueError(f"nobody can write {writing.kind!r}")
        files = (writing.file,) if writing.file else ()
        bubble = Bubble(
            id=str(next(self.numbers)),
            mine=not writing.fields.get("from_shop"),
            text=writing.text,
            at=NOON,
            kind=writing.kind,
            state="sent",
            subject=writing.subject,
            files=files,
            details={"quotes": writing.reply_to} if writing.reply_to else {},
        )
        self.chats.setdefault(customer, []).append(bubble)
        return bubble.id

    def bubbles(self, customer: str) -> Sequence[Bubble]:
        return list(self.chats.get(customer, ()))

    def look(self, customer: str) -> None:
        self.looked.append(customer)
        self.chats[customer] = [replace(b, state="read") for b in self.chats[customer]]

    def script(self, faults: Faults) -> None:
        self.faults = faults

    def counts(self) -> Mapping[str, int]:
        return {"accepted": sum(len(chat) for chat in self.chats.values())}

    def reset(self) -> None:
        for chat in self.chats.values():
            chat.clear()


def client_of(toy: Toy, state: State) -> FlaskClient:
    """Asks for "localhost", as a browser on this machine might."""
    return phones.create_app({"toy": toy}, state).test_client()
