"""Somebody is told once of what needs them, and once that it is over; trouble is not forgotten."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from inbox.accounts import manage
from inbox.accounts.account import Account
from inbox.channel import AccountChanged, AccountHealth, TryLater
from inbox.watch import alert
from inbox.watch.alert import Alert, News, look
from inbox.watch.findings import LEAST_FREE, Need
from inbox.watch.sentences import NEEDS, sentence
from inbox.watch.tell import teller
from tests.shop import open_account, rows


@pytest.fixture
def told():
    return []


@pytest.fixture
def watch(world, told):
    """Look once; `told` gets what is told."""

    def once(tell=told.extend):
        look(world.database, tell, free_bytes=LEAST_FREE, now=world.clock())

    return once


@pytest.fixture
def broken(world):
    account_id = open_account(world, name="WhatsApp")
    health(world, AccountHealth.BROKEN, "SIGNED_OUT")
    return account_id


def health(world, state, code):
    with world.database.transaction() as session:
        account = session.query(Account).one()
        manage.note_health(
            session, account, AccountChanged(state, code, world.clock()), now=world.clock()
        )


def mend(world):
    with world.database.transaction() as session:
        account = session.query(Account).one()
        account.health, account.health_code = AccountHealth.OK, None
        manage.resume(session, account, now=world.clock())


def test_what_lasts_is_told_once(world, broken, watch, told, clock):
    watch()
    assert told == []  # it may mend itself
    clock.advance(minutes=2)
    watch()
    clock.advance(minutes=1)
    watch()
    assert [(one.need, one.label, one.code, one.over) for one in told] == [
        (Need.ACCOUNT_BROKEN, "WhatsApp", "SIGNED_OUT", False)
    ]


def test_what_mends_itself_is_not_worth_anybodys_evening(world, broken, watch, told, clock):
    watch()
    mend(world)
    clock.advance(minutes=5)
    watch()
    assert told == []


def test_who_was_told_hears_that_it_is_over(world, broken, watch, told, clock):
    watch()
    clock.advance(minutes=2)
    watch()
    mend(world)
    clock.advance(minutes=5)
    watch()
    watch()
    assert [one.over for one in told] == [False, True]


def test_it_begins_again_when_it_begins_again(world, broken, watch, told, clock):
    for _ in range(2):
        health(world, AccountHealth.BROKEN, "SIGNED_OUT")
        watch()
        clock.advance(minutes=2)
        watch()
        mend(world)
        clock.advance(minutes=2)
        watch()
    assert [one.over for one in told] == [False, True, False, True]


def test_what_goes_on_is_told_again_the_next_day(world, broken, watch, told, clock):
    watch()
    clock.advance(minutes=2)
    watch()
    clock.advance(hours=25)
    watch()
    assert len(told) == 2


def test_what_could_not_be_told_is_told_next_time(world, broken, watch, told, clock):
    def fail(_news):
        raise TryLater("NO_CONNECTION")

    watch()
    clock.advance(minutes=2)
    watch(tell=fail)
    watch()
    assert len(told) == 1


def test_without_anybody_to_tell_it_is_noted_for_the_page(world, broken, watch, clock):
    watch(tell=None)
    with world.database.reading() as session:
        assert [row.need for row in alert.standing(session)] == [Need.ACCOUNT_BROKEN]


def test_what_is_long_over_is_forgotten(world, broken, watch, clock):
    watch()
    mend(world)
    watch()
    clock.advance(days=31)
    watch()
    assert rows(world, Alert) == []


@pytest.mark.parametrize("need", Need)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_need_has_its_sentence(need, language, clock):
    news = News("key", need, "Shop", "CODE", clock(), over=False)
    assert sentence(news, language)
    assert sentence(replace(news, over=True), language) != sentence(news, language)
    assert set(NEEDS[need]) == {"de", "en"}


# ----- the ways


@pytest.fixture
def news(clock):
    return [News("k", Need.ACCOUNT_BROKEN, "WhatsApp", "SIGNED_OUT", clock(), over=False)]


@pytest.fixture
def hook() -> Iterator[tuple[str, list[Any]]]:
    """The address of a webhook, and what it got."""
    got: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(500 if self.path == "/down" else 204)
            self.end_headers()

        def log_message(self, *_anything: object) -> None:
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    server.server_close()


def test_nobody_is_told_unless_it_is_set(world):
    assert teller(world.settings, shop="Lavendel", language="de") is None


def test_a_webhook_gets_what_a_program_needs(world, hook, news):
    url, got = hook
    settings = replace(world.settings, alert_webhook=f"{url}/alerts")
    teller(settings, shop="Lavendel", language="de")(news)
    (document,) = got
    assert document["shop"] == "Lavendel"
    assert document["alerts"][0]["need"] == "ACCOUNT_BROKEN"
    assert document["alerts"][0]["account"] == "WhatsApp"
    assert document["url"].endswith("/settings/operations")


def test_a_webhook_that_refuses_is_tried_again(world, hook, news):
    settings = replace(world.settings, alert_webhook=f"{hook[0]}/down")
    with pytest.raises(TryLater):
        teller(settings, shop="Lavendel", language="de")(news)


def test_one_way_that_is_closed_does_not_close_the_other(world, hook, news):
    url, got = hook
    closed = {
        "alert_mail": "technik@shop.example",
        "alert_smtp": f"smtp://127.0.0.1:{_free_port()}",
    }
    settings = replace(world.settings, alert_webhook=f"{url}/alerts", **closed)
    teller(settings, shop="Lavendel", language="de")(news)
    assert len(got) == 1
    both = replace(settings, alert_webhook=f"{url}/down")
    with pytest.raises(TryLater):
        teller(both, shop="Lavendel", language="de")(news)


def test_a_mail_that_can_be_sent_is_sent_although_the_webhook_is_down(
    world, hook, news, monkeypatch
):
    sent = []
    monkeypatch.setattr("inbox.watch.tell._mail", lambda *told: sent.append(told))
    settings = replace(
        world.settings,
        alert_webhook=f"{hook[0]}/down",
        alert_mail="technik@shop.example",
        alert_smtp="smtp://127.0.0.1:1",
    )
    teller(settings, shop="Lavendel", language="de")(news)
    assert len(sent) == 1


def test_a_mail_says_what_to_do_in_the_shops_language(world, news):
    class Keep:
        mails: list[bytes] = []  # noqa: RUF012 - of this test alone

        async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
            self.mails.append(envelope.content)
            return "250 OK"

    keep = Keep()
    server = Controller(keep, hostname="127.0.0.1", port=0)
    server.port = _free_port()
    server.start()
    try:
        settings = replace(
            world.settings,
            alert_mail="technik@shop.example",
            alert_smtp=f"smtp://127.0.0.1:{server.port}",
        )
        teller(settings, shop="Lavendel", language="de")(news)
    finally:
        server.stop()
    mail = message_from_bytes(keep.mails[0])
    assert mail["To"] == "technik@shop.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_payload(decode=True).decode()
    assert "WhatsApp" in text
    assert "fortsetzt" in text


def test_a_mail_server_that_is_away_is_no_exception_of_its_own(world, broken, news, clock):
    settings = replace(
        world.settings,
        alert_mail="technik@shop.example",
        alert_smtp=f"smtp://127.0.0.1:{_free_port()}",
    )
    tell = teller(settings, shop="Lavendel", language="de")
    look(world.database, tell, free_bytes=LEAST_FREE, now=clock())
    look(world.database, tell, free_bytes=LEAST_FREE, now=clock.advance(minutes=2))
    assert rows(world, Alert)[0].told_at is None


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
