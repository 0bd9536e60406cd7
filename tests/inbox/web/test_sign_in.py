"""Signing in and out, and everything that somebody at the door may try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from inbox import web
from inbox.people import signin
from inbox.people.agent import Agent
from inbox.web.sign_in import safe_target
from inbox.world import World
from tests.conftest import Clock
from tests.inbox.web.conftest import PASSWORD, Auth, only_sqlite
from tests.shop import rows


def test_a_page_asks_for_a_sign_in_and_leads_back(auth: Auth) -> None:
    auth.add()
    answer = auth.get("/?view=waiting")
    assert (answer.status_code, answer.location) == (303, "/login?next=/?view%3Dwaiting")
    answer = auth.enter("kim@shop.example", next="/?view=waiting")
    assert (answer.status_code, answer.location) == (303, "/?view=waiting")
    assert auth.get("/?view=waiting").status_code == 200


def test_a_fetched_fragment_is_answered_with_401(auth: Auth) -> None:
    assert auth.get("/fragments/list").status_code == 401
    assert auth.get("/events").status_code == 401


@pytest.mark.parametrize(
    ("email", "password"),
    [("kim@shop.example", "wrong"), ("nobody@shop.example", PASSWORD), ("", ""),
     ("kim@shop.example", "")],
)  # fmt: skip
def test_a_wrong_sign_in_never_says_what_was_wrong(auth: Auth, email: str, password: str) -> None:
    auth.add()
    answer = auth.enter(email, password)
    assert answer.status_code == 422
    assert "The address or the password is wrong." in answer.text
    assert f'value="{email}"' in answer.text
    assert auth.get("/").status_code == 303


def test_the_address_is_found_in_any_case(auth: Auth) -> None:
    auth.add()
    assert auth.enter("  KIM@shop.example ").status_code == 303


def test_a_disabled_agent_is_out_at_once(auth: Auth, world: World) -> None:
    agent_id = auth.sign_in()
    with world.database.transaction() as session:
        session.get_one(Agent, agent_id).disabled_at = world.clock()
    assert auth.get("/").status_code == 303
    assert auth.enter("kim@shop.example").status_code == 422


def test_a_revoked_sign_in_is_out_at_once(auth: Auth, world: World) -> None:
    agent_id = auth.sign_in()
    with world.database.transaction() as session:
        signin.revoke_all(session, agent_id, now=world.clock())
    assert auth.get("/").status_code == 303


def test_a_sign_in_that_was_idle_for_long_has_ended(auth: Auth, clock: Clock) -> None:
    auth.sign_in()
    clock.advance(hours=11)
    assert auth.get("/").status_code == 200
    clock.advance(hours=11)  # being seen was written down
    assert auth.get("/").status_code == 200
    clock.advance(hours=13)
    assert auth.get("/").status_code == 303


def test_signing_out_ends_the_sign_in_on_the_server_too(auth: Auth, world: World) -> None:
    auth.sign_in()
    auth.get("/")
    cookie = auth.client.get_cookie("kontor")
    assert cookie is not None
    assert auth.post("/logout").status_code == 303
    auth.client.set_cookie("kontor", cookie.value)  # somebody kept it
    assert auth.get("/").status_code == 303
    assert all(row.revoked_at is not None for row in rows(world, signin.SignIn))


def test_the_cookie_is_ours_alone(auth: Auth) -> None:
    auth.add()
    answer = auth.enter("kim@shop.example")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_the_cookie_is_tied_to_this_host(world: World) -> None:
    secure = replace(world, settings=replace(world.settings, base_url="https://inbox.example"))
    app = Flask("kontor")
    app.config["SECRET_KEY"] = "a secret key for tests"
    web.register(app, secure)
    answer = app.test_client().get("/login", base_url="https://inbox.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-kontor=")
    assert "Secure" in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_cookie_from_before_the_sign_in_is_void(auth: Auth) -> None:
    """Whoever planted a cookie in somebody's browser must not be signed in with them."""
    auth.add()
    auth.get("/login")
    planted = auth.client.get_cookie("kontor")
    assert planted is not None
    auth.post("/login", email="kim@shop.example", password=PASSWORD)
    auth.client.set_cookie("kontor", planted.value)
    assert auth.get("/").status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "evil.example", "", None,
        "/ /evil.example", "http:/evil.example",
    ],
)  # fmt: skip
def test_the_way_back_never_leads_elsewhere(wanted: str | None) -> None:
    assert safe_target(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/conversations/0af?view=mine", "/settings/accounts"])
def test_the_way_back_leads_to_pages_of_ours(wanted: str) -> None:
    assert safe_target(wanted) == wanted


def test_the_door_says_what_to_do_when_nobody_can_enter(auth: Auth) -> None:
    assert "flask --app app agents add" in auth.get("/login").text
    auth.add()
    assert "agents add" not in auth.get("/login").text


def test_the_door_speaks_the_browsers_language(auth: Auth) -> None:
    assert "Passwort" in auth.get("/login", headers={"Accept-Language": "de-AT,en;q=0.5"}).text
    assert "Password" in auth.get("/login", headers={"Accept-Language": "en-US"}).text
    assert "Passwort" in auth.get("/login", headers={"Accept-Language": "fi"}).text


class TestTooManyTries:
    """Without Redis, as in every test here, each process counts for itself."""

    def test_five_failures_a_minute_and_the_sixth_must_wait(self, auth: Auth) -> None:
        auth.add()
        for _ in range(5):
            assert auth.enter("kim@shop.example", "wrong").status_code == 422
        answer = auth.enter("kim@shop.example")
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 61
        assert "Too many tries" in answer.text

    def test_somebody_else_at_the_same_address_is_let_in(self, auth: Auth) -> None:
        auth.add()
        auth.add("Alex")
        for _ in range(6):
            auth.enter("kim@shop.example", "wrong")
        assert auth.enter("alex@shop.example").status_code == 303

    def test_who_knows_the_password_does_not_use_up_the_tries(self, auth: Auth) -> None:
        auth.add()
        for _ in range(8):
            assert auth.enter("kim@shop.example").status_code == 303
            auth.get("/me")
            auth.post("/logout")


class TestWithRedis:
    @pytest.fixture
    def apps(self, world: World, redis_url: str) -> Iterator[list[Flask]]:
        """Two web processes of one installation."""
        shared = replace(world, settings=replace(world.settings, redis_url=redis_url))
        apps = []
        for _ in range(2):
            app = Flask("kontor")
            app.config["SECRET_KEY"] = "a secret key for tests"
            web.register(app, shared)
            apps.append(app)
        return apps

    @only_sqlite
    def test_all_processes_count_together(self, world: World, apps: list[Flask]) -> None:
        doors = [Auth(world, app.test_client()) for app in apps]
        doors[0].add("Robin")
        tries = [doors[n % 2].enter("robin@shop.example", "wrong").status_code for n in range(6)]
        assert tries == [422] * 5 + [429]
