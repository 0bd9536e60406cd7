"""The page on which messages and people are looked up."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from inbox.conversations.search import follow, index
from inbox.people.agent import Role
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import Customers, configure_shop


@pytest.fixture(autouse=True)
def said(world, customers: Customers, auth: Auth) -> None:
    configure_shop(world, automation=False)
    customers.write(
        "Wo ist mein <b>Paket</b>?", **{"from": "anna@example.de", "name": "Anna Schmidt"}
    )
    world.clock.advance(minutes=1)
    customers.write("Das Paket ist da, danke!", **{"from": "jo@example.de", "name": "Jo"})
    follow.keep_up(world.database, seconds=30)
    auth.sign_in()


def results(text: str) -> list[str]:
    return re.findall(r'class="hit-name"><bdi>([^<]*)', text)


def test_messages_are_found_marked_and_escaped(auth: Auth) -> None:
    text = auth.get("/search?q=Pakete").text
    assert results(text) == ["Jo", "Anna Schmidt"]
    assert text.count("<mark>Paket</mark>") == 2
    assert "&lt;b&gt;<mark>" in text


def test_a_hit_leads_to_its_place_in_the_thread(auth: Auth) -> None:
    text = auth.get("/search?q=danke").text
    [address] = re.findall(r'class="hit" href="([^"]+)"', text)
    path, _, anchor = address.replace("&amp;", "&").partition("#")
    assert f'id="{anchor}"' in auth.get(path).text


def test_people_are_shown_first_and_lead_to_themselves(auth: Auth) -> None:
    text = auth.get("/search?q=schmidt").text
    [address] = re.findall(r'href="(/customers/[0-9a-f]{32})"', text)
    assert auth.get(address, follow_redirects=True).status_code == 200


@only_sqlite
def test_nothing_found_says_what_helps(auth: Auth) -> None:
    assert "Nothing found." in auth.get("/search?q=gibtesnicht").text
    assert "exact phrases" in auth.get("/search").text


@only_sqlite
@pytest.mark.parametrize(
    "address",
    [
        "/search?q=paket&since=nonsense&until=9999-12-31&before=x",
        "/search?q=" + "a" * 2000,
        "/search?q=%00%22%27*&agent=nobody&label=none&channel=none",
        "/search?q=paket&since=0001-01-01&before=99999999999999999999",
    ],
)
def test_nonsense_in_the_address_is_no_error(auth: Auth, address: str) -> None:
    assert auth.get(address).status_code == 200


@only_sqlite
def test_a_day_is_a_day_of_the_shop_and_both_ends_count(auth: Auth) -> None:
    assert len(results(auth.get("/search?q=paket&since=2026-11-24&until=2026-11-24").text)) == 2
    assert results(auth.get("/search?q=paket&since=2026-11-25").text) == []
    assert results(auth.get("/search?q=paket&until=2026-11-23").text) == []


@only_sqlite
def test_older_results_keep_the_question(world, customers: Customers, auth: Auth) -> None:
    for n in range(31):
        customers.write("Noch ein Paket", **{"from": f"n{n}@example.de"})
        world.clock.advance(minutes=1)
    follow.keep_up(world.database, seconds=30)
    first = auth.get("/search?q=paket&until=2026-11-30").text
    [further] = re.findall(r'rel="next" href="([^"]+)"', first)
    assert "until=2026-11-30" in further
    second = auth.get(further.replace("&amp;", "&")).text
    assert results(second)[-1] == "Anna Schmidt"
    assert len(results(first)) == 30
    assert 'rel="next"' not in second


@only_sqlite
def test_who_may_not_read_messages_may_not_search_them(world, app: Flask) -> None:
    pat = Auth(world, app.test_client())
    pat.sign_in("Pat", Role.PRIVACY)
    assert pat.get("/search?q=paket").status_code == 403


@only_sqlite
def test_an_index_that_is_not_whole_says_so(world, auth: Auth) -> None:
    with world.database.transaction() as session:
        index.empty(session)
    assert "index is being built" in auth.get("/search?q=paket").text
