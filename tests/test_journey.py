"""The whole story on every channel, in real processes over real sockets: a customer writes, the
machine answers lawfully, a person answers from the page, the shop's CRM reads the history."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    thread = _thread_with(kim, kontor, "Wo ist mein Paket 4711?", kind)
    _reply(kim, thread, "Es ist morgen bei Ihnen.")
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


def _thread_with(browser: requests.Session, kontor: Stand, text: str, kind: str) -> str:
    """The address of the page on which this customer's thread can be answered."""
    label = {"whatsapp": "WhatsApp", "threema": "Threema", "email": "E-Mail"}[kind]
    page = browser.get(f"{kontor.url}/?view=open", timeout=30).text
    for path in dict.fromkeys(re.findall(r'href="(/conversations/[0-9a-f]{32})', page)):
        thread = browser.get(kontor.url + path, timeout=30).text
        if text in thread and label in thread:
            return kontor.url + path
    raise AssertionError(f"no thread says {text!r}")


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


def _the_crm_reads_it(kontor: Stand, kind: str, customer: str) -> None:
    with kontor.world.database.transaction() as session:
        _row, token = tokens.add(
            session, name=f"crm {kind}", scopes=tokens.USUAL_SCOPES, now=kontor.world.clock()
        )
    headers = {"Authorization": f"Bearer {token}"}
    api = f"{kontor.url}/api/v1"
    found = requests.get(
        f"{api}/customers", params={"identity": f"{kind}:{customer}"}, headers=headers, timeout=30
    ).json()["data"]
    [one] = found
    messages = requests.get(
        f"{api}/customers/{one['id']}/messages", headers=headers, timeout=30
    ).json()["data"]
    said = [(message["direction"], message["author"]["kind"]) for message in messages]
    assert said.count(("in", "customer")) == 2
    assert said.count(("out", "automatic")) == 2
    assert said.count(("out", "agent")) == 1
    reached = {message["state"] for message in messages if message["direction"] == "out"}
    assert reached <= {"sent", "delivered", "read"}
    standings = {consent["purpose"]: consent["standing"] for consent in one["consents"]}
    assert standings["automation"] == "objected"
