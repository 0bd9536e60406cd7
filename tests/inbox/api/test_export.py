"""A full copy: everybody's customers, conversations and messages, each once, page by page."""

from __future__ import annotations

import pytest

from inbox.people.token import Scope
from tests.inbox.api.case import Crm, change_customer, customer_of, note
from tests.shop import configure_shop


@pytest.fixture(autouse=True)
def quiet(world) -> None:
    configure_shop(world, automation=False)


def test_everybodys_messages_come_once_in_the_order_in_which_they_came(world, crm, chat, mail):
    for number in range(4):
        chat.write(f"chat {number}")
        mail.write(f"mail {number}")
    walked = crm.walk("/messages?limit=3")
    told = [one["text"] for one in walked]
    assert told == [f"{kind} {n}" for n in range(4) for kind in ("chat", "mail")]
    assert {one["id"]: one for one in walked} == {
        one["id"]: one
        for account in (chat, mail)
        for one in crm.walk(f"/customers/{customer_of(world, account.account_id)}/messages")
    }


def test_what_comes_meanwhile_is_at_the_end(crm, chat):
    for number in range(3):
        chat.write(f"{number}")
    first = crm.get("/messages?limit=2")
    chat.write("late")
    rest = crm.get(f"/messages?limit=9&cursor={first['next_cursor']}")
    assert [one["text"] for one in first["data"] + rest["data"]] == ["0", "1", "2", "late"]
    assert rest["next_cursor"] is None


def test_an_export_can_be_narrowed(crm, chat, mail, clock):
    chat.write("old")
    clock.advance(hours=1)
    chat.write("new")
    mail.write("mail")
    for query, texts in (
        ("since=2026-11-24T11:30:00Z", ["new", "mail"]),
        ("channel=parchment", ["mail"]),
        ("direction=out", []),
        ("since=2026-11-24T12:30:00%2B01:00&channel=pigeon&direction=in", ["new"]),
    ):
        assert [one["text"] for one in crm.walk(f"/messages?{query}")] == texts, query


def test_everybody_is_listed_and_every_conversation(world, crm, chat, mail):
    for number in range(3):
        mail.write(f"{number}", subject=f"Thema {number}", **{"from": f"a{number}@example.org"})
    chat.write()
    customers = crm.walk("/customers?limit=2")
    assert len({one["id"] for one in customers}) == 4
    conversations = crm.walk("/conversations?limit=2&order=asc")
    assert [one["subject"] for one in conversations] == ["Thema 0", "Thema 1", "Thema 2", None]
    assert {one["customer_id"] for one in conversations} == {one["id"] for one in customers}


@pytest.mark.parametrize("state", ["restricted_at", "erasing_at"])
def test_who_is_restricted_or_being_erased_is_in_no_list(world, crm, chat, mail, clock, state):
    chat.write()
    mail.write()
    gone = customer_of(world, chat.account_id)
    change_customer(world, gone, **{state: clock.now})
    for path in ("/customers", "/conversations", "/messages"):
        left = {one.get("customer_id", one["id"]) for one in crm.walk(path)}
        assert left == {customer_of(world, mail.account_id)}, path


def test_who_was_merged_is_listed_once(world, crm, chat, mail):
    chat.write()
    mail.write()
    stays = customer_of(world, mail.account_id)
    change_customer(world, customer_of(world, chat.account_id), merged_into=stays)
    assert [one["id"] for one in crm.walk("/customers")] == [stays]


def test_notes_are_in_the_export_of_who_may_read_them(world, crm, chat):
    chat.write()
    note(world, "Kulanz")
    assert "Kulanz" in str(crm.walk("/messages"))
    modest = Crm(world, may=(Scope.HISTORY_READ,))
    assert "Kulanz" not in str(modest.walk("/messages"))
    assert modest.refused("/messages?direction=note")[0] == 403
