"""The second factor: set up with a picture, asked for at the door, and the ways back."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from inbox.people.agent import Agent, Role
from inbox.world import World
from tests.conftest import Clock
from tests.inbox.web.conftest import PASSWORD, Auth, only_sqlite
from tests.shop import the_only

pytestmark = only_sqlite


@pytest.fixture
def guest(app: Flask, world: World) -> Auth:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return Auth(world, client)


def set_up(auth: Auth, clock: Clock) -> tuple[str, list[str]]:
    """The secret in the phone, and the recovery codes."""
    auth.get("/me")
    auth.post("/me/second-factor")
    page = auth.get("/me/second-factor").text
    assert "<svg" in page
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")
    answer = auth.post("/me/second-factor/confirm", code=code_of(secret, clock))
    assert answer.status_code == 200
    clock.advance(seconds=30)
    return secret, re.findall(r"<li><code>([a-z2-7-]+)</code>", answer.text)


def code_of(secret: str, clock: Clock) -> str:
    return pyotp.TOTP(secret).at(clock.now)


def test_from_then_on_the_door_asks_for_the_code(auth: Auth, guest: Auth, clock: Clock) -> None:
    auth.sign_in()
    secret, codes = set_up(auth, clock)
    assert len(codes) == 10
    assert "10 recovery codes left" in auth.get("/me").text
    answer = guest.enter("kim@shop.example", next="/?view=waiting")
    assert answer.location == "/login/code"
    assert guest.get("/").status_code == 303  # not in yet
    guest.get("/login/code")
    assert guest.post("/login/code", code="000000").status_code == 422
    done = guest.post("/login/code", code=code_of(secret, clock))
    assert done.location == "/?view=waiting"
    assert guest.get("/").status_code == 200


def test_a_code_and_a_recovery_code_open_once(auth: Auth, guest: Auth, clock: Clock) -> None:
    auth.sign_in()
    secret, codes = set_up(auth, clock)
    for code in (code_of(secret, clock), codes[0].upper()):
        guest.enter("kim@shop.example")
        guest.get("/login/code")
        assert guest.post("/login/code", code=code).status_code == 303
        guest.get("/me")
        guest.post("/logout")
        guest.enter("kim@shop.example")
        guest.get("/login/code")
        assert guest.post("/login/code", code=code).status_code == 422


def test_half_a_sign_in_ends_by_itself_and_with_the_password(
    auth: Auth, guest: Auth, clock: Clock, world: World
) -> None:
    auth.sign_in()
    secret, _ = set_up(auth, clock)
    assert guest.get("/login/code").location == "/login"
    guest.enter("kim@shop.example")
    guest.get("/login/code")
    clock.advance(minutes=6)
    assert guest.get("/login/code").location == "/login"
    assert guest.post("/login/code", code=code_of(secret, clock)).location == "/login"
    guest.enter("kim@shop.example")
    guest.get("/login/code")
    auth.get("/me")
    auth.post("/me/password", current=PASSWORD, new="an entirely new password")
    assert guest.post("/login/code", code=code_of(secret, clock)).status_code == 422


def test_codes_cannot_be_tried_out(auth: Auth, guest: Auth, clock: Clock) -> None:
    auth.sign_in()
    set_up(auth, clock)
    guest.enter("kim@shop.example")
    guest.get("/login/code")
    answers = [guest.post("/login/code", code=f"{n:06}").status_code for n in range(7)]
    assert answers[-1] == 429


def test_a_wrong_code_does_not_switch_it_on(auth: Auth, world: World, clock: Clock) -> None:
    auth.sign_in()
    auth.get("/me")
    auth.post("/me/second-factor")
    auth.get("/me/second-factor")
    assert auth.post("/me/second-factor/confirm", code="123").status_code == 422
    assert not the_only(world, Agent).has_second_factor


def test_it_is_switched_off_and_codes_are_renewed_only_with_the_password(
    auth: Auth, world: World, clock: Clock
) -> None:
    auth.sign_in()
    _, codes = set_up(auth, clock)
    auth.get("/me")
    auth.post("/me/second-factor/remove", current="wrong")
    assert the_only(world, Agent).has_second_factor
    renewed = auth.post("/me/second-factor/codes", current=PASSWORD).text
    assert codes[0] not in renewed
    auth.post("/me/second-factor/remove", current=PASSWORD)
    assert not the_only(world, Agent).has_second_factor
    assert auth.get("/me/second-factor").status_code == 303


def test_an_administrator_helps_who_has_lost_phone_and_codes(
    auth: Auth, guest: Auth, clock: Clock
) -> None:
    agent_id = auth.sign_in("Kim")
    set_up(auth, clock)
    guest.sign_in("Robin", role=Role.ADMIN)
    page = f"/settings/agents/{agent_id}"
    assert "Remove second factor" in guest.get(page).text
    guest.post(f"{page}/forget-second-factor")
    clock.advance(seconds=timedelta(minutes=1).seconds)
    auth.get("/me")
    auth.post("/logout")
    assert auth.enter("kim@shop.example").location == "/"
