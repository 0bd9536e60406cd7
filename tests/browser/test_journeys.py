"""What an agent does all day, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.message import Direction, Message
from inbox.web.live.hub import Hub
from inbox.world import World
from tests.browser.conftest import open_conversation, sign_in, width_of
from tests.pigeon import Loft
from tests.shop import Customers, configure_shop, open_account, rows, the_only

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def no_machine(world: World) -> None:
    configure_shop(world, automation=False, undo_seconds=0)


def test_a_message_is_answered_and_its_ticks_change_without_a_reload(
    page: Page, world: World, customers: Customers, loft: Loft
) -> None:
    customers.write("Wo ist mein Paket?", name="Anna")
    open_conversation(page)
    page.get_by_label("Text", exact=True).fill("Unterwegs!")
    page.get_by_role("button", name="Send", exact=True).click()
    reply = page.locator(".is-ours")
    expect(reply).to_contain_text("Unterwegs!")
    expect(reply).to_contain_text("Queued")
    expect(page.get_by_label("Text", exact=True)).to_have_value("")
    page.evaluate("window.notReloaded = true")
    customers.send_all()
    assert loft.texts() == ["Unterwegs!"]
    expect(reply).to_contain_text("Sent")
    customers.happen(event="update", id="out-1", state="read")
    expect(reply).to_contain_text("Read")
    assert page.evaluate("window.notReloaded")


def test_a_note_looks_different_and_never_leaves(
    page: Page, world: World, customers: Customers, loft: Loft
) -> None:
    customers.write("Wo ist mein Paket?", name="Anna")
    open_conversation(page)
    page.get_by_role("radio", name="Note").check()
    expect(page.get_by_role("button", name="Save note")).to_be_visible()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_hidden()
    expect(page.get_by_text("Only the team sees this note.")).to_be_visible()
    page.get_by_label("Text", exact=True).fill("Vorsicht")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".is-note")).to_contain_text("Vorsicht")
    customers.send_all()
    assert loft.sent == []


def test_a_new_message_appears_while_a_draft_and_its_focus_are_kept(
    page: Page, world: World, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    open_conversation(page)
    draft = page.get_by_label("Text", exact=True)
    draft.press_sequentially("Guten Tag ")
    page.evaluate("window.notReloaded = true")
    customers.write("Noch eine Frage", name="Anna")
    customers.write("Und wer bin ich?", name="Bela", **{"from": "bela"})
    expect(page.locator(".is-theirs").nth(1)).to_contain_text("Noch eine Frage")
    expect(page.locator("#rows")).to_contain_text("Bela")
    expect(page.locator("#news")).to_have_text("New message from Anna")
    draft.press_sequentially("Frau Anna")
    expect(draft).to_have_value("Guten Tag Frau Anna")
    expect(draft).to_be_focused()
    assert page.evaluate("window.notReloaded")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".is-ours")).to_contain_text("Guten Tag Frau Anna")


def test_a_reply_that_did_not_see_the_last_message_is_stopped_and_kept(
    page: Page, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    open_conversation(page)
    page.route("**/fragments/**", lambda route: route.abort())  # the news does not get through
    customers.write("Hat sich erledigt", name="Anna")
    page.get_by_label("Text", exact=True).fill("Eine lange Antwort")
    page.get_by_role("button", name="Send", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("something new has arrived")
    expect(alert).to_contain_text("Hat sich erledigt")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Eine lange Antwort")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".is-ours")).to_contain_text("Eine lange Antwort")


def test_two_agents_see_what_the_other_one_does(
    page: Page, browser: Browser, site: str, world: World, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    open_conversation(page)
    other = browser.new_context(
        base_url=site, locale="en-GB", viewport={"width": 1440, "height": 900}
    )
    colleague = other.new_page()
    sign_in(colleague)
    open_conversation(colleague)
    colleague.get_by_role("button", name="Take").click()
    expect(page.locator("#state")).to_contain_text("Kim")
    colleague.get_by_role("button", name="Resolve", exact=True).click()
    expect(page.locator("#state")).to_contain_text("Resolved")
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()
    other.close()
    assert the_only(world, Conversation).status == Status.RESOLVED


def test_the_menus_assign_snooze_and_sort_out_spam(
    page: Page, world: World, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    open_conversation(page)
    page.get_by_role("button", name="Assign").click()
    page.locator("#assign").get_by_role("button", name="Kim").click()
    expect(page.locator("#state")).to_contain_text("Kim")
    page.get_by_role("button", name="Snooze", exact=True).click()
    page.get_by_role("button", name="Tomorrow at 9").click()
    expect(page.locator("#state")).to_contain_text("Snoozed Wed 25 Nov, 09:00")
    page.get_by_role("button", name="Reopen").click()
    page.get_by_role("button", name="Further actions").click()
    page.get_by_role("button", name="Mark as spam").click()
    expect(page.locator("#state")).to_contain_text("Spam")
    assert the_only(world, Conversation).status == Status.SPAM


def test_a_closed_window_is_explained_and_opens_when_the_customer_writes(
    page: Page, world: World, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna", at=world.clock().timestamp() - 25 * 3600)
    open_conversation(page)
    expect(page.get_by_text("The reply window is closed")).to_be_visible()
    expect(page.get_by_role("radio", name="Reply")).to_be_disabled()
    customers.write("Sind Sie da?", name="Anna")
    expect(page.get_by_role("radio", name="Reply")).to_be_checked()
    expect(page.get_by_text("The reply window is closed")).to_be_hidden()


def test_a_lost_connection_is_told_and_what_was_missed_is_fetched(
    page: Page, hub: Hub, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    open_conversation(page)
    customers.write("Gehört", name="Anna")
    expect(page.locator(".is-theirs").nth(1)).to_contain_text("Gehört")
    page.route("**/events?**", lambda route: route.abort())
    for stream in list(hub._open.values()):
        stream.close()
    customers.write("Verpasst?", name="Anna")
    expect(page.locator("#connection")).to_contain_text("Connection lost")
    page.unroute("**/events?**")
    expect(page.locator("#connection")).to_contain_text("Connected again")
    expect(page.locator(".is-theirs").nth(2)).to_contain_text("Verpasst?")


def test_everything_works_without_a_script(
    browser: Browser, site: str, world: World, customers: Customers, loft: Loft
) -> None:
    customers.write("Hallo", name="Anna")
    context = browser.new_context(base_url=site, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    open_conversation(page)
    page.get_by_label("Text", exact=True).fill("Ohne Skript")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".is-ours")).to_contain_text("Ohne Skript")
    page.get_by_role("radio", name="Note").check()
    page.get_by_label("Text", exact=True).fill("Geht auch")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".is-note")).to_contain_text("Geht auch")
    page.get_by_role("button", name="Resolve", exact=True).click()
    expect(page.locator("#state")).to_contain_text("Resolved")
    context.close()
    customers.send_all()
    assert loft.texts() == ["Ohne Skript"]
    notes = [row for row in rows(world, Message) if row.direction == Direction.NOTE]
    assert len(notes) == 1


def test_on_a_phone_one_pane_follows_the_other(page: Page, customers: Customers) -> None:
    customers.write("Hallo", name="Anna")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/?view=open")
    expect(page.locator("main")).to_be_hidden()
    page.locator("#rows").get_by_role("link", name="Anna").click()
    expect(page.locator(".list")).to_be_hidden()
    expect(page.get_by_label("Text", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="Customer", exact=True).click()
    expect(page.get_by_text("Reachable through")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Reachable through")).to_be_hidden()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator(".list")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_a_name_of_ten_thousand_letters_breaks_nothing(
    page: Page, world: World, customers: Customers, width: int
) -> None:
    letters = Customers(world, open_account(world, "parchment", "L" * 200))
    name = "W" * 10_000
    letters.write("X" * 5_000, name=name, subject="S" * 10_000, media=[
        {"ref": "x", "content_type": "a/b", "filename": "F" * 250, "size": 1}])  # fmt: skip
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/?view=open")
    assert width_of(page) <= width
    page.locator("#rows a").first.click()
    expect(page.locator("#thread")).to_be_visible()
    assert width_of(page) <= width
    panes = ".list, .centre, .scroller, .thread, .said, .customer, .row a"
    overflowing = page.evaluate(
        """panes => [...document.querySelectorAll(panes)]
            .filter(pane => pane.scrollWidth > pane.clientWidth + 1 && pane.clientWidth)
            .map(pane => pane.className)""",
        panes,
    )
    assert overflowing == []
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport()


def test_the_frame_of_a_mail_loads_nothing_until_it_is_asked_to(page: Page, world: World) -> None:
    letters = Customers(world, open_account(world, "parchment"))
    letters.write(
        "Hallo", name="Anna",
        html="<h1>Angebot</h1><script>parent.hacked = 1</script>"
        "<img src='https://tracker.example/p.gif'><a href='https://shop.example'>zum Shop</a>",
    )  # fmt: skip
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_conversation(page)
    page.get_by_text("Formatted version").click()
    frame = page.frame_locator(".original iframe")
    expect(frame.get_by_role("heading", name="Angebot")).to_be_visible()
    assert [url for url in asked if "tracker" in url] == []
    assert page.evaluate("window.hacked") is None
    expect(frame.get_by_text("Pictures on other servers are blocked")).to_be_visible()
    with page.expect_event("requestfailed", lambda request: "tracker" in request.url):
        page.get_by_role("link", name="Load pictures from other servers").click()
    expect(frame.get_by_text("Pictures on other servers are blocked")).to_be_hidden()
    assert [url for url in asked if "tracker" in url] == ["https://tracker.example/p.gif"]


def test_nothing_is_stored_twice_when_send_is_clicked_twice(
    page: Page, world: World, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    open_conversation(page)
    page.get_by_label("Text", exact=True).fill("Nur einmal")
    page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(page.locator(".is-ours")).to_have_count(1)
    with world.database.reading() as session:
        sent = session.scalars(select(Message).where(Message.direction == Direction.OUT)).all()
    assert len(sent) == 1
