"""The providers' door: what is refused, what is stored, and what they are told."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from inbox.intake.raw_event import RawEvent, raw_request
from inbox.web.hooks import Hooks
from tests.pigeon import KEY
from tests.shop import open_account, rows, the_only

SIGNED = {"X-Pigeon-Key": KEY}


@pytest.fixture
def account_id(world):
    return open_account(world)


@pytest.fixture
def door(world):
    def pages(environ, start):
        start("200 OK", [])
        return [b"a page"]

    return Client(Hooks(world, pages))


def test_a_genuine_event_is_a_row_and_200(world, door, account_id, bell):
    answer = door.post(f"/hooks/{account_id}?a=b", data=b"[]", headers={**SIGNED, "X-Kept": "y"})
    assert answer.status_code == 200
    with world.database.reading() as session:
        raw = raw_request(session, world.store, session.query(RawEvent).one())
    assert (raw.body, raw.query, raw.headers["x-kept"]) == (b"[]", {"a": "b"}, "y")
    assert "x-pigeon-key" not in raw.headers
    assert bell.rings == [("normalise", account_id)]


@pytest.mark.parametrize("headers", [{}, {"X-Pigeon-Key": "wrong"}, {"X-Pigeon-Key": "ä"}])
def test_a_forged_event_is_refused_and_nothing_is_stored(world, door, account_id, headers):
    assert door.post(f"/hooks/{account_id}", data=b"[]", headers=headers).status_code == 401
    assert rows(world, RawEvent) == []


def test_signed_but_unreadable_is_200_so_that_it_does_not_come_back_for_ever(
    world, door, account_id
):
    answer = door.post(f"/hooks/{account_id}", data=b"\xff\0{", headers=SIGNED)
    assert answer.status_code == 200
    assert len(rows(world, RawEvent)) == 1


def test_an_unknown_account_is_404(door, account_id):
    assert door.post("/hooks/nobody", data=b"[]", headers=SIGNED).status_code == 404
    assert door.get("/hooks/nobody?challenge=x").status_code == 404


def test_too_large_is_413_and_read_no_further(world, door, account_id):
    answer = door.post(f"/hooks/{account_id}", data=b"x" * 70_000, headers=SIGNED)
    assert answer.status_code == 413
    assert rows(world, RawEvent) == []


def test_a_duplicate_is_200_again(world, door, account_id):
    for _ in range(3):
        answer = door.post(f"/hooks/{account_id}", data=b"[]", headers=SIGNED)
        assert answer.status_code == 200
    assert len(rows(world, RawEvent)) == 1


def test_a_handshake_is_answered_as_plain_text(door, account_id):
    answer = door.get(f"/hooks/{account_id}?challenge=%3Cb%3E42")
    assert (answer.status_code, answer.text) == (200, "<b>42")
    assert answer.content_type.startswith("text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_wrong_handshake_is_refused(door, account_id):
    assert door.get(f"/hooks/{account_id}").status_code == 403


def test_other_methods_are_not_allowed(door, account_id):
    assert door.put(f"/hooks/{account_id}").status_code == 405


def test_while_the_database_is_down_the_provider_is_asked_to_repeat(
    world, door, account_id, monkeypatch
):
    world.accounts.channel(account_id)

    def down(*args, **kwargs):
        raise OperationalError("insert", {}, Exception("connection refused"))

    monkeypatch.setattr("inbox.intake.together.keep", down)
    answer = door.post(f"/hooks/{account_id}", data=b"[]", headers=SIGNED)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_a_full_disk_is_no_acceptance_either(world, door, account_id, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inbox.intake.together.keep", full)
    assert door.post(f"/hooks/{account_id}", data=b"[]", headers=SIGNED).status_code == 503


def test_everything_else_is_a_page(door):
    assert door.get("/").text == "a page"
    assert door.get("/hooksomething").text == "a page"


def test_unknown_fields_are_kept_for_later(world, door, account_id):
    body = json.dumps([{"id": "1", "text": "x", "brand_new": {"deep": [1]}}]).encode()
    door.post(f"/hooks/{account_id}", data=body, headers=SIGNED)
    with world.database.reading() as session:
        assert raw_request(session, world.store, the_only(world, RawEvent)).body == body
