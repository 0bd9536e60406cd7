"""The phones' page: safe to open, in two languages, and a person can play a customer on it."""

from __future__ import annotations

import shutil
import threading
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from adapters import phones, phones_view
from adapters.phones_state import State
from adapters.simulation import File, Writing
from adapters.threema.demo import photo
from tests.adapters.toy import ANNA, Toy, client_of


@pytest.fixture
def at(tmp_path):
    return phones.place(tmp_path, 8010)


@pytest.fixture
def toy(at):
    return Toy(at)


@pytest.fixture
def client(at, toy, monkeypatch):
    """The toy is no channel, so it is given a label and no icon."""
    monkeypatch.setattr(phones_view, "discover", lambda: {"toy": SimpleNamespace(label="Toy")})
    monkeypatch.setattr(phones_view, "icons", lambda: {"toy": ""})
    return client_of(toy, State(at))


class Found(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-DE,de;q=0.9", "de"), ("en-GB,en;q=0.8", "en"), ("fr", "de"), ("", "de")],
)
def test_the_page_speaks_german_and_english(client, accepted, language):
    page = client.get("/", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}"' in page.text
    assert page.vary.to_header() == "Accept-Language"


def test_both_languages_have_the_same_words():
    german, english = (phones_view._words()[language] for language in ("de", "en"))

    def names(words):
        return {
            (name, *sorted(value)) if isinstance(value, dict) else name
            for name, value in words.items()
        }

    assert names(german) == names(english)


def test_everything_that_customers_can_write_has_a_name_and_a_question(tmp_path):
    """What is chosen by pointing at a bubble needs no question."""
    words = phones_view._words()["de"]
    for simulator in phones.simulators(phones.place(tmp_path, 8010)).values():
        assert set(simulator.offers) <= set(words["kinds"]), simulator.kind
        asked = {name for names in simulator.offers.values() for name in names}
        assert asked - {"target"} <= set(words["fields"]), simulator.kind


def test_the_page_runs_no_inline_script_and_asks_nobody_else(client):
    page = client.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag, attributes in Found(page.text).tags:
        assert tag != "style"
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert tag != "script" or attributes.get("src", "").startswith("/static/")


@pytest.mark.parametrize("name", ["phones.css", "phones.js", "phone.js", "bubble.js", "phones.svg"])
def test_the_page_brings_everything_it_needs(client, name):
    with client.get(f"/static/{name}") as answer:
        assert answer.status_code == 200
        assert "http" not in answer.text.replace("http://www.w3.org/2000/svg", "")


def test_the_page_leads_to_the_inbox_once_there_is_one(client):
    assert "Noch mit keinem Posteingang verbunden" in client.get("/").text
    given = {"settings": {"token": "x"}, "callback": "http://127.0.0.1:8000/hooks/7"}
    client.put("/control/toy/connection", json=given)
    assert 'href="http://127.0.0.1:8000/"' in client.get("/").text


# ----- a person at the page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        """The page is what is looked at."""


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; apt-get install chromium enables this")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, client):
    server = make_server("127.0.0.1", 0, client.application, threaded=True, request_handler=Quiet)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    page = browser.new_page(locale="de-DE")
    page.complaints = complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.locator(".customer option").first.wait_for(state="attached")
    yield page
    page.close()
    server.shutdown()
    serving.join()
    server.server_close()
    assert complaints == []


@pytest.mark.browser
def test_a_person_writes_with_the_keyboard_alone(page, toy):
    page.locator("[name=subject]").focus()
    page.keyboard.type("Frage")
    page.keyboard.press("Tab")
    page.keyboard.type("Guten Tag <b>")
    page.keyboard.press("Control+Enter")
    page.locator(".bubble.mine .words").wait_for()
    assert page.locator(".bubble .words").inner_text() == "Guten Tag <b>"
    assert page.locator(".bubble .subject").inner_text() == "Frage"
    assert page.locator("[name=text]").input_value() == ""
    assert page.evaluate("document.activeElement.name") == "text"


@pytest.mark.browser
def test_a_picture_can_be_attached(page, toy, tmp_path):
    picture = tmp_path / "bild.png"
    picture.write_bytes(photo().content)
    page.locator(".kind").select_option("image")
    page.locator("[type=file]").set_input_files(picture)
    assert page.locator(".picked").inner_text() == "bild.png"
    page.locator(".send").click()
    page.locator(".bubble img").wait_for()
    [bubble] = toy.bubbles(ANNA)
    assert bubble.files == (File("bild.png", "image/png", picture.read_bytes()),)


@pytest.mark.browser
def test_what_the_shop_writes_appears_by_itself_and_is_read_when_it_is_looked_at(page, toy):
    toy.write(ANNA, Writing("Unterwegs!", fields={"from_shop": True}))
    page.get_by_role("button", name="1 neue Nachricht lesen").click()
    page.locator(".bubble.new").wait_for(state="detached")
    assert page.locator(".bubble .words").inner_text() == "Unterwegs!"
    assert toy.looked == [ANNA]


@pytest.mark.browser
def test_a_message_can_refer_to_another_one(page, toy):
    ours = toy.write(ANNA, Writing("Größe?", fields={"from_shop": True}))
    page.locator(".bubble").hover()
    page.get_by_role("button", name="Hierauf beziehen").click()
    page.locator("[name=text]").fill("40")
    page.locator(".send").click()
    page.locator(".bubble.mine .quote").wait_for()
    assert toy.bubbles(ANNA)[-1].details == {"quotes": ours}


@pytest.mark.browser
def test_somebody_new_gets_a_phone(page, toy):
    page.get_by_role("button", name="Neue Person").click()
    page.locator("[name=address]").fill("neu@example.org")
    page.keyboard.press("Enter")
    page.locator("[name=text]").fill("Hallo")
    page.locator(".send").click()
    page.locator(".bubble.mine").wait_for()
    assert [b.text for b in toy.bubbles("neu@example.org")] == ["Hallo"]


@pytest.mark.browser
def test_what_goes_wrong_is_said_and_nothing_typed_is_lost(page, toy):
    toy.offers = {}
    page.locator("[name=text]").fill("Hallo")
    with page.expect_event("console"):
        page.locator(".send").click()
    page.locator(".told.bad").wait_for()
    assert "nobody can write" in page.locator(".told").inner_text()
    page.complaints.clear()
    assert page.locator("[name=text]").input_value() == "Hallo"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_is_accessible_and_does_not_scroll_sideways(page, toy, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    toy.write(ANNA, Writing("Hallo"))
    toy.write(ANNA, Writing("Guten Tag", fields={"from_shop": True}))
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(".bubble").nth(1).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
