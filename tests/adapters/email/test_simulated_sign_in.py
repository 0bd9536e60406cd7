"""Signing in by OAuth: from the administrator's browser to a mailbox that asks for it again."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from adapters.email.channel import EmailChannel
from adapters.email.settings import Settings
from adapters.email.simulated.oauth_provider import ACCESS_SECONDS
from adapters.email.simulator import EmailSimulator
from adapters.simulation import Connection, Place, Writing
from inbox.channel import AccountBroken, CheckFailed, OutboundMessage, Sender
from tests.adapters.case import DictMemory
from tests.adapters.email.test_simulator import KATRIN, free_ports
from tests.adapters.whatsapp.desk import Quiet

SHOP = "laden@firma.example"
BACK = "http://127.0.0.1:8000/settings/back?account=1"


@dataclass
class Office:
    """The provider, the mailbox at it, and the time."""

    simulator: EmailSimulator
    channel: EmailChannel
    url: str
    now: list[float]
    fetched: list[str] = field(default_factory=list)

    def agree(self, answer: str = "yes") -> dict[str, str]:
        """As the administrator's browser: what comes back to us."""
        page = requests.get(self.channel.sign_in_at(redirect=BACK, state="s1"), timeout=5)
        assert SHOP in page.text
        hidden = dict(re.findall(r"name='(\w+)' value='([^']*)'", page.text))
        form = {**hidden, "redirect_uri": BACK, "answer": answer}
        back = requests.post(
            page.url.partition("?")[0], data=form, timeout=5, allow_redirects=False
        )
        assert back.status_code == 303
        assert back.headers["Location"].startswith(BACK)
        return dict(parse_qsl(urlsplit(back.headers["Location"]).query))

    def sign_in(self) -> None:
        self.channel.signed_in(redirect=BACK, code=self.agree()["code"])

    def fetch(self) -> list[str]:
        found = []
        for raw, cursor in self.channel.poll():
            self.channel.memory.entries[cursor.key] = cursor.value
            found += [event.text for event in self.channel.parse(raw)]
        return found

    def send(self, text: str) -> None:
        message = OutboundMessage(Sender(KATRIN), text, f"key-{text}")
        self.channel.send(message, self.channel.prepare(message))

    def reopen(self) -> None:
        """As after a restart: another connection with the same memory."""
        self.channel.close()
        self.channel = EmailChannel(self.channel.settings, self.channel.memory)

    def revoke(self) -> None:
        answer = requests.post(f"{self.url}/email/oauth/revoke", data={"address": SHOP}, timeout=5)
        assert answer.status_code == 204


@pytest.fixture
def office(tmp_path, monkeypatch) -> Iterator[Office]:
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    app = Flask(__name__)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    url = f"http://127.0.0.1:{server.server_port}"
    simulator = EmailSimulator(Place(url, *free_ports(), tmp_path, "seed"), clock=lambda: now[0])
    app.register_blueprint(simulator.routes(), url_prefix="/email")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    simulator.start()
    entered = settings(simulator, url)
    simulator.connect(Connection({"address": SHOP}, "http://127.0.0.1:9/hooks/1"))
    office = Office(simulator, EmailChannel(entered, DictMemory()), url, now)
    yield office
    office.channel.close()
    simulator.stop()
    server.shutdown()
    thread.join()
    server.server_close()


def settings(simulator: EmailSimulator, url: str) -> Settings:
    servers: dict[str, Any] = {
        "imap_host": "127.0.0.1", "imap_port": simulator.place.imap_port, "imap_security": "none",
        "smtp_host": "127.0.0.1", "smtp_port": simulator.place.smtp_port, "smtp_security": "none",
    }  # fmt: skip
    return Settings(
        address=SHOP,
        sign_in="microsoft",
        client_id="kontor",
        authorise_url=f"{url}/email/oauth/authorise",
        token_url=f"{url}/email/oauth/token",
        **servers,
    )


def test_before_anybody_agreed_a_person_is_asked_for(office):
    with pytest.raises(AccountBroken, match="SIGN_IN_AGAIN"):
        office.fetch()


def test_whoever_agreed_can_read_and_write(office):
    office.sign_in()
    assert office.fetch() == []
    office.simulator.write(KATRIN, Writing("Guten Tag"))
    assert [text.strip() for text in office.fetch()] == ["Guten Tag"]
    office.send("Hallo")
    assert office.simulator.bubbles(KATRIN)[-1].text.startswith("Hallo")


def test_the_state_comes_back_and_a_refusal_brings_no_code(office):
    assert office.agree()["state"] == "s1"
    assert office.agree("no")["error"] == "access_denied"


def test_a_code_is_good_once_and_only_with_its_verifier(office):
    code = office.agree()["code"]
    office.agree()  # another call, another verifier
    with pytest.raises(CheckFailed):
        office.channel.signed_in(redirect=BACK, code=code)
    code = office.agree()["code"]
    office.channel.signed_in(redirect=BACK, code=code)
    with pytest.raises(CheckFailed):
        office.channel.signed_in(redirect=BACK, code=code)


def test_tokens_that_ended_are_renewed_again_and_again(office):
    office.sign_in()
    for day in range(3):
        office.now[0] += ACCESS_SECONDS + 1
        office.reopen()
        assert office.fetch() == []
        office.send(f"Tag {day}")
    assert len(office.simulator.bubbles(KATRIN)) == 3


def test_a_permission_that_was_taken_back_pauses_until_somebody_agrees_again(office):
    office.sign_in()
    office.revoke()
    office.reopen()
    with pytest.raises(AccountBroken, match="SIGN_IN_AGAIN"):
        office.fetch()
    with pytest.raises(AccountBroken, match="SIGN_IN_AGAIN"):
        office.send("geht nicht")
    office.sign_in()
    office.reopen()
    assert office.fetch() == []
    office.send("geht wieder")


def test_a_copied_refresh_token_ends_the_permission_for_both(office):
    office.sign_in()
    stolen = dict(office.channel.memory.entries)
    office.now[0] += ACCESS_SECONDS + 1
    office.reopen()
    assert office.fetch() == []
    thief = EmailChannel(office.channel.settings, DictMemory(stolen))
    with pytest.raises(AccountBroken, match="SIGN_IN_AGAIN"):
        list(thief.poll())
    office.reopen()
    with pytest.raises(AccountBroken, match="SIGN_IN_AGAIN"):
        office.fetch()


def test_the_page_sends_nobody_elsewhere(office):
    page = f"{office.url}/email/oauth/authorise"
    query = {"redirect_uri": "https://evil.example/", "login_hint": SHOP}
    assert requests.get(page, params=query, timeout=5).status_code == 400
    assert requests.post(page, data={**query, "answer": "yes"}, timeout=5).status_code == 400
