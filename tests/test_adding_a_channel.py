"""A channel is a folder: one that exists only here registers, receives, is answered and shown,
without a line outside of it."""

from __future__ import annotations

import base64
import inspect
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import BaseWSGIServer, make_server

import adapters
from adapters import discover, kinds, phones
from adapters.phones_state import State
from adapters.simulation import Connection, Faults, File, Simulator, Writing
from app import create_app
from inbox.accounts.account import Account
from inbox.conversations.message import Direction, Message
from inbox.intake.normalise import normalise
from inbox.media.fetch import fetch_due
from inbox.outbox.dispatch import dispatch
from inbox.outbox.pump import due_heads
from inbox.people import agent as agents
from inbox.people import token as tokens
from inbox.world import World, build, install
from tests.adapters import test_contract
from tests.adapters.whatsapp.desk import Quiet
from tests.channels.tincan.cases import TinCanCase
from tests.conftest import Clock
from tests.inbox.web.conftest import Auth
from tests.inbox.web.test_writing import Composer
from tests.shop import configure_shop, rows, the_only
from workers.desk import desks

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "channels"
TEXTS = {".py", ".html", ".js", ".css", ".json", ".mako"}
PIXEL = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(autouse=True)
def the_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if somebody had put it beside the others."""
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(FOLDER)])
    yield
    for name in [name for name in sys.modules if name.startswith("adapters.tincan")]:
        del sys.modules[name]
    vars(adapters).pop("tincan", None)


@dataclass
class Shop:
    world: World
    client: FlaskClient
    url: str
    can: Simulator
    account_id: str = ""

    def connect(self) -> None:
        """As an administrator does: an account from the command line, its address at the
        provider."""
        values = self.can.demo_account().settings
        arguments = ["accounts", "add", "tincan", "--label", "Dose am Schaufenster"]
        for name, value in values.items():
            shown = value if name != "knot" else f"@{self._file(value)}"
            arguments += ["--set", f"{name}={shown}"]
        answer = self.client.application.test_cli_runner().invoke(args=arguments)
        assert answer.exit_code == 0, answer.output
        self.account_id = the_only(self.world, Account).id
        self.can.connect(Connection(values, f"{self.url}/hooks/{self.account_id}"))

    def _file(self, secret: str) -> Path:
        path = self.world.settings.data_dir / "knot"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secret, encoding="utf-8")
        return path

    def work(self) -> None:
        """What the workers would do when a reply can no longer be taken back."""
        self.world.clock.advance(minutes=1)
        at_work = desks(self.world)
        normalise(at_work.intake, self.account_id)
        fetch_due(at_work.shelf, self.account_id, now=self.world.clock)
        while due := self._due():
            dispatch(at_work.pump.desk, due[0])

    def _due(self) -> Any:
        with self.world.database.reading() as session:
            return due_heads(session, self.account_id, now=self.world.clock(), limit=1)


@pytest.fixture
def shop(settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shop]:
    monkeypatch.setattr(agents, "_hasher", PasswordHasher(time_cost=1, memory_cost=64))
    world = build(settings, discover(), clock=Clock(datetime.now(UTC)))
    install(world)
    app = create_app(world)
    with _served() as phones_at, _served() as shop_at:
        place = replace(phones.place(tmp_path, 8010), url=_url(phones_at))
        hosted = phones.simulators(place)
        phones_at.app = phones.create_app(hosted, State(place))
        shop_at.app = app
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        configure_shop(world, automation=False, privacy_url="https://shop.example/datenschutz")
        shop = Shop(world, client, _url(shop_at), hosted["tincan"])
        shop.connect()
        yield shop
    app.extensions["live"].stop()
    app.extensions["live"].join(10)
    world.close()


@contextmanager
def _served() -> Iterator[BaseWSGIServer]:
    """On a port of its own, which the application may have to know: it is set afterwards."""
    server = make_server("127.0.0.1", 0, Flask("nobody"), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _url(server: BaseWSGIServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


# --------------------------------------------------------------------------- it is a channel


def test_the_folder_is_all_that_registers_it():
    assert "tincan" in kinds()
    assert discover()["tincan"].label == "Tin can"
    assert "<svg" in adapters.icons()["tincan"]


def test_nothing_outside_its_folder_knows_it():
    product = [ROOT / "app.py", *(p for f in ("inbox", "adapters", "workers", "bench")
                                  for p in (ROOT / f).rglob("*") if p.suffix in TEXTS)]  # fmt: skip
    assert product
    assert [path for path in product if "tincan" in path.read_text("utf-8").lower()] == []


@pytest.mark.parametrize("name", [
    name for name, test in vars(test_contract).items()
    if name.startswith("test_") and "case" in inspect.signature(test).parameters
    and len(inspect.signature(test).parameters) == 1
])  # fmt: skip
def test_it_passes_what_every_channel_must(name):
    vars(test_contract)[name](TinCanCase())


# --------------------------------------------------------------------------- and works like one


def test_a_customer_is_heard_and_answered_and_both_can_be_seen(shop):
    shop.can.write("emil", Writing("Hört mich jemand?", "words"))
    shop.work()
    kim = signed_in(shop)
    listed = kim.get("/?view=open").text
    assert "Emil" in listed
    assert "Hört mich jemand?" in listed
    assert 'href="#channel-tincan"' in listed

    composer = Composer(kim, "Emil")
    assert composer.post("Laut und deutlich.").status_code == 303
    shop.work()
    heard = [bubble for bubble in shop.can.bubbles("emil") if not bubble.mine]
    assert [bubble.text for bubble in heard] == ["Laut und deutlich."]
    shop.can.look("emil")
    shop.work()
    thread = kim.get(composer.address).text
    assert "Dose am Schaufenster" in thread
    assert "Hört mich jemand?" in thread
    assert "Laut und deutlich." in thread
    assert the_states(shop) == ["read"]


def test_what_it_cannot_read_is_shown_and_a_drawing_is_fetched(shop):
    shop.can.write("emil", Writing(kind="humming"))
    drawing = File("haus.png", "image/png", PIXEL)
    shop.can.write("emil", Writing("Mein Haus", "drawing", file=drawing))
    shop.work()
    kim = signed_in(shop)
    thread = kim.get(kim.find("Emil")).text
    assert "humming" in thread
    assert "Mein Haus" in thread
    paths = dict.fromkeys(re.findall(r'(?:src|href)="(/attachments/[^"?#]+)', thread))
    assert PIXEL in [kim.get(path).data for path in paths]


def test_a_stranger_with_another_knot_is_refused(shop):
    forged = {"X-Knot": "another"}
    answer = shop.client.post(f"/hooks/{shop.account_id}", data=b"[]", headers=forged)
    assert answer.status_code == 401


def test_a_string_that_is_busy_is_tried_again_and_a_cut_one_pauses_the_account(shop):
    shop.can.write("emil", Writing("Hallo?", "words"))
    shop.work()
    shop.can.script(Faults(statuses=(401,)))
    assert Composer(signed_in(shop), "Emil").post("Hallo!").status_code == 303
    shop.work()
    account = the_only(shop.world, Account)
    assert (account.paused, account.health_code) == (True, "STRING_401")
    answer = shop.client.application.test_cli_runner().invoke(
        args=["accounts", "resume", shop.account_id]
    )
    assert answer.exit_code == 0, answer.output
    shop.work()
    assert [b.text for b in shop.can.bubbles("emil") if not b.mine] == ["Hallo!"]


def test_the_crm_reads_it(shop):
    shop.can.write("emil", Writing("Hallo?", "words"))
    shop.work()
    with shop.world.database.transaction() as session:
        scopes = tokens.USUAL_SCOPES
        _row, token = tokens.add(session, name="crm", scopes=scopes, now=shop.world.clock())
    headers = {"Authorization": f"Bearer {token}"}
    found = shop.client.get("/api/v1/customers?identity=tincan:emil", headers=headers)
    assert [one["name"] for one in found.json["data"]] == ["Emil"]


def signed_in(shop: Shop) -> Auth:
    auth = Auth(shop.world, shop.client)
    auth.sign_in()
    return auth


def the_states(shop: Shop) -> list[str | None]:
    return [row.reached for row in rows(shop.world, Message) if row.direction == Direction.OUT]
