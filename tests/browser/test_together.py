"""Two agents at once: each sees what the other does, and is told of what is theirs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from inbox.people.agent import Agent
from inbox.web.live.hub import Hub
from inbox.world import World
from tests.browser.conftest import open_conversation
from tests.shop import Customers, configure_shop

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def no_machine(world: World) -> None:
    configure_shop(world, automation=False)


def test_who_reads_and_who_types_is_seen_beside_the_thread_and_in_the_list(
    page: Page, colleague: Page, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    page.goto("/?view=open")
    open_conversation(colleague)
    expect(page.locator("#rows .row-here")).to_have_text("Alex is reading")
    open_conversation(page)
    expect(page.locator("#presence")).to_have_text("Alex is reading")
    expect(colleague.locator("#presence")).to_have_text("Kim is reading")
    colleague.locator("#words").press_sequentially("Guten")
    expect(page.locator("#presence")).to_have_text("Alex is typing")
    expect(page.locator("#rows .row-here")).to_have_text("Alex is typing")
    colleague.goto("/?view=open")
    expect(page.locator("#presence")).to_be_empty()
    expect(page.locator("#rows .row-here")).to_have_count(0)


def test_who_has_no_stream_sees_colleagues_all_the_same(
    page: Page, colleague: Page, hub: Hub, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    page.route("**/events?**", lambda route: route.fulfill(status=503))
    open_conversation(page)
    open_conversation(colleague)
    expect(page.locator("#presence")).to_have_text("Alex is reading")
    customers.write("Noch etwas", name="Anna")
    expect(page.locator(".is-theirs").nth(1)).to_contain_text("Noch etwas")


def test_what_one_does_stands_in_the_other_ones_thread(
    page: Page, colleague: Page, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    open_conversation(page)
    draft = page.locator("#words")
    draft.press_sequentially("Ich schreibe gerade")
    open_conversation(colleague)
    colleague.get_by_role("button", name="Take").click()
    expect(page.locator(".did")).to_contain_text("Alex took it")
    colleague.get_by_role("button", name="Undo").click()
    expect(page.locator(".did")).to_have_count(0)
    expect(draft).to_have_value("Ich schreibe gerade")
    expect(draft).to_be_focused()


def test_the_title_counts_what_is_new_among_ones_own(
    page: Page, world: World, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    customers.write("Hallo", name="Bela", **{"from": "bela"})
    open_conversation(page)
    page.get_by_role("button", name="Take").click()
    expect(page.locator("#state")).to_contain_text("Kim")
    page.goto("/?view=open")
    expect(page).to_have_title(re.compile(r"^All open"))
    customers.write("Und noch etwas", name="Anna")
    expect(page).to_have_title(re.compile(r"^\(1\) All open"))
    customers.write("Hallo?", name="Bela", **{"from": "bela"})
    expect(page.locator("#rows")).to_contain_text("Hallo?")
    expect(page).to_have_title(re.compile(r"^\(1\) All open"))


def test_sound_and_notices_are_each_agents_own_choice_and_off_at_first(
    page: Page, world: World, customers: Customers
) -> None:
    page.add_init_script(
        """window.chimes = []; window.notices = [];
        const begin = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...when) {
            window.chimes.push(this.frequency.value); return begin.apply(this, when); };
        window.Notification = class { static permission = "granted";
            static async requestPermission() { return "granted"; }
            constructor(title, { body }) { window.notices.push(body); } };
        document.hasFocus = () => false;"""
    )
    customers.write("Hallo", name="Anna")
    open_conversation(page)
    page.get_by_role("button", name="Take").click()
    page.goto("/me")
    expect(page.get_by_label("Sound")).not_to_be_checked()
    page.get_by_label("Sound").check()
    page.get_by_label("Desktop notification").check()
    page.locator("section", has_text="Alerts").get_by_role("button", name="Save").click()
    expect(page.get_by_label("Sound")).to_be_checked()
    with world.database.reading() as session:
        kim = session.scalars(select(Agent)).one()
        assert (kim.sound, kim.notices) == (True, True)
    page.goto("/?view=open")
    page.locator("#list-title").click()
    customers.write("Sind Sie da?", name="Anna")
    expect(page).to_have_title(re.compile("1"))
    assert page.evaluate("window.chimes.length") == 2
    assert page.evaluate("window.notices") == ["Something new in your conversations"]
