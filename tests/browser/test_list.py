"""The list under somebody's hands: many at once, narrowed down, and still while rows move."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from inbox.conversations import labels
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.labels import Colour
from inbox.world import World
from tests.pigeon import request
from tests.shop import Customers, configure_shop, rows

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def no_machine(world: World) -> None:
    configure_shop(world, automation=False)


def crowd(customers: Customers, size: int) -> None:
    now = customers.world.clock().timestamp()
    customers.arrive(
        request(
            *(
                {"id": f"{n}", "from": f"guest{n}", "name": f"Guest {n:03}", "at": now - 600 - n}
                for n in range(size)
            )
        )
    )


def statuses(world: World) -> list[str]:
    return sorted(row.status for row in rows(world, Conversation))


def test_several_are_picked_resolved_and_brought_back_without_a_reload(
    page: Page, world: World, customers: Customers
) -> None:
    crowd(customers, 4)
    page.goto("/?view=open")
    page.evaluate("window.notReloaded = true")
    page.get_by_label("Pick: Guest 000").check()
    page.get_by_label("Pick: Guest 002").click(modifiers=["Shift"])
    expect(page.locator(".bulk-count")).to_have_text("3 picked")
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator("#rows a")).to_have_count(1)
    expect(page.locator(".toast")).to_contain_text("3 conversations resolved.")
    assert statuses(world) == [Status.OPEN] + [Status.RESOLVED] * 3
    assert page.evaluate("window.notReloaded")
    expect(page.locator(".bulk")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#rows a")).to_have_count(4)
    assert statuses(world) == [Status.OPEN] * 4


def test_what_is_picked_stays_picked_while_messages_arrive(
    page: Page, customers: Customers
) -> None:
    crowd(customers, 3)
    page.goto("/?view=open")
    page.get_by_label("Pick: Guest 001").check()
    customers.write("Noch etwas", name="Guest 001", **{"from": "guest1"})
    expect(page.locator("#rows a").first).to_contain_text("Noch etwas")
    expect(page.get_by_label("Pick: Guest 001")).to_be_checked()
    expect(page.locator(".bulk-count")).to_have_text("1 picked")


def test_many_are_worked_through_with_keys_alone(
    page: Page, world: World, customers: Customers
) -> None:
    crowd(customers, 3)
    with world.database.transaction() as session:
        labels.create(session, "VIP", Colour.VIOLET)
    page.goto("/?view=open")
    for key in ("j", "x", "j", "x", "l"):
        page.keyboard.press(key)
    expect(page.locator("#bulk-label button:focus")).to_have_text("VIP")
    page.keyboard.press("Enter")
    expect(page.locator("#rows .label")).to_have_count(2)
    expect(page.locator(".bulk")).to_be_hidden()
    for key in ("k", "k", "x", "s"):
        page.keyboard.press(key)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#rows a")).to_have_count(2)
    expect(page.locator(".toast")).to_contain_text("One conversation snoozed.")
    page.keyboard.press("z")
    expect(page.locator("#rows a")).to_have_count(3)
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    expect(page.locator(".bulk")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="Mine")).to_be_visible()


def test_further_rows_come_by_scrolling_and_the_place_is_kept_while_rows_move(
    page: Page, customers: Customers
) -> None:
    crowd(customers, 100)
    page.goto("/?view=open")
    expect(page.locator("#rows a")).to_have_count(40)
    page.locator("#list-end").scroll_into_view_if_needed()
    expect(page.locator("#rows a")).to_have_count(80)
    row = page.locator("#rows").get_by_role("link", name="Guest 030")
    row.scroll_into_view_if_needed()
    before = row.bounding_box()
    customers.write("Ich zuerst", name="New", **{"from": "new"})
    later = customers.world.clock().timestamp() + 30
    customers.write("Und ich", name="Guest 029", at=later, **{"from": "guest29"})
    expect(page.locator("#rows a").first).to_contain_text("Guest 029")
    after = row.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    row.click()
    expect(page.get_by_role("heading", name="Guest 030", level=1)).to_be_visible()
    expect(page.locator("#rows a")).to_have_count(81)
    expect(row).to_be_in_viewport()


def test_the_list_is_narrowed_down_and_saved_as_a_view(page: Page, customers: Customers) -> None:
    crowd(customers, 2)
    customers.write("Neu", name="Anna")
    page.goto("/?view=open")
    page.get_by_role("link", name="Anna").click()
    page.goto("/?view=open")
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("unread").check()
    page.get_by_label("longest waiting first").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#rows .row-who")).to_have_text(["Guest 001", "Guest 000"])
    page.get_by_role("button", name="Save as a view").click()
    page.get_by_label("Name of the view").fill("Wer wartet")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Wer wartet", level=1)).to_be_visible()
    page.goto("/?view=open")
    page.get_by_role("link", name="Wer wartet").click()
    expect(page.locator("#rows a")).to_have_count(2)
    page.get_by_role("link", name="unread").click()
    expect(page.locator("#rows a")).to_have_count(3)
