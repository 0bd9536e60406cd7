"""Nothing happens that does not come from a page of ours."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.message import Message
from inbox.people.agent import Role
from inbox.world import World
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import Customers, rows, the_only

pytestmark = only_sqlite


def filled(rule: str) -> str:
    return re.sub(r"<\w+>", "0" * 32, re.sub(r"<int:\w+>", "1", rule))


def test_every_form_of_every_page_needs_the_token(app: Flask, auth: Auth) -> None:
    auth.sign_in(role=Role.ADMIN)
    posts = [rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(posts) > 10
    for rule in posts:
        for form in ({}, {"csrf_token": "made up"}, {"csrf_token": ""}):
            answer = auth.client.post(filled(rule), data=form)
            assert answer.status_code == 400, rule
            assert "This form is not valid any more" in answer.text, rule


def test_a_token_of_another_visitor_is_refused(app: Flask, auth: Auth) -> None:
    other = Auth(auth.world, app.test_client())
    other.get("/login")
    auth.sign_in()
    assert auth.client.post("/me/look", data={"csrf_token": other.token}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_on_another_page_is_refused_although_it_has_the_token(
    auth: Auth, headers: dict[str, str]
) -> None:
    auth.sign_in()
    auth.get("/me")
    form = {"csrf_token": auth.token, "theme": "dark"}
    assert auth.client.post("/me/look", data=form, headers=headers).status_code == 403
    assert 'data-theme="dark"' not in auth.get("/me").text


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}]
)
def test_our_own_form_is_taken(auth: Auth, headers: dict[str, str]) -> None:
    auth.sign_in()
    auth.get("/me")
    form = {"csrf_token": auth.token, "theme": "dark"}
    assert auth.client.post("/me/look", data=form, headers=headers).status_code == 303


ADDRESSES = {
    "/": {Role.AGENT, Role.LEAD, Role.ADMIN},
    "/fragments/list": {Role.AGENT, Role.LEAD, Role.ADMIN},
    "/events/since": {Role.AGENT, Role.LEAD, Role.ADMIN},
    "/conversations/{id}": {Role.AGENT, Role.LEAD, Role.ADMIN},
    "/messages/{message}/text": {Role.AGENT, Role.LEAD, Role.ADMIN},
    "/me": set(Role),
    "/settings/accounts": {Role.ADMIN},
    "/settings/dead-letters": {Role.ADMIN},
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_sees_its_own_pages_and_no_others(
    auth: Auth, world: World, customers: Customers, role: Role
) -> None:
    customers.write()
    conversation, message = rows(world, Conversation)[0].id, rows(world, Message)[0].id
    auth.sign_in(role=role)
    for address, allowed in ADDRESSES.items():
        answer = auth.get(address.format(id=conversation, message=message))
        led_away = (
            303 if address == "/" else 403
        )  # a sign-in leads to "/", also the privacy officer
        assert answer.status_code == (200 if role in allowed else led_away), (role, address)


def test_who_may_not_change_anything_is_refused_before_it_happens(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write()
    auth.sign_in(role=Role.PRIVACY)
    auth.get("/me")
    conversation = the_only(world, Conversation).id
    assert auth.post(f"/conversations/{conversation}/resolve").status_code == 403
    assert auth.post(f"/settings/accounts/{customers.account_id}/pause").status_code == 403
    assert the_only(world, Conversation).status == Status.OPEN


def test_the_menu_shows_settings_to_administrators_only(auth: Auth) -> None:
    auth.sign_in("Kim", Role.ADMIN)
    assert "/settings/accounts" in auth.get("/").text
    auth.get("/me")
    auth.post("/logout")
    auth.sign_in("Alex", Role.AGENT)
    assert "/settings/accounts" not in auth.get("/").text
