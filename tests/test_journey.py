"""The whole story on every channel, in real processes over real sockets: a customer writes, the
machine answers lawfully, a person answers from the page, the shop's CRM reads the history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from sqlalchemy import select

from inbox.accounts.account import AccountMemoryEntry
from inbox.people import agent as agents
from inbox.people import token as tokens
from inbox.people.agent import Role
from inbox.shop import the_shop
from tests.postgres import postgresql
from tests.stand import Stand, listens, stand, wait_for

KINDS = ("whatsapp", "threema", "email")
PASSWORD = "ein langes Passwort"

pytestmark = pytest.mark.xdist_group("journey")  # its processes are started once


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kontor(request: pytest.FixtureRequest) -> Iterator[Stand]:
    if request.param == "sqlite":
        with stand(kinds=KINDS) as built:
            yield _running(built)
        return
    with postgresql() as url, stand(url, kinds=KINDS) as built:
        yield _running(built)


def _running(built: Stand) -> Stand:
    with built.world.database.transaction() as session:
        shop = the_shop(session)
        shop.name, shop.privacy_url = "Lavendel", "https://shop.example/datenschutz"
        agents.add(
            session, name="Kim", email="kim@shop.example", password=PASSWORD, role=Role.AGENT,
            now=built.world.clock(),
        )  # fmt: skip
    built.start("web", "in", "out", "slow", "schedule", "phones")
    ports = [int(built.environment[name]) for name in ("PORT", "PHONES_PORT")]
    wait_for(lambda: all(listens(port) for port in ports), what="the processes")
    built.connect_phones()
    # A mailbox starts from now: what is written before the first look is history.
    wait_for(lambda: _cursors(built), what="the first look into the mailbox")
    return built


def _cursors(built: Stand) -> bool:
    with built.world.database.reading() as session:
        known = select(AccountMemoryEntry).where(
            AccountMemoryEntry.account_id == built.accounts["email"]
        )
        return session.execute(known).first() is not None


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_story(kontor, kind):
    customer = kontor.control("GET", f"/{kind}/customers")["customers"][0]["address"]
    _write(kontor, kind, customer, "Wo ist mein Paket 4711?")
    wait_for(lambda: len(_arrived(kontor, kind, customer)) == 1, what="the acknowledgement")
    assert "automatisch" in _arrived(kontor, kind, customer)[0].lower()
    assert "https://shop.example/datenschutz" in _arrived(kontor, kind, customer)[0]

    kim = _signed_in(kontor)
    _reply(kim, _thread_of(kontor, kind, customer), "Es ist morgen bei Ihnen.")
    wait_for(lambda: len(_arrived(kontor, kind, customer)) == 2, what="the answer")
    assert "Es ist morgen bei Ihnen." in _arrived(kontor, kind, customer)[1]

    _write(kontor, kind, customer, "STOP")
    wait_for(lambda: len(_arrived(kontor, kind, customer)) == 3, what="the confirmation")
    _the_crm_reads_it(kontor, kind, customer)


def _write(kontor: Stand, kind: str, customer: str, text: str) -> None:
    document = {"text": text, "subject": text}
    kontor.control("POST", f"/{kind}/customers/{customer}/messages", document)


def _arrived(kontor: Stand, kind: str, customer: str) -> list[str]:
    bubbles = kontor.control("GET", f"/{kind}/customers/{customer}/messages")["bubbles"]
    return [bubble["text"] for bubble in bubbles if not bubble["mine"]]


def _signed_in(kontor: Stand) -> requests.Session:
    browser = requests.Session()
    browser.headers["Origin"] = kontor.url
    page = browser.get(f"{kontor.url}/", timeout=30)
    form = {"email": "kim@shop.example", "password": PASSWORD, **_hidden(page.text)}
    page = browser.post(page.url, data=form, timeout=30)
    assert page.ok
    return browser


def _thread_of(kontor: Stand, kind: str, customer: str) -> str:
    """The address of the page on which this customer's only conversation can be answered."""
    [one] = _pulled(kontor, f"/customers?identity={kind}:{customer}")
    [conversation] = _pulled(kontor, f"/customers/{one['id']}/conversations")
    return f"{kontor.url}/conversations/{conversation['id']}"


def _reply(browser: requests.Session, thread: str, text: str) -> None:
    page = browser.get(thread, timeout=30).text
    form = re.search(r'<form[^>]*action="([^"]*messages[^"]*)".*?</form>', page, re.DOTALL)
    assert form is not None
    target = thread[: thread.index("/conversations")] + form[1].split("?")[0]
    answer = browser.post(
        target, data={**_hidden(form[0]), "as": "reply", "text": text}, timeout=30
    )
    assert answer.ok, answer.status_code


def _hidden(page: str) -> dict[str, str]:
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def _pulled(kontor: Stand, path: str) -> list[dict[str, Any]]:
    """What the shop's CRM reads."""
    with kontor.world.database.transaction() as session:
        _row, token = tokens.add(
            session, name="crm", scopes=tokens.USUAL_SCOPES, now=kontor.world.clock()
        )
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{kontor.url}/api/v1{path}", headers=headers, timeout=30)
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def _the_crm_reads_it(kontor: Stand, kind: str, customer: str) -> None:
    [one] = _pulled(kontor, f"/customers?identity={kind}:{customer}")
    messages = _pulled(kontor, f"/customers/{one['id']}/messages")
    said = [(message["direction"], message["author"]["kind"]) for message in messages]
    assert said.count(("in", "customer")) == 2
    assert said.count(("out", "automatic")) == 2
    assert said.count(("out", "agent")) == 1
    reached = {message["state"] for message in messages if message["direction"] == "out"}
    assert reached <= {"sent", "delivered", "read"}
    standings = {consent["purpose"]: consent["standing"] for consent in one["consents"]}
    assert standings["automation"] == "objected"
