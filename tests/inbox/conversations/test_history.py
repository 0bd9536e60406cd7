"""The history is read by keys that never change, and without whoever must not be read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.channel import Alias, AliasKind
from inbox.conversations import history
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.history import Order, Wanted
from inbox.conversations.keyset import Position
from inbox.conversations.message import Direction, Message, content_of
from tests.shop import Customers, configure_shop, open_account, rows

PHONE = Alias(AliasKind.PHONE, "4915112345678")


@pytest.fixture
def chat(world) -> Customers:
    configure_shop(world, automation=False)
    return Customers(world, open_account(world))


@pytest.fixture
def other(world) -> Customers:
    return Customers(world, open_account(world, "parchment", "mail"))


def test_a_place_lies_between_two_messages_of_one_moment(world, chat):
    for number in range(4):
        chat.write(f"{number}")
    found = _read(world, Wanted(order=Order.OLDEST_FIRST))
    assert [row.id for row in found] == sorted(row.id for row in found)
    for index, row in enumerate(found):
        place = Position(row.at, row.id)
        later = _read(world, Wanted(order=Order.OLDEST_FIRST), after=place)
        earlier = _read(world, Wanted(), after=place)
        assert [one.id for one in later] == [one.id for one in found[index + 1 :]]
        assert [one.id for one in earlier] == [one.id for one in found[:index][::-1]]


def test_a_place_is_exact_to_the_microsecond(world, chat, clock):
    for _message in range(3):
        chat.write()
        clock.advance(microseconds=1)
    newest, middle, oldest = _read(world, Wanted())
    assert newest.at - oldest.at == timedelta(microseconds=2)
    assert [row.id for row in _read(world, Wanted(), after=Position(middle.at, middle.id))] == [
        oldest.id
    ]


def test_only_what_is_wanted_is_read(world, chat, clock):
    chat.write("eins")
    clock.advance(seconds=1)
    chat.write("zwei")
    assert _read(world, Wanted(directions=[Direction.OUT, Direction.NOTE])) == []
    assert _read(world, Wanted(channel="parchment")) == []
    assert _words(world, _read(world, Wanted(channel="pigeon"))) == ["zwei", "eins"]
    assert _words(world, _read(world, Wanted(since=clock.now))) == ["zwei"]
    assert _words(world, _read(world, Wanted(directions=[Direction.IN]), limit=1)) == ["zwei"]


def test_a_number_is_found_on_every_account(world, chat, other):
    chat.write(**{"from": "anna", "aliases": [["phone", PHONE.value]]})
    other.write(**{"from": PHONE.value})
    with world.database.reading() as session:
        found = history.by_alias(session, PHONE)
        assert found == {row.customer_id for row in rows(world, Identity)}
        assert history.by_alias(session, Alias(AliasKind.EMAIL, "anna@example.org")) == set()


def test_an_address_is_found_on_accounts_of_its_kind_only(world, chat, other):
    chat.write(**{"from": "anna"})
    other.write(**{"from": "anna"})
    with world.database.reading() as session:
        by_chat = history.by_address(session, "pigeon", ["anna"])
        by_mail = history.by_address(session, "parchment", ["anna"])
        assert by_chat | by_mail == {row.id for row in rows(world, Customer)}
        assert not by_chat & by_mail
        assert history.by_address(session, "nothing", ["anna"]) == set()


def test_a_row_of_merges_leads_to_the_last(world, chat):
    for name in ("anna", "bert", "cleo"):
        chat.write(**{"from": name})
    first, second, third = sorted(row.id for row in rows(world, Customer))
    _change(world, first, merged_into=second)
    _change(world, second, merged_into=third)
    with world.database.reading() as session:
        assert history.customer(session, first).id == third
        listed = history.customers(session, [first, second, third], after=None, limit=9)
        assert [row.id for row in listed] == [third]


@pytest.mark.parametrize("state", ["restricted_at", "erasing_at"])
def test_who_must_not_be_read_is_not_there_by_any_way(world, chat, clock, state):
    chat.write()
    row = rows(world, Message)[0]
    _change(world, row.customer_id, **{state: clock.now})
    with world.database.reading() as session:
        assert history.customer(session, row.customer_id) is None
        assert history.conversation(session, row.conversation_id) is None
        assert history.message(session, row.id, frozenset(Direction)) is None
        assert history.customers(session, [row.customer_id], after=None, limit=9) == []


def test_whoever_was_merged_into_somebody_restricted_is_not_there(world, chat, clock):
    chat.write(**{"from": "anna"})
    chat.write(**{"from": "bert"})
    old, new = sorted(row.id for row in rows(world, Customer))
    _change(world, old, merged_into=new)
    _change(world, new, restricted_at=clock.now)
    with world.database.reading() as session:
        assert history.customer(session, old) is None
        assert history.customers(session, [old], after=None, limit=9) == []


def _read(world, wanted, *, after=None, limit=50) -> list[Message]:
    customer_id = rows(world, Customer)[0].id
    with world.database.reading() as session:
        found = history.messages_of_customer(session, customer_id, wanted, after=after, limit=limit)
    return list(found)


def _words(world, found) -> list[str]:
    with world.database.reading() as session:
        return [content_of(session, row).text for row in found]


def _change(world, customer_id, **values) -> None:
    with world.database.transaction() as session:
        row = session.get_one(Customer, customer_id)
        for name, value in values.items():
            setattr(row, name, value)
