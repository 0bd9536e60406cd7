"""Whoever reads a customer's data through the API is noted as a recipient, once a day."""

from __future__ import annotations

from inbox.people.pull import CustomerPull, pulls_of
from inbox.people.token import Scope
from tests.inbox.api.case import Crm, customer_of, queries, the_customer
from tests.shop import rows


def test_every_kind_of_reading_is_noted(world, crm, chat):
    chat.write()
    customer = the_customer(world)
    crm.get(f"/customers/{customer}")
    assert _noted(world) == {(customer, "profile")}
    crm.get(f"/customers/{customer}/conversations")
    crm.get(f"/customers/{customer}/messages")
    assert _noted(world) == {(customer, what) for what in ("profile", "conversations", "messages")}


def test_a_list_notes_everybody_on_it_and_nobody_else(world, crm, chat, mail):
    chat.write()
    mail.write()
    crm.get("/customers?limit=1")
    first = customer_of(world, chat.account_id)
    assert _noted(world) == {(first, "profile")}
    crm.get("/messages")
    second = customer_of(world, mail.account_id)
    assert _noted(world) == {(first, "profile"), (first, "messages"), (second, "messages")}


def test_a_change_that_shows_the_customer_is_a_reading_too(world, chat):
    chat.write()
    customer = the_customer(world)
    writer = Crm(world, may=(Scope.CUSTOMERS_WRITE,))
    for _twice in range(2):
        assert writer.send(f"/customers/{customer}", {}, method="PATCH").status_code == 200
    assert _noted(world) == {(customer, "profile")}


def test_the_feed_and_what_is_not_found_note_nobody(world, crm, chat):
    chat.write()
    crm.get("/changes")
    crm.refused(f"/customers/{'0' * 32}")
    assert _noted(world) == set()


def test_reading_again_on_the_same_day_writes_nothing(world, crm, chat, clock):
    chat.write()
    path = f"/customers/{the_customer(world)}"
    crm.get(path)
    with queries(world) as asked:
        crm.get(path)
    assert not [statement for statement, _ in asked if statement.startswith("INSERT")]
    clock.advance(days=1)
    crm.get(path)
    assert len({row.day for row in rows(world, CustomerPull)}) == 2


def test_two_processes_note_the_same_reading_once(world, crm, chat):
    chat.write()
    other = Crm(world)
    other.token = crm.token
    for one in (crm, other):
        one.get(f"/customers/{the_customer(world)}")
    assert len(rows(world, CustomerPull)) == 1


def test_the_customer_can_be_told_who_read_and_when(world, crm, chat):
    chat.write()
    customer = the_customer(world)
    crm.get(f"/customers/{customer}/messages")
    with world.database.reading() as session:
        [(pull, token)] = pulls_of(session, [customer])
    assert (token.name, pull.what, str(pull.day)) == ("CRM", "messages", "2026-11-24")


def _noted(world) -> set[tuple[str, str]]:
    return {(row.customer_id, row.what) for row in rows(world, CustomerPull)}
