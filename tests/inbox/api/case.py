"""A CRM for tests: it asks with a token and understands what it gets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from inbox import api
from inbox.conversations import notes
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity
from inbox.db import new_id
from inbox.people import agent, token
from inbox.people.agent import Role
from inbox.people.token import Scope
from inbox.web.words import explain
from inbox.world import World

ROOT = "/api/v1"
MODEST = (Scope.HISTORY_READ, Scope.CHANGES_READ, Scope.ATTACHMENTS_READ)


class Crm:
    """`may` says which scopes its token has; all of them unless a test says otherwise."""

    def __init__(self, world: World, *, may: tuple[Scope, ...] = tuple(Scope), **more: Any) -> None:
        self.world = world
        self.app = api.flask_app("kontor")
        api.register(self.app, world, explain=explain)
        self.client: FlaskClient = self.app.test_client()
        self.token = make_token(world, *may, **more)

    def ask(
        self, path: str, *, method: str = "GET", json: Any = None, **headers: str
    ) -> TestResponse:
        """Headers as keyword arguments: `if_none_match="..."`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named = {"authorization": f"Bearer {self.token}", **named}
        return self.client.open(ROOT + path, method=method, headers=named, json=json)

    def get(self, path: str) -> Any:
        response = self.ask(path)
        assert response.status_code == 200, (path, response.status_code, response.text)
        return response.json

    def send(
        self, path: str, body: Any = None, *, method: str = "POST", key: str | None = None
    ) -> TestResponse:
        """A write; every one with a key of its own unless the test names it."""
        return self.ask(path, method=method, json=body, idempotency_key=key or new_id())

    def walk(self, path: str) -> list[Any]:
        """Every item of a list, following the links."""
        items: list[Any] = []
        next_path: str | None = path
        while next_path is not None:
            response = self.ask(next_path)
            assert response.status_code == 200, response.text
            items += response.json["data"]
            next_path = linked(self.world, response)
        return items

    def refused(self, path: str, **headers: str) -> tuple[int, Any]:
        """Status and problem document of a request that must fail."""
        response = self.ask(path, **headers)
        assert response.mimetype == "application/problem+json", (path, response.text)
        assert response.json["status"] == response.status_code
        return response.status_code, response.json


def linked(world: World, response: TestResponse) -> str | None:
    """The path of the next page, from the Link header."""
    link = response.headers.get("Link")
    if link is None:
        return None
    address, _, relation = link.partition("; ")
    assert relation == 'rel="next"'
    return address.strip("<>").removeprefix(world.settings.base_url + ROOT)


def make_token(world: World, *scopes: Scope, **more: Any) -> str:
    with world.database.transaction() as session:
        _row, made = token.add(session, name="CRM", scopes=scopes, now=world.clock(), **more)
    return made


def the_customer(world: World) -> str:
    with world.database.reading() as session:
        return session.scalars(select(Customer.id).order_by(Customer.id)).first() or ""


def customer_of(world: World, account_id: str) -> str:
    with world.database.reading() as session:
        return session.scalars(
            select(Identity.customer_id).where(Identity.account_id == account_id)
        ).one()


def change_customer(world: World, customer_id: str, **values: Any) -> None:
    with world.database.transaction() as session:
        row = session.get_one(Customer, customer_id)
        for name, value in values.items():
            setattr(row, name, value)


def add_agent(world: World) -> str:
    with world.database.transaction() as session:
        added = agent.add(
            session, name="Kim", email=f"{new_id()}@example.org", password="x" * 12,
            role=Role.AGENT, now=world.clock(),
        )  # fmt: skip
    return added.id


def note(world: World, text: str) -> str:
    """What a colleague notes in the first conversation there is."""
    agent_id = add_agent(world)
    with world.database.transaction() as session:
        first = session.scalars(select(Conversation).order_by(Conversation.id).limit(1)).one()
        written = notes.write(
            session, first, agent_id=agent_id, text=text, dedupe_key=new_id(), now=world.clock()
        )
    return written.id


@contextmanager
def queries(world: World) -> Iterator[list[tuple[str, Any]]]:
    """What the database is asked meanwhile, each with its parameters."""
    asked: list[tuple[str, Any]] = []

    def listen(
        _connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object
    ) -> None:
        if not statement.startswith("BEGIN"):
            asked.append((statement, parameters))

    event.listen(world.database.engine, "before_cursor_execute", listen)
    try:
        yield asked
    finally:
        event.remove(world.database.engine, "before_cursor_execute", listen)
