"""Mail markup: what is left of it, where it is shown, and what it can load."""

from __future__ import annotations

import re
import time

import pytest
from werkzeug.test import TestResponse

from inbox.web.sanitise import LARGEST, safe_markup
from inbox.world import World
from tests.inbox.web.conftest import Auth, fetch_all, only_sqlite
from tests.pigeon import Loft
from tests.shop import Customers, open_account

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def safe(markup: str) -> str:
    found = safe_markup(markup, image_of=lambda source: source)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java\nscript:alert(1)'>x</a>",
        "<a href=' &#106;avascript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>1</script>'>x</a>",
        "<a href='/settings/accounts'>x</a>",
        "<iframe src=https://evil.example></iframe>",
        "<form action=https://evil.example><input name=password></form>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<style>@import url(https://evil.example)</style>",
        "<base href=https://evil.example>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<p style='background:url(https://evil.example/x)'>x</p>",
        "<p style='position:fixed;top:0'>x</p>",
        "<object data=https://evil.example></object><embed src=https://evil.example>",
        "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<video src=https://evil.example autoplay></video><audio src=https://evil.example>",
        "<img srcset='https://evil.example/x 2x'>",
        "<table background=https://evil.example/x><tr><td>x</table>",
        "<input type=image src=https://evil.example><button formaction=https://evil.example>x",
        "<p id=words class=composer name=x>x</p>",
    ],
)
def test_what_could_do_something_is_gone(hostile: str) -> None:
    found = safe(f"<p>before</p>{hostile}<p>after</p>")
    assert "before" in found
    gone = r"script|onerror|onload|evil|url\(|position|<form|<input|settings|style>| id=| class="
    assert not re.search(gone, found, re.IGNORECASE), found


def test_what_a_mail_looks_like_is_left() -> None:
    markup = (
        '<h1 style="color: #900">Hello</h1><table width="600" cellpadding="4"><tr>'
        '<td align="center" bgcolor="#eee"><b>Bold</b> <a href="https://shop.example">link</a>'
        "</td></tr></table><ul><li>one</li></ul><blockquote>quoted</blockquote>"
    )
    found = safe(markup)
    for part in ("color:#900", 'width="600"', "<b>Bold</b>", "<li>one</li>", "<blockquote>"):
        assert part in found
    assert 'target="_blank"' in found
    assert 'rel="noopener noreferrer nofollow"' in found


def test_more_than_a_megabyte_is_too_much_and_less_is_quick() -> None:
    assert safe_markup("x" * (LARGEST + 1), image_of=lambda _: None) is None
    for attack in ("<div>", "<b>", "<p>x", "<table><tr><td>", "<font color=1>", "<b><table></b>"):
        began = time.process_time()
        safe_markup(attack * (LARGEST // 4 // len(attack)), image_of=lambda _: None)
        assert time.process_time() - began < 1.5, attack


def test_formatting_left_open_is_not_repeated_for_every_paragraph() -> None:
    opened = "".join(f"<b id={number}>" for number in range(5_000))
    assert len(safe(f"<p>{opened}" + "<p>x" * 20_000)) < 400_000


@pytest.fixture
def letters(world: World) -> Customers:
    return Customers(world, open_account(world, "parchment"))


def frame(auth: Auth, query: str = "") -> TestResponse:
    page = auth.get(auth.find("Anna")).text
    found = re.search(r'<iframe src="(/messages/[0-9a-f]+/mail)"[^>]*>', page)
    assert found
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in found[0]
    return auth.get(found[1] + query)


@only_sqlite
def test_the_frame_can_do_nothing(auth: Auth, letters: Customers) -> None:
    letters.write("Hallo", name="Anna", html="<p>Hallo<script>alert(1)</script></p>")
    auth.sign_in()
    answer = frame(auth)
    assert "<p>Hallo</p>" in answer.text
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in answer.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "data:"
    assert policy["form-action"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert policy["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert "script-src" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@only_sqlite
def test_pictures_elsewhere_stay_out_until_they_are_asked_for(
    auth: Auth, letters: Customers
) -> None:
    markup = '<p>Hallo</p><img src="https://tracker.example/p.gif">'
    letters.write("Hallo", name="Anna", html=markup)
    auth.sign_in()
    blocked = frame(auth)
    assert "tracker.example" not in blocked.text
    assert "Pictures on other servers are blocked" in blocked.text
    assert "Load pictures from other servers" in auth.get(auth.find("Anna")).text
    asked = frame(auth, "?pictures=1")
    assert 'src="https://tracker.example/p.gif"' in asked.text
    assert "img-src data: https: http:;" in asked.headers["Content-Security-Policy"]
    assert asked.headers["Referrer-Policy"] == "no-referrer"


@only_sqlite
def test_without_pictures_elsewhere_nothing_is_asked(auth: Auth, letters: Customers) -> None:
    letters.write("Hallo", name="Anna", html="<p>Hallo</p><img src='/me'><img src='data:x'>")
    auth.sign_in()
    assert "are blocked" not in frame(auth).text
    assert "Load pictures" not in auth.get(auth.find("Anna")).text
    assert "<img>" in frame(auth).text


@only_sqlite
@pytest.mark.parametrize(
    ("content", "shown"), [(PNG, True), (b"<svg onload=alert(1)>", False), (b"", False)]
)
def test_pictures_inside_the_mail_are_put_into_the_page_if_they_are_pictures(
    auth: Auth, letters: Customers, loft: Loft, content: bytes, shown: bool
) -> None:
    loft.files["logo"] = content
    letters.write(
        "Hallo", name="Anna", html='<img src="cid:logo@shop"><img src="cid:nothing">',
        media=[{"ref": "logo", "content_type": "image/png", "inline_id": "<logo@shop>"}],
    )  # fmt: skip
    fetch_all(letters)
    auth.sign_in()
    assert ('src="data:image/png;base64,iVBORw0KGgow' in frame(auth).text) is shown


@only_sqlite
def test_a_deleted_mail_has_no_frame_any_more(auth: Auth, letters: Customers) -> None:
    letters.write("Hallo", name="Anna", html="<p>geheim</p>")
    auth.sign_in()
    address = frame(auth).request.path
    letters.happen(event="revoked", id="r", target="in-1")
    assert auth.get(address).status_code == 404


@only_sqlite
def test_a_message_without_markup_has_no_frame(auth: Auth, customers: Customers) -> None:
    customers.write("Hallo", name="Anna")
    auth.sign_in()
    assert "<iframe" not in auth.get(auth.find("Anna")).text


@only_sqlite
def test_a_mail_shows_its_new_part_and_offers_the_rest(auth: Auth, letters: Customers) -> None:
    letters.write("Neu\n\n> Alt", name="Anna", subject="Frage", new_text="Neu")
    auth.sign_in()
    page = auth.get(auth.find("Anna")).text
    assert "&gt; Alt" not in page
    link = re.search(r'href="(/messages/[0-9a-f]+/text)">Show with quote', page)
    assert link
    assert "&gt; Alt" in auth.get(link[1]).text
