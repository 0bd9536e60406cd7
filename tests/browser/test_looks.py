"""Every page in both themes: usable by everybody (axe), and photographed at three widths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from inbox.accounts import templates
from inbox.channel import RawRequest, Template
from inbox.conversations import labels, notes
from inbox.conversations.activity import KONTOR
from inbox.conversations.conversation import Conversation
from inbox.conversations.labels import Colour
from inbox.conversations.message import Message, Reached
from inbox.conversations.selection import Only, Selection
from inbox.people import views
from inbox.people.agent import Agent
from inbox.world import World
from tests.browser.conftest import OUTPUT, sign_in
from tests.pigeon import Loft
from tests.shop import Customers, open_account

pytestmark = pytest.mark.browser

WIDTHS = ((1440, 900), (1024, 768), (390, 844))
PAGES = {
    "list": "/?view=open",
    "empty": "/?view=spam",
    "narrowed": "/?view=open.unread.longest",
    "write first": "/write?to=neu@kunde.example",
    "me": "/me",
    "accounts": "/settings/accounts",
    "dead letters": "/settings/dead-letters",
    "nowhere": "/nowhere",
}

READY = Template("bereit", "de", "APPROVED", "UTILITY", "Hallo {{1}}, es gibt Neues.", ("1",), True)
CARD = {"name": "Kern", "phones": [{"phone": "+49 171 1"}], "emails": [{"email": "k@x.example"}]}
ITEM = {"id": "Decke-3", "quantity": 2, "price": "49.90", "currency": "EUR"}


@pytest.fixture
def shop(world: World, customers: Customers, loft: Loft) -> None:
    """A bit of everything that a page can show."""
    letters = Customers(world, open_account(world, "parchment", "letters"))
    letters.write(
        "Die Rechnung stimmt nicht.\n\n> alt", name="Bela", subject="Rechnung 4711",
        new_text="Die Rechnung stimmt nicht.", html="<p>Die <b>Rechnung</b> stimmt nicht.</p>",
        media=[{"ref": "x", "content_type": "application/pdf", "filename": "Rechnung.pdf"}],
    )  # fmt: skip
    letters.write("Angebote", name="List", automated="bulk", signs=["list-id"], **{"from": "list"})
    customers.write("Wo ist mein Paket?", name="Anna", aliases=[["phone", "4915112345678"]])
    customers.send_all()
    customers.write("Ich widerrufe hiermit meinen Vertrag", name="Anna")
    customers.write("Hier:", name="Anna", kind="location",
                    details={"latitude": "52.5", "longitude": "13.4"})  # fmt: skip
    customers.write("Oder so", name="Anna", reply_to="in-1")
    customers.happen(event="edited", id="e", target="in-4", text="Oder doch so")
    customers.happen(event="reaction", id="r", target="in-1", emoji="👍")
    customers.happen(event="unsupported", id="u", what="poll", name="Anna")
    ravens = Customers(world, open_account(world, "raven", "ravens"))
    loft.templates.append(READY)
    templates.sync(world.database, world.accounts, ravens.account_id, now=world.clock())
    late = {"name": "Cora", "from": "cora", "at": world.clock().timestamp() - 30 * 3600}
    ravens.write("", kind="contacts", details={"contacts": [CARD]}, **late)
    ravens.write("Zweimal, bitte", kind="order", details={"items": [ITEM]}, **late)
    ravens.write("", kind="call", details={"missed": True}, **late)
    customers.arrive(RawRequest("POST", "http://127.0.0.1/", {}, {}, b"[broken"))
    with world.database.transaction() as session:
        anna = session.scalars(
            select(Conversation).where(Conversation.account_id == customers.account_id)
        ).one()
        kim = session.scalars(select(Agent)).first()
        assert kim is not None
        label = labels.create(session, "Stammkundin", Colour.VIOLET)
        labels.put_on(session, anna, label, by=KONTOR, now=world.clock())
        anna.assignee_id = kim.id
        views.save(session, kim, "Was brennt", Selection(only=frozenset({Only.URGENT})),
                   is_shared=True, now=world.clock())  # fmt: skip
        notes.write(session, anna, agent_id=kim.id, text="Bitte prüfen", dedupe_key="n",
                    now=world.clock())  # fmt: skip
        answer = session.scalars(
            select(Message).where(Message.author == "automatic", Message.conversation_id == anna.id)
        ).first()
        assert answer is not None
        answer.reached, answer.reached_reason = Reached.FAILED, "UNREACHABLE"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_the_pages_are_photographed(
    browser: Browser, site: str, shop: None, theme: str
) -> None:
    # Axe is put into the page from outside, which the pages' own policy rightly forbids.
    context = browser.new_context(
        base_url=site, locale="en-GB", bypass_csp=True, reduced_motion="reduce",
        color_scheme="dark" if theme == "dark" else "light",
    )  # fmt: skip
    page = context.new_page()
    serious = all_rules if theme == "light" else contrast
    page.goto("/login")
    found = {"login": serious(page)}
    photograph(page, "login", theme)
    sign_in(page)
    for name, path in PAGES.items():
        page.goto(path)
        found[name] = serious(page)
        photograph(page, name, theme)
    for name in ("Anna", "Bela", "Cora"):
        page.goto("/?view=open")
        page.locator("#rows").get_by_role("link", name=name).click()
        expect(page.locator("#thread")).to_be_visible()
        found[name] = serious(page)
        photograph(page, name, theme)
    found |= opened_menus(page, serious, theme)
    context.close()
    assert {name: problems for name, problems in found.items() if problems} == {}


def opened_menus(
    page: Page, serious: Callable[[Page], list[str]], theme: str
) -> dict[str, list[str]]:
    found = {}
    for button in ("Assign", "Label", "Snooze", "Further actions", "Filter"):
        page.get_by_role("button", name=button, exact=True).click()
        found[button] = serious(page)
        page.keyboard.press("Escape")
    page.locator(".pick input").first.check()
    found["picked"] = serious(page)
    photograph(page, "picked", theme)
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Note").check()
    found["note"] = serious(page)
    page.set_viewport_size({"width": 390, "height": 844})
    found["phone"] = serious(page)
    page.get_by_role("button", name="Customer", exact=True).click()
    found["drawer"] = serious(page)
    return found


def all_rules(page: Page) -> list[str]:
    return serious_violations(page, {})


def contrast(page: Page) -> list[str]:
    """All that a theme can change."""
    return serious_violations(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})


def serious_violations(page: Page, options: dict[str, Any]) -> list[str]:
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ]


def photograph(page: Page, name: str, theme: str) -> None:
    """Kept for people: nobody compares them."""
    OUTPUT.mkdir(exist_ok=True)
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        file = f"{name.lower().replace(' ', '-')}-{width}-{theme}.png"
        page.screenshot(path=OUTPUT / file)
    page.set_viewport_size({"width": 1440, "height": 900})
