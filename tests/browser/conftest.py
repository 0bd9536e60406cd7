"""A real Chromium in front of a real server, with messages that arrive while somebody looks."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from inbox import web
from inbox.config import Settings, load
from inbox.doorbell import RedisBell
from inbox.people import agent as agents
from inbox.people.agent import Role
from inbox.web.live.hub import Hub
from inbox.world import World
from tests.conftest import settings_environment
from tests.inbox.web.conftest import cheap_passwords
from tests.shop import Customers, open_account

__all__ = ["cheap_passwords"]  # a fixture that these tests share with those of the pages

PASSWORD = "correct horse battery staple"
OUTPUT = Path("test-output")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# No other host can be reached. As root (in a container) Chromium must do without its sandbox.
_ARGUMENTS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--no-sandbox"]

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        lacking = "no Chromium; enable with: apt-get install --no-install-recommends chromium"
        if os.environ.get("KONTOR_TEST_NOTHING_SKIPPED") == "1":
            pytest.fail(lacking)
        pytest.skip(lacking)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """What a browser shows does not depend on the database: one is enough here."""
    path = tmp_path / "kontor.sqlite3"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def settings(database_url: str, redis_url: str, tmp_path: Path) -> Settings:
    return load({**settings_environment(database_url, tmp_path), "REDIS_URL": redis_url})


@pytest.fixture
def bell(redis_url: str) -> RedisBell:
    return RedisBell(redis_url)


@pytest.fixture
def app(world: World) -> Flask:
    app = Flask("kontor")
    app.config["SECRET_KEY"] = world.settings.secret_key
    web.register(app, world)
    return app


@pytest.fixture
def hub(app: Flask) -> Hub:
    found: Hub = app.extensions["live"]
    return found


@pytest.fixture
def site(world: World, app: Flask, hub: Hub) -> Iterator[str]:
    """The address of the pages; Kim, an administrator, can sign in."""
    with world.database.transaction() as session:
        kim = agents.add(
            session, name="Kim", email="kim@shop.example", password=PASSWORD,
            role=Role.ADMIN, now=world.clock(),
        )  # fmt: skip
        kim.language = "en"
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.port}"
    hub.stop()
    world.bell.nudge()
    server.shutdown()
    serving.join()
    server.server_close()
    hub.join(10)


@pytest.fixture
def customers(world: World) -> Customers:
    return Customers(world, open_account(world))


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=site, locale="en-GB", viewport={"width": 1440, "height": 900}
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Signed in. Whatever a page complains about in its console fails the test."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    sign_in(page)
    yield page
    assert [one for one in complaints if "Failed to load resource" not in one] == []


@pytest.fixture
def colleague(browser: Browser, site: str, world: World) -> Iterator[Page]:
    """Alex, an agent, signed in with a browser of their own."""
    with world.database.transaction() as session:
        alex = agents.add(
            session, name="Alex", email="alex@shop.example", password=PASSWORD,
            role=Role.AGENT, now=world.clock(),
        )  # fmt: skip
        alex.language = "en"
    context = browser.new_context(
        base_url=site, locale="en-GB", viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    sign_in(page, "alex@shop.example")
    yield page
    context.close()


def sign_in(page: Page, email: str = "kim@shop.example") -> None:
    page.goto("/login")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def open_conversation(page: Page, name: str = "Anna") -> None:
    page.goto("/?view=open")
    page.locator("#rows").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def width_of(page: Page) -> int:
    """How wide the page would like to be."""
    wanted: int = page.evaluate("document.documentElement.scrollWidth")
    return wanted
