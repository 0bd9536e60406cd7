"""A working day in German: from the door to a resolved conversation, without a word of English."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.people.agent import Agent
from inbox.world import World
from tests.browser.conftest import PASSWORD
from tests.shop import Customers, configure_shop

pytestmark = pytest.mark.browser

# Words that only an English page has.
ENGLISH = re.compile(
    r"\b(the|and|conversation|conversations|unassigned|waiting|snoozed|resolved|reply|send|note|"
    r"customer|messages?|assign)\b"
)


@pytest.fixture
def seite(browser: Browser, site: str, world: World) -> Iterator[Page]:
    with world.database.transaction() as session:
        for agent in session.query(Agent):
            agent.language = "de"
    context = browser.new_context(
        base_url=site, locale="de-DE", viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("E-Mail-Adresse").fill("kim@shop.example")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/")
    yield page
    context.close()


def all_words(page: Page) -> str:
    """Also those that only screen readers hear, and those on hover."""
    said: str = page.evaluate(
        """() => ["title", "placeholder", "aria-label"].reduce(
            (words, name) => [...document.querySelectorAll(`[${name}]`)].reduce(
                (all, one) => `${all} ${one.getAttribute(name)}`, words),
            document.body.textContent)"""
    )
    return said.lower()


def test_a_conversation_is_taken_answered_and_resolved(
    seite: Page, world: World, customers: Customers
) -> None:
    configure_shop(world, automation=False)
    customers.write("Wo ist mein Paket?", name="Anna")
    seite.goto("/?view=open")
    expect(seite.get_by_role("heading", name="Alle offenen", level=1)).to_be_visible()
    seite.locator("#rows").get_by_role("link", name="Anna").click()
    seite.get_by_role("button", name="Übernehmen").click()
    expect(seite.locator(".toast")).to_contain_text("Ihnen zugewiesen.")
    expect(seite.locator(".did")).to_contain_text("Kim hat übernommen")
    seite.locator("#words").fill("Es ist unterwegs.")
    seite.get_by_role("button", name="Senden", exact=True).click()
    expect(seite.locator(".is-ours")).to_contain_text("Es ist unterwegs.")
    assert ENGLISH.findall(all_words(seite)) == []
    seite.get_by_role("button", name="Erledigen", exact=True).click()
    expect(seite.locator("#state")).to_contain_text("Erledigt")
    expect(seite.locator("html")).to_have_attribute("lang", "de")


@pytest.mark.parametrize("path", ["/?view=spam", "/?view=open.unread.longest", "/me"])
def test_no_page_falls_back_to_english(seite: Page, path: str) -> None:
    seite.goto(path)
    assert ENGLISH.findall(all_words(seite)) == []
