"""Writing to customers in a real browser: nothing is lost and nothing goes twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.accounts import templates
from inbox.channel import Template
from inbox.conversations.message import Author, Message
from inbox.people import replies
from inbox.people.drafts import DraftRow
from inbox.people.replies import Wording
from inbox.world import World
from tests.browser.conftest import PASSWORD, open_conversation, width_of
from tests.pigeon import Loft
from tests.shop import Customers, configure_shop, open_account, rows

pytestmark = pytest.mark.browser

READY = Template("bereit", "de", "APPROVED", "UTILITY", "Hallo {{1}}, es gibt Neues.", ("1",), True)
SEND = re.compile("^Send$")


@pytest.fixture(autouse=True)
def quiet(world: World) -> None:
    configure_shop(world, automation=False, undo_seconds=0)
    with world.database.transaction() as session:
        texts = {"de": "Guten Tag {customer}, wegen {subject}: unterwegs!"}
        replies.add(session, Wording("paket", "Wo ist mein Paket?", texts), now=world.clock())


@pytest.fixture
def ravens(world: World, loft: Loft) -> Customers:
    ravens = Customers(world, open_account(world, "raven", "ravens"))
    loft.templates.append(READY)
    templates.sync(world.database, world.accounts, ravens.account_id, now=world.clock())
    return ravens


def field(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#words")


def send(page: Page) -> None:
    page.get_by_role("button", name=SEND).click()


def by_agents(world: World) -> list[Message]:
    return [row for row in rows(world, Message) if row.author == Author.AGENT]


def test_files_come_and_go_while_the_words_stay(page: Page, ravens: Customers, loft: Loft) -> None:
    ravens.write("Hallo", name="Anna")
    open_conversation(page)
    field(page).press_sequentially("Anbei ")
    page.set_input_files("#upload", [
        {"name": "foto.png", "mimeType": "image/png", "buffer": b"x"},
        {"name": "liste.zip", "mimeType": "application/zip", "buffer": b"x"},
    ])  # fmt: skip
    expect(page.locator(".enclosed-file")).to_have_count(2)
    expect(page.get_by_text("this channel does not take it")).to_be_visible()
    field(page).press_sequentially("das Foto")
    page.get_by_role("button", name="Remove liste.zip").click()
    expect(page.locator(".enclosed-file")).to_have_count(1)
    expect(field(page)).to_have_value("Anbei das Foto")
    send(page)
    expect(page.locator(".is-ours")).to_contain_text("foto.png")
    ravens.send_all()
    assert [(one.message.text, len(one.message.media)) for one in loft.sent] == [
        ("Anbei das Foto", 1)
    ]


def test_a_reply_is_called_back_and_sent_again(
    page: Page, world: World, ravens: Customers, loft: Loft
) -> None:
    configure_shop(world, undo_seconds=600)
    ravens.write("Hallo", name="Anna")
    open_conversation(page)
    field(page).fill("Unterwegs nach Köln")
    send(page)
    expect(page.get_by_text("Leaves in")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Nothing has gone out")).to_be_visible()
    expect(field(page)).to_have_value("Unterwegs nach Köln")
    expect(page.locator(".is-ours")).to_have_count(0)
    field(page).fill("Unterwegs nach Bonn")
    send(page)
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Leaves in")).to_be_hidden()
    ravens.send_all()
    assert loft.texts() == ["Unterwegs nach Bonn"]


def test_a_whole_answer_without_a_mouse(page: Page, ravens: Customers, loft: Loft) -> None:
    ravens.write("Wo ist mein Paket?", name="Anna")
    open_conversation(page)
    page.keyboard.press("r")
    expect(field(page)).to_be_focused()
    page.keyboard.type("/pa")
    option = page.get_by_role("option", name="Wo ist mein Paket?")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("Guten Tag Anna, wegen {subject}: unterwegs!")
    page.keyboard.type("4711")  # the gap that was left is marked
    expect(field(page)).to_have_value("Guten Tag Anna, wegen 4711: unterwegs!")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".is-ours")).to_contain_text("wegen 4711")
    page.keyboard.press("n")
    page.keyboard.type("Für ")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".is-note")).to_contain_text("Für")
    ravens.send_all()
    assert loft.texts() == ["Guten Tag Anna, wegen 4711: unterwegs!"]


def test_a_closed_window_offers_templates_and_keeps_the_answer_ready(
    page: Page, world: World, ravens: Customers, loft: Loft
) -> None:
    ravens.write("Hallo", name="Anna", at=world.clock().timestamp() - 25 * 3600)
    open_conversation(page)
    expect(page.get_by_text("a template can go now")).to_be_visible()
    expect(page.get_by_role("radio", name="Template")).to_be_checked()
    page.get_by_label("Template", exact=True).last.select_option("bereit de")
    page.get_by_label("Variable 1").fill("Anna")
    expect(page.locator(".preview .words")).to_have_text("Hallo Anna, es gibt Neues.")
    field(page).fill("Ihr Paket liegt in Leipzig.")
    send(page)
    expect(page.locator(".is-ours").last).to_contain_text("Waits here")
    ravens.send_all()
    assert loft.texts() == ["Hallo Anna, es gibt Neues."]
    ravens.write("Ja?", name="Anna")
    expect(page.locator(".is-ours").last).not_to_contain_text("Waits here")
    ravens.send_all()
    assert loft.texts()[1:] == ["Ihr Paket liegt in Leipzig."]


def test_a_session_that_ends_in_the_middle_of_a_reply_loses_nothing(
    page: Page, world: World, ravens: Customers
) -> None:
    ravens.write("Hallo", name="Anna")
    open_conversation(page)
    field(page).press_sequentially("Eine lange")
    expect(page.get_by_text("Draft saved", exact=True)).to_be_visible()
    assert len(rows(world, DraftRow)) == 1
    page.context.clear_cookies()
    field(page).press_sequentially(" Antwort")
    expect(page.get_by_text("Draft saved in this browser only")).to_be_visible()
    send(page)
    page.get_by_label("Email address").fill("kim@shop.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Anna", level=1)).to_be_visible()
    expect(field(page)).to_have_value("Eine lange Antwort")
    assert by_agents(world) == []


def test_a_form_that_is_posted_twice_acts_once(
    page: Page, world: World, ravens: Customers, loft: Loft
) -> None:
    ravens.write("Hallo", name="Anna")
    open_conversation(page)
    field(page).fill("Unterwegs!")
    page.evaluate(
        """async () => {
            const form = document.getElementById("composer");
            const post = () => fetch(form.action, { method: "POST", body: new FormData(form) });
            await Promise.all([post(), post()]);
            form.requestSubmit(form.querySelector(".send"));
        }"""
    )
    expect(page.locator(".is-ours")).to_have_count(1)
    expect(field(page)).to_have_value("")
    ravens.send_all()
    assert loft.texts() == ["Unterwegs!"]
    assert len(by_agents(world)) == 1


def test_the_same_reply_in_two_windows_is_noticed(
    page: Page, world: World, ravens: Customers
) -> None:
    ravens.write("Hallo", name="Anna")
    open_conversation(page)
    other = page.context.new_page()
    open_conversation(other)
    field(page).press_sequentially("Von hier")
    expect(page.get_by_text("Draft saved", exact=True)).to_be_visible()
    field(other).press_sequentially("Von dort")
    expect(other.get_by_text("Another window holds a different draft")).to_be_visible()
    expect(field(other)).to_have_value("Von dort")


def test_one_answers_a_certain_message_and_reacts_to_it(
    page: Page, ravens: Customers, loft: Loft
) -> None:
    ravens.write("Rot oder blau?", name="Anna")
    open_conversation(page)
    field(page).fill("Blau")
    page.locator(".is-theirs").hover()
    page.get_by_role("link", name="Reply to this").click()
    expect(page.locator(".quoted-words")).to_have_text("Rot oder blau?")
    expect(field(page)).to_have_value("Blau")
    send(page)
    expect(page.locator(".is-ours")).to_contain_text("Rot oder blau?")
    page.locator(".is-theirs").hover()
    page.get_by_role("link", name="React").click()
    page.get_by_role("button", name="👍").click()
    expect(page.locator(".is-ours").last).to_contain_text("👍")
    ravens.send_all()
    assert [one.message.reply_to for one in loft.sent] == ["in-1", "in-1"]


def test_without_a_script_files_ways_and_saved_replies_work_too(
    browser: Browser, site: str, ravens: Customers, loft: Loft
) -> None:
    ravens.write("Hallo", name="Anna")
    context = browser.new_context(base_url=site, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("Email address").fill("kim@shop.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    open_conversation(page)
    field(page).fill("Vorab.")
    page.get_by_role("button", name="Saved replies").click()
    page.get_by_role("button", name="Insert Wo ist mein Paket?").click()
    expect(field(page)).to_have_value(re.compile(r"^Vorab\.\s+Guten Tag Anna"))
    field(page).fill("Mit Foto")
    page.set_input_files("#upload", [{"name": "f.png", "mimeType": "image/png", "buffer": b"x"}])
    send(page)
    expect(page.locator(".is-ours")).to_contain_text("f.png")
    context.close()
    ravens.send_all()
    assert loft.texts() == ["Mit Foto"]


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_a_long_way_many_files_and_a_template_break_nothing(
    page: Page, world: World, ravens: Customers, width: int
) -> None:
    ravens.write("Hallo", name="Anna", at=world.clock().timestamp() - 25 * 3600)
    page.set_viewport_size({"width": width, "height": 800})
    open_conversation(page)
    page.get_by_label("Template", exact=True).last.select_option("bereit de")
    expect(page.get_by_label("Variable 1")).to_be_visible()
    page.set_input_files("#upload", [
        {"name": f"{'Datei' * 20}-{n}.png", "mimeType": "image/png", "buffer": b"x"}
        for n in range(6)
    ])  # fmt: skip
    expect(page.locator(".enclosed-file")).to_have_count(6)
    assert width_of(page) <= width
    expect(page.get_by_role("button", name=SEND)).to_be_in_viewport()
