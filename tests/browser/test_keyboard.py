"""Everything without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.message import Author, Direction, Message
from inbox.world import World
from tests.browser.conftest import open_conversation
from tests.shop import Customers, configure_shop, rows

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def three_conversations(world: World, customers: Customers) -> None:
    configure_shop(world, automation=False, undo_seconds=0)
    at = world.clock().timestamp()
    for number, name in enumerate(("Cem", "Bela", "Anna")):
        customers.write(f"Ich bin {name}", name=name, at=at - 60 + number, **{"from": name})


def test_a_conversation_is_found_answered_and_resolved_with_single_keys(
    page: Page, world: World
) -> None:
    page.goto("/?view=open")
    for key in ("j", "j", "j", "j", "k"):
        page.keyboard.press(key)
    focused = page.locator("#rows a:focus")
    expect(focused).to_contain_text("Bela")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bela", level=1)).to_be_visible()
    page.keyboard.press("i")
    expect(page.locator("#state")).to_contain_text("Kim")
    page.keyboard.press("r")
    page.keyboard.type("jkrnie? sind Buchstaben")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".is-ours")).to_contain_text("jkrnie? sind Buchstaben")
    page.keyboard.press("n")
    page.keyboard.type("Nur für uns")
    page.keyboard.press("Meta+Enter")
    expect(page.locator(".is-note")).to_contain_text("Nur für uns")
    page.keyboard.press("e")
    expect(page.locator("#state")).to_contain_text("Resolved")
    ours = [row for row in rows(world, Message) if row.author == Author.AGENT]
    assert sorted(row.direction for row in ours) == [Direction.NOTE, Direction.OUT]
    states = sorted(row.status for row in rows(world, Conversation))
    assert states == [Status.OPEN, Status.OPEN, Status.RESOLVED]


def test_the_next_conversation_follows_the_open_one(page: Page) -> None:
    open_conversation(page, "Bela")
    page.keyboard.press("j")
    expect(page.locator("#rows a:focus")).to_contain_text("Cem")
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.locator("#rows a:focus")).to_contain_text("Anna")


def test_help_shows_the_keys_and_a_switch_turns_them_off(page: Page) -> None:
    open_conversation(page)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    page.keyboard.press("e")  # nothing happens behind it
    dialog.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("r")
    expect(page.get_by_label("Text", exact=True)).not_to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("#state")).to_contain_text("Open")
    page.goto("/me")
    expect(page.get_by_label("Single-key shortcuts")).not_to_be_checked()
    page.get_by_label("Single-key shortcuts").check()
    open_conversation(page)
    page.keyboard.press("r")
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Text", exact=True)).not_to_be_focused()


def test_the_list_is_one_stop_for_tab_and_keeps_its_place_when_rows_move(
    page: Page, customers: Customers
) -> None:
    page.goto("/?view=open")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#rows a:focus")).to_contain_text("Bela")
    assert page.locator("#rows a[tabindex='0']").count() == 1
    customers.write("Ich zuerst!", name="Cem", **{"from": "Cem"})
    expect(page.locator("#rows a").first).to_contain_text("Ich zuerst!")
    expect(page.locator("#rows a:focus")).to_contain_text("Bela")


def test_the_first_tab_leads_past_everything(page: Page) -> None:
    open_conversation(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
