"""One shell for all settings: who sees which areas, and what nobody should overlook."""

from __future__ import annotations

import re

import pytest

from inbox.people.agent import Role
from inbox.people.roles import powers_of
from inbox.web.settings.areas import GROUPS
from inbox.world import World
from tests.inbox.web.conftest import Auth
from tests.shop import configure_shop

AREAS = [area for group in GROUPS for area in group.areas]


@pytest.mark.parametrize("role", Role)
def test_a_role_sees_the_areas_that_it_may_and_no_others(auth: Auth, role: Role) -> None:
    auth.sign_in(role=role)
    mine = {area.path for area in AREAS if area.may in powers_of(role)}
    home = auth.get("/settings")
    assert home.status_code == (200 if mine else 403)
    shown = set(re.findall(r'<li><a href="/settings(/[a-z-]+)"', home.text))
    assert shown == mine
    for area in AREAS:
        expected = 200 if area.path in mine else 403
        assert auth.get(f"/settings{area.path}").status_code == expected, area


def test_the_privacy_officer_has_no_inbox_and_lands_in_the_records(auth: Auth) -> None:
    auth.sign_in(role=Role.PRIVACY)
    answer = auth.get("/")
    assert (answer.status_code, answer.location) == (303, "/settings")
    assert "To the inbox" not in auth.get("/settings").text
    assert auth.get("/events").status_code == 403


def test_an_agent_finds_saved_replies_and_nothing_else(auth: Auth) -> None:
    auth.sign_in(role=Role.AGENT)
    assert 'href="/settings"' in auth.get("/me").text
    assert auth.get("/settings/saved-replies").status_code == 200


def test_that_the_machine_is_silenced_stands_on_every_page(auth: Auth, world: World) -> None:
    auth.sign_in(role=Role.ADMIN)
    configure_shop(world, automation=False)
    assert "Everything automatic is switched off." in auth.get("/settings/accounts").text


def test_the_settings_ask_for_a_sign_in_and_for_the_token_of_a_form(auth: Auth) -> None:
    assert auth.get("/settings/shop").location.startswith("/login")
    auth.sign_in(role=Role.ADMIN)
    auth.token = "forged"
    assert auth.post("/settings/shop/silence").status_code == 400
