"""The list as a page: what a line says, what hostile words cannot do, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox.accounts import open as account_opening
from inbox.conversations import states
from inbox.conversations.activity import KONTOR
from inbox.conversations.conversation import Conversation, Status
from inbox.people.agent import Role
from inbox.world import World
from tests.conftest import Clock
from tests.inbox.web.conftest import Auth
from tests.inbox.web.counting import counted
from tests.pigeon import request
from tests.shop import Customers, open_account, the_only

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e\u2066 &lt;'


def line(page: str, name: str) -> str:
    """The text of one line, without its tags."""
    rows = page.split('<li id="c-')[1:]
    row = next(row for row in rows if name in row).split("</li>")[0].partition(">")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def crowd(customers: Customers, size: int) -> None:
    """So many more customers write, a second apart and in one request."""
    now = customers.world.clock().timestamp()
    customers.arrive(
        request(
            *(
                {"id": f"{size}-{n}", "from": f"guest{size}-{n}", "name": f"Guest {n:02}",
                 "text": "Hallo", "at": now - size + n}
                for n in range(size)
            )
        )
    )  # fmt: skip


def test_a_line_says_who_how_long_and_how_much_is_new(
    auth: Auth, customers: Customers, clock: Clock
) -> None:
    customers.write("Wo ist mein Paket?", name="Anna")
    customers.write("Hallo?", name="Anna")
    customers.send_all()
    auth.sign_in()
    clock.advance(minutes=42)
    said = line(auth.get("/?view=open").text, "Anna")
    assert said.startswith("shop Anna 12:00")
    assert "2 new waiting 42 min" in said


def test_a_line_warns_while_the_reply_window_runs_out(
    auth: Auth, customers: Customers, clock: Clock
) -> None:
    customers.write(name="Anna")
    clock.advance(hours=19)
    auth.sign_in()
    assert "window 5 h left" in line(auth.get("/?view=open").text, "Anna")
    clock.advance(hours=6)
    auth.enter("kim@shop.example")
    assert "window closed" in line(auth.get("/?view=open").text, "Anna")


def test_names_and_words_from_outside_are_only_text(auth: Auth, customers: Customers) -> None:
    letters = Customers(auth.world, open_account(auth.world, "parchment", HOSTILE))
    letters.write(HOSTILE, name=HOSTILE, subject=HOSTILE, **{"from": HOSTILE})
    auth.sign_in(role=Role.ADMIN)
    for path in ("/?view=open", "/settings/accounts", auth.find("alert(1)")):
        page = auth.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "&lt;script&gt;alert(1)" in page, path
        assert "\u202e" not in page, path


def test_a_name_of_ten_thousand_characters_is_cut(auth: Auth, customers: Customers) -> None:
    customers.write("kurz", name="W" * 10_000, **{"from": "A" * 9_000})
    auth.sign_in()
    page = auth.get("/?view=open").text
    assert "W" * 119 + "…" in page
    assert "W" * 121 not in page
    assert len(auth.get(auth.find("WWW")).text) < 40_000


def test_the_start_page_shows_where_the_work_is(
    auth: Auth, world: World, customers: Customers
) -> None:
    agent_id = auth.sign_in()
    assert "<h1" in auth.get("/").text
    assert ">All open</h1>" in auth.get("/").text
    customers.write(name="Anna")
    assert ">Unassigned</h1>" in auth.get("/").text
    with world.database.transaction() as session:
        conversation = session.scalars(select(Conversation)).one()
        states.assign(session, conversation, agent_id, by=KONTOR, now=world.clock())
    assert ">Mine</h1>" in auth.get("/").text


def test_an_empty_inbox_says_what_to_do(auth: Auth, customers: Customers) -> None:
    auth.sign_in("Kim", Role.ADMIN)
    page = auth.get("/").text
    assert "No messages yet" in page
    assert 'href="/settings/accounts"' in page
    customers.write(name="Anna")
    assert "No messages yet" not in auth.get("/?view=spam").text
    assert "No spam" in auth.get("/?view=spam").text


def test_an_address_that_was_made_up_is_a_page_all_the_same(
    auth: Auth, customers: Customers
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    for query in ("view=nonsense", "before=1-", "before=%00", "shown=-1", "selected=x"):
        for path in ("/", "/fragments/list"):
            answer = auth.get(f"{path}?{query}")
            assert answer.status_code == 200
            assert "Anna" in answer.text


def test_older_conversations_are_a_page_further(auth: Auth, customers: Customers) -> None:
    crowd(customers, 43)
    auth.sign_in()
    first = auth.get("/?view=open").text
    link = re.search(r'data-more href="([^"]+)"', first)
    assert link
    second = auth.get(link[1].replace("&amp;", "&")).text
    assert first.count('<li id="c-') == 40
    assert [f"Guest {n:02}" in second for n in (2, 1, 0)] == [True] * 3
    assert second.count('<li id="c-') == 3
    assert "Guest 03" not in second


def test_what_is_open_beside_the_list_stays_in_it(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    address = auth.find("Anna")
    auth.post(f"{address}/resolve", view="open")
    page = auth.get(f"{address}?view=open").text
    assert 'is-elsewhere"' in page
    assert "Resolved" in line(page, "Anna")
    assert "Anna" not in auth.get("/?view=open").text


def test_german_and_english_say_the_same_in_their_own_words(
    auth: Auth, customers: Customers, clock: Clock
) -> None:
    customers.write(name="Anna")
    auth.sign_in(language="de")
    clock.advance(hours=3)
    said = line(auth.get("/?view=open").text, "Anna")
    assert "1 neu wartet 3 Std." in said


def test_the_page_costs_the_same_number_of_queries_whatever_it_holds(
    auth: Auth, world: World, customers: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_opening, "_TRUSTED_SECONDS", 3600.0)  # looked at by the second
    auth.sign_in()
    costs = []
    for size in (5, 30):
        crowd(customers, size)
        world.database._lent["keyring"].forget()
        auth.get("/?view=open")  # the accounts are open now
        world.database._lent["keyring"].forget()
        with counted(world) as queries:
            page = auth.get("/?view=open").text
        costs.append((page.count('<li id="c-'), len(queries)))
    assert [rows for rows, _ in costs] == [5, 35]
    assert costs[0][1] == costs[1][1] <= 16


def test_a_conversation_is_read_when_it_is_opened_but_not_when_it_is_fetched_ahead(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    address = f"/conversations/{the_only(world, Conversation).id}"
    auth.get(address, headers={"Sec-Purpose": "prefetch;prerender"})
    assert the_only(world, Conversation).unread == 1
    auth.get(address)
    assert the_only(world, Conversation).unread == 0
    customers.write("Noch etwas", name="Anna")
    auth.post(f"{address}/read")
    assert the_only(world, Conversation).unread == 0


def test_every_state_can_be_opened_in_both_languages(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    auth.get("/me")
    for status in Status:
        with world.database.transaction() as session:
            conversation = session.scalars(select(Conversation)).one()
            conversation.status = status
            conversation.snoozed_until = world.clock() + timedelta(hours=1)
        for language in ("de", "en"):
            auth.post("/me/look", language=language)
            assert auth.get(f"/conversations/{conversation.id}").status_code == 200
            assert auth.get(f"/?view={status}").status_code == 200


def rows_of(page: str) -> list[str]:
    return re.findall(r'<li id="c-(\w+)"', page)


def test_a_list_is_fetched_down_to_where_it_was_seen_and_then_some_more(
    auth: Auth, customers: Customers, clock: Clock
) -> None:
    auth.sign_in()
    crowd(customers, 90)
    first = auth.get("/?view=open").text
    until = first.split('data-until="')[1].split('"')[0]
    assert len(rows_of(first)) == 40
    clock.advance(minutes=1)
    customers.write("Ich bin neu", name="Neu", **{"from": "new"})
    again = rows_of(auth.get(f"/fragments/list?view=open&until={until}").text)
    assert again[1:] == rows_of(first)
    more = auth.get(f"/fragments/list?view=open&until={until}&more=").text
    assert rows_of(more)[:41] == again
    assert len(rows_of(more)) == 81
    assert "data-more" in more
    until = more.split('data-until="')[1].split('"')[0]
    everything = auth.get(f"/fragments/list?view=open&until={until}&more=").text
    assert len(rows_of(everything)) == len(set(rows_of(everything))) == 91
    assert "data-more" not in everything
