"""What the tests of the pages can ask for: an app, a client, a runner, and somebody signed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.test import TestResponse

from inbox import web
from inbox.people import agent as agents
from inbox.people.agent import Role
from inbox.world import World
from tests.shop import Customers, open_account

PASSWORD = "correct horse battery staple"
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


@pytest.fixture
def app(world: World) -> Flask:
    app = Flask("kontor")
    app.config["SECRET_KEY"] = world.settings.secret_key
    app.extensions["world"] = world
    web.register(app, world)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def auth(world: World, client: FlaskClient) -> Auth:
    return Auth(world, client)


@pytest.fixture
def customers(world: World) -> Customers:
    return Customers(world, open_account(world))
