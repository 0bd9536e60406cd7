"""Style sheets and modules: found, small, kept for a year, and asked for by nobody in vain."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from inbox.conversations.message import Reached
from inbox.web import assets
from inbox.web.assets import Assets
from inbox.web.icons import ChannelIcons
from tests.inbox.web.conftest import Auth, only_sqlite

FOLDER = Path(assets.__file__).parent
STATIC = {path.name: path.read_text() for path in (FOLDER / "static").iterdir()}
TEMPLATES = "".join(path.read_text() for path in (FOLDER / "templates").rglob("*.html"))


def test_a_file_has_an_address_that_changes_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = Assets(tmp_path).address("a.css")
    (tmp_path / "a.css").write_text("a{color:red}")
    after = Assets(tmp_path).address("a.css")
    assert before != after
    with pytest.raises(KeyError):
        Assets(tmp_path).address("b.css")


@only_sqlite
def test_a_file_comes_packed_to_who_takes_it_so(auth: Auth) -> None:
    address = Assets().address("base.css")
    plain = auth.get(address)
    packed = auth.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(plain.data) / 2


@only_sqlite
def test_an_old_address_still_works_but_is_not_kept(auth: Auth) -> None:
    answer = auth.get("/static/000000000000/base.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert auth.get("/favicon.ico").headers["Content-Type"] == "image/svg+xml"


@only_sqlite
@pytest.mark.parametrize("name", ["../assets.py", "..%2fassets.py", "nothing.css", "%00", "words"])
def test_nothing_else_is_served(auth: Auth, name: str) -> None:
    assert auth.get(f"/static/{Assets().digest}/{name}").status_code in {404, 308}


def test_every_file_that_is_asked_for_is_there() -> None:
    imported = {
        name for text in STATIC.values() for name in re.findall(r'from "\./([\w.]+)"', text)
    }
    sheets = re.search(r"for sheet in \(([^)]+)\)", TEMPLATES)
    assert sheets
    linked = {f"{name}.css" for name in re.findall(r'"(\w+)"', sheets[1])}
    named = set(re.findall(r"asset\('([\w.]+)'\)", TEMPLATES))
    asked_for = imported | linked | named
    assert asked_for == set(STATIC)


def test_every_icon_that_is_shown_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="(i-[\w-]+)"', TEMPLATES))
    shown = set(re.findall(r'"(i-[a-z]+)"', TEMPLATES))
    views = {"i-open", "i-waiting", "i-snoozed", "i-resolved", "i-spam"}
    reached = {f"i-{state}" for state in Reached}
    assert shown | views | reached <= drawn


def test_every_module_is_strict_about_what_it_puts_into_the_page() -> None:
    for name, text in STATIC.items():
        sink = r"innerHTML|outerHTML\s*=|insertAdjacent|document\.write|eval\("
        assert not re.search(sink, text), name
    policies = [name for name, text in STATIC.items() if "createPolicy" in text]
    assert policies == ["patch.js"]


def test_colours_are_named_in_one_place() -> None:
    for name, text in STATIC.items():
        if name.endswith(".css") and name not in {"tokens.css", "mail.css"}:
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|hsl", text), name


def test_everything_together_weighs_little() -> None:
    packed = sum(len(gzip.compress(text.encode())) for text in STATIC.values())
    assert packed < 60_000  # a page may weigh 100 kB with its own markup


class TestChannelIcons:
    DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M1 1"/></svg>'

    def test_a_channels_own_drawing_becomes_a_symbol(self) -> None:
        icons = ChannelIcons({"pigeon": f"<?xml version='1.0'?>\n{self.DRAWING}\n"})
        assert '<symbol id="channel-pigeon"' in icons.symbols
        assert '<path d="M1 1"/></symbol>' in icons.symbols
        assert icons.name("pigeon") == "channel-pigeon"

    def test_a_channel_without_one_gets_a_neutral_sign(self) -> None:
        assert ChannelIcons({}).name("smoke") == "i-channel"

    @pytest.mark.parametrize("broken", ["", "<png>", "<svg>"])
    def test_what_is_no_drawing_stops_the_start(self, broken: str) -> None:
        with pytest.raises(ValueError, match="pigeon"):
            ChannelIcons({"pigeon": broken})
