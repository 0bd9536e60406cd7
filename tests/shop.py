"""A small shop for tests: accounts of the test channels, customers who write, work that is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect, select

from inbox.accounts import manage
from inbox.channel import RawRequest
from inbox.conversations.message import Content, Message, content_of
from inbox.intake.normalise import normalise
from inbox.intake.receive import Arrival, receive
from inbox.outbox.dispatch import dispatch
from inbox.outbox.pump import due_heads
from inbox.shop import the_shop
from inbox.world import World
from tests.pigeon import KINDS, request
from workers.desk import Desks, desks


def open_account(world: World, kind: str = "pigeon", name: str = "shop") -> str:
    with world.database.transaction() as session:
        account = manage.add(
            session, KINDS[kind], label=name, values={"name": name}, now=world.clock()
        )
    return account.id


def configure_shop(world: World, **values: Any) -> None:
    with world.database.transaction() as session:
        shop = the_shop(session)
        for name, value in values.items():
            setattr(shop, name, value)


class Customers:
    """They write; their messages are received and normalised at once. Ids count up."""

    def __init__(self, world: World, account_id: str) -> None:
        self.world = world
        self.account_id = account_id
        self.desks: Desks = desks(world)
        self._count = 0

    def write(self, text: str = "Wo ist mein Paket?", **said: Any) -> str:
        """The external id of the message."""
        self._count += 1
        said = {"id": f"in-{self._count}", "at": self._now(), "text": text, **said}
        self.arrive(request(said))
        return str(said["id"])

    def happen(self, **said: Any) -> None:
        """Any other event, in the words of tests/pigeon.py."""
        self.arrive(request({"at": self._now(), **said}))

    def arrive(self, *raws: RawRequest) -> None:
        now = self.world.clock()
        receive(
            self.world.database,
            self.world.store,
            [Arrival(self.account_id, raw, now) for raw in raws],
        )
        normalise(self.desks.intake, self.account_id)

    def send_all(self) -> None:
        """Dispatch whatever is due, one after the other, until nothing is."""
        while True:
            with self.world.database.reading() as session:
                due = due_heads(session, self.account_id, now=self.world.clock(), limit=1)
            if not due:
                return
            dispatch(self.desks.pump.desk, due[0])

    def _now(self) -> float:
        return self.world.clock().timestamp()


def messages(world: World) -> Sequence[tuple[Message, Content]]:
    """Every message with its words, in the order in which a thread shows them."""
    with world.database.reading() as session:
        rows = session.scalars(select(Message).order_by(Message.at, Message.id)).all()
        return [(row, content_of(session, row)) for row in rows]


def texts(world: World) -> list[str]:
    return [content.text for _message, content in messages(world)]


def rows(world: World, table: type[Any]) -> Sequence[Any]:
    """In the order of their keys, which is the order of their birth."""
    with world.database.reading() as session:
        return session.scalars(select(table).order_by(*inspect(table).primary_key)).all()


def the_only(world: World, table: type[Any]) -> Any:
    found = rows(world, table)
    assert len(found) == 1, found
    return found[0]
