"""Looking somebody up and making two into one, with the keyboard; the pages usable by everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.conversations.search import follow
from inbox.world import World
from tests.browser.conftest import sign_in
from tests.browser.test_looks import all_rules, contrast, photograph
from tests.pigeon import Loft
from tests.shop import Customers, configure_shop, open_account

pytestmark = pytest.mark.browser

PHONE = ["phone", "4915112345678"]


@pytest.fixture(autouse=True)
def people(world: World, customers: Customers, loft: Loft) -> None:
    """Anna Schmidt writes from two channels; Bela only once."""
    configure_shop(world, automation=False)
    letters = Customers(world, open_account(world, "parchment", "letters"))
    at = world.clock().timestamp()
    customers.write("Wo bleibt mein Paket?", name="Anna Schmidt", aliases=[PHONE], at=at - 60)
    letters.write("Die Rechnung zum Paket stimmt nicht.", name="Anna Schmidt",
                  subject="Rechnung 4711", aliases=[PHONE], at=at - 30,
                  **{"from": "anna@example.de"})  # fmt: skip
    customers.write("Danke, die Pakete sind da!", name="Bela", at=at, **{"from": "bela"})
    follow.keep_up(world.database, seconds=30)


def test_a_message_is_found_and_opened_with_the_keyboard(page: Page) -> None:
    page.goto("/?view=open")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("pakete")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("Pakete")
    expect(page.locator(".hit")).to_have_count(3)
    page.keyboard.press("/")
    expect(page.locator("main [data-find]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    expect(page.locator("[data-result]:focus")).to_contain_text("Rechnung")
    page.keyboard.press("Enter")
    expect(page.locator("#thread")).to_contain_text("Die Rechnung zum Paket stimmt nicht.")


def test_two_are_made_one_and_two_again(page: Page) -> None:
    page.goto("/customers")
    page.get_by_role("link", name="Anna Schmidt").first.click()
    likely = page.get_by_role("region", name="Perhaps the same person")
    expect(likely).to_contain_text("same phone number")
    likely.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("region", name="Conversations")).to_contain_text("Rechnung 4711")
    expect(likely).to_have_count(0)
    page.get_by_role("region", name="Merged").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").filter(has_text="Apart again.")).to_be_visible()
    page.goto("/customers")
    expect(page.get_by_role("link", name="Anna Schmidt")).to_have_count(2)


def test_a_name_is_put_right_and_shown_everywhere(page: Page) -> None:
    page.goto("/customers")
    page.get_by_role("link", name="Bela").click()
    page.get_by_label("Name", exact=True).fill("Béla Bartók")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Open conversation").click()
    expect(page.get_by_role("heading", name="Béla Bartók", level=1)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_the_pages_are_photographed(
    browser: Browser, site: str, theme: str
) -> None:
    context = browser.new_context(
        base_url=site, locale="en-GB", bypass_csp=True, reduced_motion="reduce",
        color_scheme="dark" if theme == "dark" else "light",
    )  # fmt: skip
    page = context.new_page()
    serious = all_rules if theme == "light" else contrast
    sign_in(page)
    found = {}
    for name, path in {
        "search": "/search?q=Paket",
        "search empty": "/search",
        "search nothing": "/search?q=gibtesnicht",
        "search people": "/search?q=anna",
        "customers": "/customers",
    }.items():
        page.goto(path)
        found[name] = serious(page)
        photograph(page, name, theme)
    page.get_by_role("link", name="Anna Schmidt").first.click()
    found["customer"] = serious(page)
    photograph(page, "customer", theme)
    page.get_by_role("button", name="Merge").first.click()
    page.goto(f"{page.url}?with=bela")
    found["customer merged"] = serious(page)
    photograph(page, "customer merged", theme)
    context.close()
    assert {name: problems for name, problems in found.items() if problems} == {}
