"""Every answer carries the policy; none of it lets anything inline or foreign in."""

from __future__ import annotations

import re

from flask import Flask

from inbox.people.agent import Role
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.inbox.web.test_guard import filled
from tests.shop import Customers

pytestmark = only_sqlite

WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def test_every_route_answers_with_the_headers(app: Flask, auth: Auth, customers: Customers) -> None:
    customers.write(name="Anna")
    auth.sign_in(role=Role.ADMIN)
    address = auth.find("Anna")
    gets = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    paths = [filled(rule) for rule in gets if rule not in {"/static/<digest>/<name>", "/events"}]
    assert len(paths) > 15
    for path in [*paths, address, "/nowhere", "/static/x/base.css", "/static/x/nothing.css"]:
        answer = auth.get(path)
        assert answer.status_code < 500, path
        for name, value in WANTED.items():
            if path.startswith("/messages/"):
                continue  # a page with a policy of its own, see test_mail
            assert answer.headers[name] == value, (path, name)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert not re.search(r"unsafe|https?:|\*|data:", policy), path


def test_pages_are_not_kept_and_files_are(auth: Auth) -> None:
    auth.sign_in()
    page = auth.get("/")
    assert page.headers["Cache-Control"] == "no-store"
    sheet = re.search(r'href="(/static/[0-9a-f]{12}/tokens.css)"', page.text)
    assert sheet
    answer = auth.get(sheet[1])
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_no_page_has_anything_inline_or_foreign(auth: Auth, customers: Customers) -> None:
    customers.write(name="Anna")
    auth.sign_in(role=Role.ADMIN)
    address = auth.find("Anna")
    for path in ("/", address, "/me", "/settings/accounts", "/settings/dead-letters", "/nowhere"):
        page = auth.get(path).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page), path
        assert not re.search(r"<script(?![^>]* src=)", page), path
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), path
