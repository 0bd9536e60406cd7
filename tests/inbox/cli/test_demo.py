"""The demo shop is made once, opened on every start, and forgotten without a trace."""

from __future__ import annotations

import dataclasses
import json
import stat
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import text

from adapters import discover
from inbox.accounts.account import Account, all_accounts
from inbox.leases import LeaseRow
from inbox.people import agent as agents
from inbox.people import token as tokens
from inbox.people.agent import Agent
from inbox.shop import the_shop
from tests.inbox.cli.conftest import typist
from tests.inbox.cli.installation import contents
from tests.shop import rows


@pytest.fixture(params=["sqlite", "postgresql"])
def demo(request, fresh, phones):
    """An installation with the real channels whose phones are at `phones`."""
    world = fresh(request.param, kinds=discover())
    settings = dataclasses.replace(world.settings, phones_port=phones.server_port)
    return dataclasses.replace(world, settings=settings)


@pytest.fixture
def phones():
    """Where the simulated phones would be: takes what it is told and remembers it."""

    class Remembers(BaseHTTPRequestHandler):
        def do_PUT(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.told.append((self.command, self.path, json.loads(body)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_PUT  # noqa: N815 - the library's name

        def log_message(self, *_words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Remembers)
    server.told = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def login(world):
    return json.loads((world.settings.data_dir / "demo.json").read_text())


def test_seeding_twice_is_seeding_once(demo):
    run = typist(demo)
    assert run("demo", "seed").exit_code == 0
    first, known = contents(demo), login(demo)
    assert run("demo", "seed").exit_code == 0
    assert (contents(demo), login(demo)) == (first, known)
    assert {account.kind for account in rows(demo, Account)} == set(discover())


def test_the_login_and_the_token_are_real_and_this_installations_own(demo, fresh):
    typist(demo)("demo", "seed")
    known = login(demo)
    with demo.database.transaction() as session:
        kim = agents.by_email(session, known["email"])
        assert agents.check_password(kim, known["password"])
        assert tokens.find(session, known["token"], now=demo.clock()) is not None
        assert the_shop(session).privacy_url
    file = demo.settings.data_dir / "demo.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = fresh("sqlite", kinds=discover())
    typist(other)("demo", "seed")
    assert login(other)["password"] != known["password"]
    assert login(other)["token"] != known["token"]


def test_an_installation_in_use_gets_no_demo(demo):
    run = typist(demo)
    run("agents", "add", "kim@shop.example")
    assert run("demo", "seed").exit_code == 0
    assert rows(demo, Account) == []
    refused = run("demo", "reset", "--yes")
    assert refused.exit_code == 1
    assert len(rows(demo, Agent)) == 1
    opened = run("demo", "open")
    assert opened.stdout.split() == ["Inbox", demo.settings.base_url]


def test_there_is_no_demo_in_production(demo):
    settings = dataclasses.replace(demo.settings, production=True)
    run = typist(dataclasses.replace(demo, settings=settings))
    assert run("demo", "seed").exit_code == 1
    assert run("demo", "reset", "--yes").exit_code == 1
    assert rows(demo, Agent) == []


def test_opening_connects_the_phones_and_says_where_everything_is(demo, phones):
    run = typist(demo)
    run("demo", "seed")
    said = run("demo", "open").stdout
    known = login(demo)
    for words in (
        demo.settings.base_url, f"http://127.0.0.1:{phones.server_port}", known["email"],
        known["password"], known["token"],
    ):  # fmt: skip
        assert words in said
    told = {path: body for _method, path, body in phones.told}
    for account in rows(demo, Account):
        connection = told[f"/control/{account.kind}/connection"]
        assert connection["callback"] == f"{demo.settings.base_url}/hooks/{account.id}"
        assert connection["settings"]
    assert "/control/story" in told


def test_phones_that_do_not_answer_are_said_in_a_sentence(demo, fresh):
    settings = dataclasses.replace(demo.settings, phones_port=1)
    run = typist(dataclasses.replace(demo, settings=settings))
    run("demo", "seed")
    failed = run("demo", "open")
    assert failed.exit_code == 1
    assert failed.stderr == "The simulated phones do not answer (NO_CONNECTION).\n"


def test_a_reset_forgets_everything_and_begins_anew(demo):
    run = typist(demo)
    run("demo", "seed")
    before, ids = login(demo), {account.id for account in rows(demo, Account)}
    file = demo.store.folder / "attachment" / "ab" / "12ab"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a file")
    told = demo.settings.data_dir / "phones" / "story-told"
    told.touch()
    done = run("demo", "reset", "--yes")
    assert done.exit_code == 0, done.stderr
    assert not file.exists()
    assert not told.exists()  # the story will be told again
    assert not ids & {account.id for account in rows(demo, Account)}
    assert login(demo)["password"] != before["password"]
    with demo.database.reading() as session:
        assert tokens.find(session, before["token"], now=demo.clock()) is None
        for account in all_accounts(session):
            assert demo.accounts.channel(account.id).own_address
    assert run("keys", "check").exit_code == 0


def test_a_reset_asks_first(demo):
    run = typist(demo)
    run("demo", "seed")
    before = contents(demo)
    assert run("demo", "reset", stdin="n\n").exit_code == 1
    assert contents(demo) == before


def test_what_runs_is_not_reset(demo):
    run = typist(demo)
    run("demo", "seed")
    soon = time.time_ns() // 1_000_000 + 60_000
    with demo.database.transaction() as session:
        session.add(LeaseRow(name="schedule", holder="x", epoch=1, until_ms=soon))
    before = contents(demo)
    refused = run("demo", "reset", "--yes")
    assert refused.exit_code == 1
    assert "stop it first" in refused.stderr
    assert contents(demo) == before


def test_a_database_that_was_never_migrated_is_a_sentence(fresh):
    world = fresh("sqlite", kinds=discover())
    with world.database.transaction() as session:
        session.execute(text("DROP TABLE api_token"))
    failed = typist(world)("demo", "seed")
    assert failed.exit_code == 1
    assert "doctor" in failed.stderr
