"""What the tests of the pages can ask for: an app, a client, a runner, and somebody signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.test import TestResponse

from inbox import web
from inbox.media.fetch import fetch_due
from inbox.people import agent as agents
from inbox.people.agent import Role
from inbox.world import World
from tests.shop import Customers, open_account

PASSWORD = "correct horse battery staple"
# For what a page says whatever the database is: it runs once.
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Auth:
    """Signs agents in and posts their forms, with the token of the page that they saw last."""

    world: World
    client: FlaskClient
    token: str = ""

    def add(self, name: str = "Kim", role: Role = Role.AGENT, language: str = "en") -> str:
        with self.world.database.transaction() as session:
            agent = agents.add(
                session,
                name=name,
                email=f"{name.lower()}@shop.example",
                password=PASSWORD,
                role=role,
                now=self.world.clock(),
            )
            agent.language = language
            return agent.id

    def sign_in(self, name: str = "Kim", role: Role = Role.AGENT, language: str = "en") -> str:
        """The agent's id; added if there is none of this name."""
        agent_id = self.add(name, role, language)
        answer = self.enter(f"{name.lower()}@shop.example")
        assert answer.status_code == 303, answer.text
        return agent_id

    def enter(self, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
        self.get("/login")
        return self.post("/login", email=email, password=password, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        answer = self.client.get(path, **more)
        found = _TOKEN.search(answer.text) if answer.mimetype == "text/html" else None
        self.token = found[1] if found else self.token
        return answer

    def post(self, path: str, **form: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token, **form})

    def find(self, name: str) -> str:
        """The address of this customer's conversation, from the list."""
        for view in ("open", "waiting"):
            rows = self.get(f"/?view={view}").text.split('<li id="c-')[1:]
            for row in rows:
                if name in row:
                    return f"/conversations/{row[:32]}"
        raise AssertionError(f"{name} is not in the list")


def fetch_all(customers: Customers) -> None:
    """Fetch the files that messages still lack."""
    fetch_due(customers.desks.shelf, customers.account_id, now=customers.world.clock)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same algorithm with the smallest cost: hundreds of sign-ins would take minutes."""
    monkeypatch.setattr(agents, "_hasher", PasswordHasher(time_cost=1, memory_cost=64))


@pytest.fixture
def app(world: World) -> Iterator[Flask]:
    app = Flask("kontor")
    app.config["SECRET_KEY"] = world.settings.secret_key
    app.extensions["world"] = world
    web.register(app, world)
    yield app
    app.extensions["live"].stop()
    app.extensions["live"].join(10)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def auth(world: World, client: FlaskClient) -> Auth:
    return Auth(world, client)


@pytest.fixture
def customers(world: World) -> Customers:
    return Customers(world, open_account(world))
