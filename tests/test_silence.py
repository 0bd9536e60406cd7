"""Marked words, names, addresses and secrets go through every door; no log line repeats them."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from inbox.conversations.message import Author, Message
from inbox.intake.raw_event import Fate, RawEvent
from inbox.people import agent as agents
from inbox.people import token as tokens
from inbox.people.agent import Role
from inbox.people.token import Scope
from inbox.shop import the_shop
from tests.stand import Stand, listens, stand, wait_for

MARK = "Zwetschgenkuchen"  # in everything that a person wrote
PHONE = "491719998877"
THREEMA_ID = "ZWETSCHG"
MAIL = "zwetschge@example.org"
PASSWORD = "Zwetschgenkuchen mit Sahne"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("silence")]


@pytest.fixture(scope="module")
def kontor() -> Iterator[tuple[Stand, Path]]:
    """A whole Kontor that logs as much as it can; the file has what all processes said."""
    with stand(kinds=("whatsapp", "threema", "email"), LOG_LEVEL="DEBUG") as built:
        said = Path(built.environment["DATA_DIR"]) / "said.log"
        with built.world.database.transaction() as session:
            the_shop(session).privacy_url = "https://shop.example/datenschutz"
            agents.add(session, name="Kim", email="kim@shop.example", password=PASSWORD,
                       role=Role.ADMIN, now=built.world.clock())  # fmt: skip
        with said.open("wb") as log:
            _start(built, log, "web", "in", "out", "slow", "schedule", "phones")
            yield built, said


def _start(built: Stand, log, *names: str) -> None:
    for name in names:
        built.processes[name] = subprocess.Popen(
            built.command(name, built.environment), env=built.environment, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    ports = [int(built.environment[name]) for name in ("PORT", "PHONES_PORT")]
    wait_for(lambda: all(listens(port) for port in ports), what="the processes")
    built.connect_phones()
    time.sleep(1)  # a mailbox starts from now; what is missed here is imported history


def test_no_log_line_repeats_what_people_wrote_or_what_is_secret(kontor):
    built, said = kontor
    token = _token(built)
    _customers_write(built)
    _strangers_knock(built)
    _things_go_wrong(built)
    _somebody_looks(built, token)
    wait_for(lambda: _calm(built), seconds=120, what="the workers")
    secrets = _secrets(built, token)
    built.stop()
    log = said.read_text("utf-8", "replace")
    assert "forged event refused" in log, "nobody logged anything: the test says nothing"
    for secret in {MARK, MARK.lower(), MARK.encode().hex(), *secrets}:
        found = [line for line in log.splitlines() if secret in line]
        assert found == [], secret


def _token(built: Stand) -> str:
    with built.world.database.transaction() as session:
        _row, made = tokens.add(
            session, name="CRM", scopes=[Scope.HISTORY_READ], now=built.world.clock()
        )
    return made


def _secrets(built: Stand, token: str) -> set[str]:
    """Addresses of the customers, and the keys of the house and of its accounts."""
    demo = [
        value
        for kind in built.accounts
        for name, value in built.control("GET", f"/{kind}/demo-account")["settings"].items()
        if any(part in name for part in ("secret", "token", "password", "key"))
    ]
    keys = [
        Path(built.environment["DATA_DIR"], name).read_text().strip()
        for name in ("secret_key", "encryption_key")
    ]
    return {PHONE, THREEMA_ID, MAIL, token, *keys, *(value for value in demo if len(value) > 7)}


def _customers_write(built: Stand) -> None:
    for kind, address in (("whatsapp", PHONE), ("threema", THREEMA_ID), ("email", MAIL)):
        said = {"text": f"{MARK} an {address}", "subject": MARK, "fields": {"name": MARK}}
        built.control("POST", f"/{kind}/customers/{address}/messages", said)
    built.control("POST", f"/whatsapp/customers/{PHONE}/messages", {"text": "STOP"})
    picture = {"kind": "image", "text": MARK}
    built.control("POST", f"/whatsapp/customers/{PHONE}/messages", picture)


def _strangers_knock(built: Stand) -> None:
    """Forged, malformed and absurd requests, and the page with what must not be kept."""
    body = json.dumps({"entry": [{"changes": [{"value": MARK}]}], "note": PHONE}).encode()
    secret = built.control("GET", "/whatsapp/demo-account")["settings"]["app_secret"]
    right = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    for kind in built.accounts:
        for headers in ({"X-Hub-Signature-256": f"sha256={MARK}"}, {"Authorization": MARK}):
            requests.post(built.hook(kind), data=body, headers=headers, timeout=10)
            requests.post(f"{built.hook(kind)}?q={MARK}", data=body, timeout=10)
    signed = {"X-Hub-Signature-256": right, "Content-Type": "application/json"}
    requests.post(built.hook("whatsapp"), data=body, headers=signed, timeout=10)


def _things_go_wrong(built: Stand) -> None:
    """The provider refuses and hangs up while an answer is on its way; a worker is killed."""
    for kind in built.accounts:
        built.control("PUT", f"/{kind}/faults", {"statuses": [500], "drop_after_accept": 1})
        address = {"whatsapp": "491719998876", "threema": "ZWETSCH2", "email": "z@example.org"}
        said = {"text": f"{MARK} noch einmal", "subject": MARK}
        built.control("POST", f"/{kind}/customers/{address[kind]}/messages", said)


def _somebody_looks(built: Stand, token: str) -> None:
    browser = requests.Session()
    login = browser.get(f"{built.url}/login", timeout=10).text
    csrf = login.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": csrf, "email": MAIL, "password": MARK}
    browser.post(f"{built.url}/login", data=form, timeout=10)
    form = {"csrf_token": csrf, "email": "kim@shop.example", "password": PASSWORD}
    browser.post(f"{built.url}/login", data=form, timeout=10)
    for path in (f"/?q={MARK}", f"/customers?q={MARK}", f"/search?q={MARK}", f"/{MARK}"):
        browser.get(f"{built.url}{path}", timeout=10)
    bearer = {"Authorization": f"Bearer {token}"}
    for query in (f"email={MAIL}", f"phone=%2B{PHONE}", f"cursor={MARK}", f"{MARK}={MARK}"):
        requests.get(f"{built.url}/api/v1/customers?{query}", headers=bearer, timeout=10)
        requests.get(
            f"{built.url}/api/v1/customers?{query}",
            headers={"Authorization": f"Bearer {MARK}"},
            timeout=10,
        )


def _calm(built: Stand) -> bool:
    """Everybody was heard and somebody was answered."""
    with built.world.database.reading() as session:
        waiting = session.scalars(select(RawEvent.id).where(RawEvent.fate == Fate.WAITING)).first()
        written = session.scalars(select(Message.author)).all()
    return waiting is None and written.count(Author.CUSTOMER) >= 6 and Author.AUTOMATIC in written
