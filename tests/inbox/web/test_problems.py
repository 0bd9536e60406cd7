"""What went wrong is a page that says what to do, in the visitor's language, without details."""

from __future__ import annotations

import pytest
from flask import Flask

from inbox.web.conversations import pages
from tests.inbox.web.conftest import Auth, only_sqlite

pytestmark = only_sqlite


def test_an_address_that_is_wrong(auth: Auth) -> None:
    auth.sign_in(language="de")
    answer = auth.get("/nowhere")
    assert answer.status_code == 404
    assert "<h1>Hier ist nichts</h1>" in answer.text
    assert 'href="/"' in answer.text


def test_a_failure_is_written_down_and_not_told(
    auth: Auth, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("a customer's secret")

    auth.sign_in()
    monkeypatch.setattr(pages, "sheet", fail)
    answer = auth.get("/")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "secret" not in answer.text


def test_machines_get_no_pages(app: Flask, auth: Auth) -> None:
    for path in ("/static/x/nothing.css", "/api/v1/nothing"):
        answer = auth.get(path)
        assert answer.status_code == 404
        assert "Kontor" not in answer.text


def test_a_provider_meets_the_door_and_not_the_pages(auth: Auth) -> None:
    answer = auth.client.post("/hooks/nothing", data=b"{}")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
