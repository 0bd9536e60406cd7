"""An agent's own page: look, password, devices."""

from __future__ import annotations

import re

from flask import Flask

from inbox.people.agent import Agent
from inbox.world import World
from tests.inbox.web.conftest import PASSWORD, Auth, only_sqlite

pytestmark = only_sqlite

_REVOKE = re.compile(r'action="(/me/sign-ins/[0-9a-f]+/revoke)"')


def test_language_and_theme_are_kept_with_the_agent(auth: Auth, world: World) -> None:
    agent_id = auth.sign_in(language="en")
    auth.get("/me")
    assert auth.post("/me/look", language="de", theme="dark").status_code == 303
    page = auth.get("/me").text
    assert '<html lang="de" data-theme="dark">' in page
    assert "Meine Einstellungen" in page
    with world.database.reading() as session:
        agent = session.get_one(Agent, agent_id)
    assert (agent.language, agent.theme) == ("de", "dark")


def test_a_language_that_nobody_speaks_is_refused(auth: Auth) -> None:
    auth.sign_in()
    auth.get("/me")
    assert auth.post("/me/look", language="tlh").status_code == 400
    assert auth.post("/me/look", theme="neon").status_code == 400


def test_other_devices_are_listed_and_can_be_signed_out(auth: Auth, app: Flask) -> None:
    auth.sign_in()
    other = Auth(auth.world, app.test_client())
    other.get("/login")
    other.client.post(
        "/login",
        data={"csrf_token": other.token, "email": "kim@shop.example", "password": PASSWORD},
        headers={"User-Agent": "Lost <phone>"},
    )
    assert other.get("/").status_code == 200
    page = auth.get("/me").text
    assert "Lost &lt;phone&gt;" in page
    assert "this device" in page
    (revoke,) = _REVOKE.findall(page)
    assert auth.post(revoke).status_code == 303
    assert other.get("/").status_code == 303
    assert auth.get("/").status_code == 200


def test_nobody_signs_out_somebody_elses_device(auth: Auth, app: Flask) -> None:
    auth.sign_in("Kim")
    alex = Auth(auth.world, app.test_client())
    alex.sign_in("Alex")
    second = Auth(auth.world, app.test_client())
    second.enter("kim@shop.example")
    (revoke,) = _REVOKE.findall(auth.get("/me").text)
    alex.get("/me")
    alex.post(revoke)
    assert second.get("/").status_code == 200


def test_changing_the_password_needs_the_old_one_and_signs_others_out(
    auth: Auth, app: Flask
) -> None:
    auth.sign_in()
    other = Auth(auth.world, app.test_client())
    other.enter("kim@shop.example")
    auth.get("/me")
    wrong = auth.post("/me/password", current="wrong", new="a new long password")
    assert (wrong.status_code, "is wrong" in wrong.text) == (422, True)
    short = auth.post("/me/password", current=PASSWORD, new="short")
    assert (short.status_code, "at least 12" in short.text) == (422, True)
    done = auth.post("/me/password", current=PASSWORD, new="a new long password")
    assert done.status_code == 303
    assert auth.get("/").status_code == 200
    assert other.get("/").status_code == 303
    assert other.enter("kim@shop.example", PASSWORD).status_code == 422
    assert other.enter("kim@shop.example", "a new long password").status_code == 303
