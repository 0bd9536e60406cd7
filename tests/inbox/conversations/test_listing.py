"""The list of conversations: its views, its pages, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox import sealing
from inbox.conversations import labels, listing, states
from inbox.conversations.activity import KONTOR
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.keyset import Position
from inbox.conversations.selection import Only, Order, Selection, View
from inbox.people import agent as agents
from inbox.people.agent import Role
from inbox.world import World
from tests.conftest import NOON, Clock
from tests.inbox.web.counting import counted
from tests.pigeon import request
from tests.shop import Customers, open_account


@pytest.fixture
def customers(world: World) -> Customers:
    return Customers(world, open_account(world))


@pytest.fixture
def kim(world: World) -> str:
    with world.database.transaction() as session:
        return agents.add(
            session, name="Kim", email="kim@shop.example", password="long enough it is",
            role=Role.AGENT, now=NOON,
        ).id  # fmt: skip


def shown(world: World, view: View, agent_id: str, limit: int = 10) -> list[str | None]:
    with world.database.reading() as session:
        found = listing.page(session, Selection(view), agent_id=agent_id, limit=limit)
        return [row.name for row in found.rows]


def change(world: World, number: int, **values: object) -> None:
    """Alter the conversation that was opened as the `number`th."""
    with world.database.transaction() as session:
        rows = session.scalars(select(Conversation).order_by(Conversation.opened_at)).all()
        for name, value in values.items():
            setattr(rows[number], name, value)


def write_as(customers: Customers, clock: Clock, *names: str) -> None:
    for name in names:
        clock.advance(minutes=1)
        customers.write(f"Hier ist {name}", **{"from": name.lower(), "name": name})


def test_a_view_shows_the_newest_first(
    world: World, customers: Customers, clock: Clock, kim: str
) -> None:
    write_as(customers, clock, "Anna", "Bela", "Cem")
    assert shown(world, View.OPEN, kim) == ["Cem", "Bela", "Anna"]


def test_every_conversation_is_in_the_views_of_its_state(
    world: World, customers: Customers, clock: Clock, kim: str
) -> None:
    write_as(customers, clock, "Anna", "Bela", "Cem", "Dana", "Emil", "Fred")
    change(world, 0, assignee_id=kim)
    change(world, 1, machine_only=True)
    change(world, 2, machine_only=True)
    for number, status in enumerate((Status.WAITING, Status.SNOOZED, Status.RESOLVED), start=2):
        change(world, number, status=status)
    change(world, 5, status=Status.SPAM)
    found = {view: shown(world, view, kim) for view in View}
    assert found == {
        View.MINE: ["Anna"],
        View.UNASSIGNED: ["Bela"],
        View.OPEN: ["Bela", "Anna"],
        View.MACHINE: ["Bela"],
        View.WAITING: ["Cem"],
        View.SNOOZED: ["Dana"],
        View.RESOLVED: ["Emil"],
        View.SPAM: ["Fred"],
    }


def test_belongs_agrees_with_the_pages(
    world: World, customers: Customers, clock: Clock, kim: str
) -> None:
    write_as(customers, clock, "Anna", "Bela", "Cem")
    change(world, 0, assignee_id=kim)
    change(world, 1, status=Status.RESOLVED)
    with world.database.reading() as session:
        everything = session.scalars(select(Conversation)).all()
        for view in View:
            chosen = Selection(view)
            rows = listing.page(session, chosen, agent_id=kim, limit=10).rows
            listed = {row.conversation.id for row in rows}
            belonging = {
                one.id
                for one in everything
                if listing.belongs(session, one.id, chosen, agent_id=kim)
            }
            assert belonging == listed, view


def test_pages_join_without_gap_or_overlap_even_within_one_moment(
    world: World, customers: Customers, clock: Clock, kim: str
) -> None:
    write_as(customers, clock, *(f"Person{number:02}" for number in range(7)))
    with world.database.transaction() as session:
        for row in session.scalars(select(Conversation)):
            row.last_message_at = NOON
    seen, before = [], None
    with world.database.reading() as session:
        while True:
            found = listing.page(session, Selection(), agent_id=kim, limit=3, before=before)
            seen += [row.conversation.id for row in found.rows]
            before = found.further
            if before is None:
                break
            before = Position.read(str(before))
    assert len(seen) == len(set(seen)) == 7
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("text", ["", "-", "12", "x-1", "1-", "1-a b", "9" * 40 + "-a", "1-ä"])
def test_a_position_that_was_made_up_is_none(text: str) -> None:
    assert Position.read(text) is None


def test_counting_stops_at_a_hundred(
    world: World, customers: Customers, kim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "COUNTED_UP_TO", 2)
    for name in ("anna", "bela", "cem"):
        customers.write(**{"from": name})
    change(world, 0, assignee_id=kim)
    with world.database.reading() as session:
        found = listing.counts(session, agent_id=kim)
    asked = (View.MINE, View.UNASSIGNED, View.OPEN)
    assert [found[Selection(view)] for view in asked] == [1, 2, 2]
    assert Selection(View.SPAM) not in found


def test_a_page_costs_the_same_number_of_queries_whatever_it_holds(
    world: World, customers: Customers, kim: str
) -> None:
    costs = []
    for size in (5, 25):
        guests = [{"id": f"{size}-{n}", "from": f"guest{size}-{n}"} for n in range(size)]
        customers.arrive(request(*guests))
        sealing.Keyring.forget(world.database._lent["keyring"])
        with world.database.reading() as session, counted(world) as queries:
            rows = listing.page(session, Selection(), agent_id=kim, limit=50).rows
        costs.append((len(rows), len(queries)))
    assert costs == [(5, 3), (30, 3)]


def test_a_customer_without_name_goes_by_their_address(
    world: World, customers: Customers, kim: str
) -> None:
    customers.write(**{"from": "ECHOECHO"})
    assert shown(world, View.OPEN, kim) == ["ECHOECHO"]


def test_a_customer_whose_keys_are_destroyed_is_still_a_row(
    world: World, customers: Customers, kim: str
) -> None:
    customers.write(name="Anna")
    with world.database.transaction() as session:
        customer_id = session.scalars(select(Conversation.customer_id)).one()
        sealing.destroy(session, customer_id, now=NOON)
    with world.database.reading() as session:
        (row,) = listing.page(session, Selection(), agent_id=kim, limit=10).rows
    assert (row.name, row.preview, row.subject) == (None, None, None)


def test_a_snoozed_conversation_wakes_when_its_time_has_come(
    world: World, customers: Customers, clock: Clock, kim: str
) -> None:
    customers.write(name="Anna")
    with world.database.transaction() as session:
        conversation = session.scalars(select(Conversation)).one()
        states.snooze(session, conversation, until=NOON + timedelta(hours=3), by=KONTOR, now=NOON)
    assert shown(world, View.SNOOZED, kim) == ["Anna"]
    for hours, woken in ((2, 0), (1, 1), (1, 0)):
        with world.database.transaction() as session:
            assert states.wake(session, now=clock.advance(hours=hours)) == woken
    assert shown(world, View.OPEN, kim) == ["Anna"]


def test_who_waits_longest_comes_first_and_who_is_owed_nothing_last(
    world: World, customers: Customers, clock: Clock, kim: str
) -> None:
    write_as(customers, clock, "Anna", "Bela", "Cem", "Dana", "Emil")
    change(world, 1, waiting_since=None)
    change(world, 3, waiting_since=None)
    longest = Selection(order=Order.LONGEST)
    seen, before = [], None
    with world.database.reading() as session:
        while True:
            found = listing.page(session, longest, agent_id=kim, limit=2, before=before)
            seen += [row.name for row in found.rows]
            if found.further is None:
                break
            before = Position.read(str(found.further))
    assert seen == ["Anna", "Cem", "Emil", "Dana", "Bela"]


@pytest.mark.parametrize("order", Order)
def test_a_list_that_was_scrolled_down_is_as_long_as_before_although_rows_moved(
    world: World, customers: Customers, clock: Clock, kim: str, order: Order
) -> None:
    write_as(customers, clock, "Anna", "Bela", "Cem", "Dana", "Emil")
    chosen = Selection(order=order)
    with world.database.reading() as session:
        seen = listing.page(session, chosen, agent_id=kim, limit=3)
    moved = seen.rows[0].name
    write_as(customers, clock, "Fred")
    with world.database.reading() as session:
        again = listing.page(session, chosen, agent_id=kim, limit=400, until=seen.end)
    names = [row.name for row in again.rows]
    assert names[-3:] == [row.name for row in seen.rows]
    assert names[0] == ("Fred" if order is Order.NEWEST else moved)
    assert again.end == seen.end
    assert again.further == seen.end


def test_a_list_is_narrowed_down_by_everything_at_once(
    world: World, customers: Customers, clock: Clock, kim: str
) -> None:
    write_as(customers, clock, "Anna", "Bela", "Cem")
    change(world, 0, urgent=True, assignee_id=kim)
    change(world, 1, urgent=True)
    with world.database.transaction() as session:
        label = labels.create(session, "VIP", labels.Colour.RED)
        for row in session.scalars(select(Conversation)):
            labels.put_on(session, row, label, by=KONTOR, now=NOON)
        label_id = label.id
    chosen = Selection(
        label=label_id, account=customers.account_id, assignee=kim, only=frozenset({Only.URGENT})
    )
    with world.database.reading() as session:
        (row,) = listing.page(session, chosen, agent_id=kim, limit=9).rows
        assert listing.counts(session, agent_id=kim, also=[chosen])[chosen] == 1
        nobody = replace(chosen, team="0" * 32)
        assert listing.page(session, nobody, agent_id=kim, limit=9).rows == []
    assert row.name == "Anna"
    assert [one.name for one in row.labels] == ["VIP"]
