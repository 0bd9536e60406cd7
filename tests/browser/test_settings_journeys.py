"""What somebody does in the settings, in a real browser: with its help, and without scripts."""

from __future__ import annotations

import re

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.world import World
from tests.browser.conftest import PASSWORD, sign_in
from tests.shop import Customers

pytestmark = pytest.mark.browser


def test_hours_are_typed_and_the_answer_follows_while_typing(page: Page) -> None:
    page.goto("/settings/hours")
    page.get_by_label("Name of these hours").fill("Support")
    page.get_by_role("button", name="Add hours").click()
    page.get_by_label("who writes at this time").fill("2026-11-28T12:00")  # a Saturday
    preview = page.locator("#preview")
    expect(preview).to_contain_text("closed")
    page.get_by_label("Saturday").fill("10-14")
    expect(preview).to_contain_text("open")
    page.get_by_label("Saturday").fill("13-14")
    expect(preview).to_contain_text("today at 13:00")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("Saturday")).to_have_value("13:00-14:00")


def test_an_account_shows_the_fields_that_count_and_is_enabled(
    page: Page, customers: Customers
) -> None:
    page.goto("/settings/shop")
    page.get_by_label("Privacy information").fill("https://shop.example/privacy")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/settings/accounts")
    page.get_by_role("link", name="Pigeon", exact=True).click()
    page.get_by_label("Name of the loft").fill("coo")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("Receives, but does not send yet")).to_be_visible()
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("all is well")).to_be_visible()
    page.get_by_role("button", name="Enable").click()
    expect(page.get_by_text("may send", exact=True)).to_be_visible()


def test_the_second_factor_is_set_up_and_asked_for(page: Page, world: World) -> None:
    page.goto("/me")
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows now").fill(pyotp.TOTP(secret).at(world.clock()))
    page.get_by_role("button", name="Switch on").click()
    code = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name=re.compile("Menu")).click()
    page.get_by_role("button", name="Sign out").last.click()
    page.get_by_label("Email address").fill("kim@shop.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def test_settings_work_without_scripts(
    browser: Browser, site: str, world: World, customers: Customers
) -> None:
    context = browser.new_context(base_url=site, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto("/settings/labels")
    page.get_by_label("Name").fill("Urgent")
    page.get_by_role("button", name="Add label").click()
    expect(page.locator("input[name=name]").first).to_have_value("Urgent")
    page.goto("/settings/simulator")
    page.get_by_label("What the customer writes").fill("STOP")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("STOP_RECEIVED")).to_be_visible()
    page.goto("/settings/shop")
    page.get_by_role("button", name="Switch off everything automatic").click()
    expect(page.get_by_text("Everything automatic is switched off.")).to_be_visible()
    context.close()
