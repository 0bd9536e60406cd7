"""Every address there is, asked by every role: what is new is for nobody until somebody says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from inbox.people.roles import Role
from tests.inbox.web.conftest import Auth, only_sqlite

pytestmark = only_sqlite

PUBLIC = (
    "/login", "/logout", "/invitation/", "/confirm/", "/static/", "/favicon.ico",
    "/healthz", "/readyz", "/version", "/metrics",
)  # fmt: skip
FOR: dict[Role, re.Pattern[str]] = {
    Role.PRIVACY: re.compile(
        r"/me(/.*)?|/settings(/regions)?|/settings/(decisions(/export)?|consents|audit)"
        r"|/customers/<customer_id>/proof(\.html|\.json)?"
    ),
    Role.AGENT: re.compile(
        r"(?!/settings|/customers/<customer_id>/proof)/.*"
        r"|/settings(/regions)?|/settings/saved-replies(/.*)?"
    ),
    Role.LEAD: re.compile(
        r"(?!/settings)/.*|/settings(/regions)?"
        r"|/settings/(saved-replies|labels|hours|simulator|decisions|consents)(/.*)?"
    ),
    Role.ADMIN: re.compile(r"/.*"),
}


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """(method, rule) of everything that asks who is there."""
    for rule in app.url_map.iter_rules():
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            if not rule.rule.startswith(PUBLIC) and rule.rule != "/events":  # a stream never ends
                yield method, rule.rule


def ask(auth: Auth, method: str, rule: str) -> int:
    path = re.sub(r"<\w+>", "0" * 32, re.sub(r"<int:\w+>", "1", rule))
    answer = auth.client.get(path) if method == "GET" else auth.post(path)
    return answer.status_code


@pytest.mark.parametrize("role", list(Role))
def test_what_is_not_a_roles_is_refused(app: Flask, auth: Auth, role: Role) -> None:
    auth.sign_in(role=role)
    auth.get("/me")
    refused = {
        (method, rule)
        for method, rule in addresses(app)
        if not FOR[role].fullmatch(rule) and rule != "/"
    }
    assert len(refused) > 20 or role is Role.ADMIN
    assert [one for one in sorted(refused) if ask(auth, *one) != 403] == []


def test_nobody_who_is_not_signed_in_gets_anywhere(app: Flask, auth: Auth) -> None:
    auth.get("/login")
    wrong = [(one, code) for one in addresses(app) if (code := ask(auth, *one)) not in {303, 401}]
    assert wrong == []
