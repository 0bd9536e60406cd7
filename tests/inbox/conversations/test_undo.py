"""Who did what with a conversation is recorded, and undone while nothing has happened since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.conversations import labels, states
from inbox.conversations.activity import KONTOR, Activity, Deed, Did
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.labels import BadLabel, Colour, ConversationLabel, Known, Label
from inbox.conversations.undo import UNDOABLE_FOR, undo
from inbox.people import agent as agents
from inbox.people.agent import Role, Team
from inbox.world import World
from tests.conftest import NOON, Clock
from tests.shop import Customers, open_account, rows, the_only

Verb = Callable[[Session, Conversation, Deed], None]
# As the pages give it: in the zone of the shop.
TOMORROW = (NOON + timedelta(days=1)).astimezone(ZoneInfo("Europe/Berlin"))


@pytest.fixture
def customers(world: World) -> Customers:
    customers = Customers(world, open_account(world))
    customers.write("Hallo")
    return customers


@pytest.fixture
def kim(world: World) -> str:
    return add_agent(world, "Kim")


def add_agent(world: World, name: str) -> str:
    with world.database.transaction() as session:
        return agents.add(
            session, name=name, email=f"{name.lower()}@shop.example",
            password="long enough it is", role=Role.AGENT, now=NOON,
        ).id  # fmt: skip


def act(world: World, by: Deed, verb: Verb) -> None:
    with world.database.transaction() as session:
        for one in session.scalars(select(Conversation.id)).all():
            verb(session, states.hold(session, one), by)


def take_back(world: World, deed: Deed, agent_id: str, *, later: int = 10) -> int:
    with world.database.transaction() as session:
        now = NOON + timedelta(seconds=later)
        return undo(session, deed.id or "", agent_id=agent_id, now=now)


def seen(world: World) -> tuple[object, ...]:
    one = the_only(world, Conversation)
    put_on = {row.label_id for row in rows(world, ConversationLabel)}
    return (
        *(one.status, one.assignee_id, one.team_id, one.snoozed_until, one.resolved_at),
        *(one.opened_at, one.waiting_since, one.unread, put_on),
    )


def resolve(session: Session, one: Conversation, by: Deed) -> None:
    states.resolve(session, one, by=by, now=NOON)


def snooze(session: Session, one: Conversation, by: Deed) -> None:
    states.snooze(session, one, until=TOMORROW, by=by, now=NOON)


def spam(session: Session, one: Conversation, by: Deed) -> None:
    states.mark_spam(session, one, by=by, now=NOON)


def take(session: Session, one: Conversation, by: Deed) -> None:
    states.assign(session, one, by.agent_id, by=by, now=NOON)


def label(session: Session, one: Conversation, by: Deed) -> None:
    labels.put_on(session, one, labels.create(session, "Retoure", Colour.BLUE), by=by, now=NOON)


VERBS = [
    (resolve, Did.RESOLVED),
    (snooze, Did.SNOOZED),
    (spam, Did.SPAM),
    (take, Did.ASSIGNED),
    (label, Did.LABELLED),
]


@pytest.mark.parametrize(("verb", "did"), VERBS)
def test_every_verb_says_who_did_it_and_can_be_undone(
    world: World, customers: Customers, kim: str, verb: Verb, did: Did
) -> None:
    before, deed = seen(world), Deed(kim)
    act(world, deed, verb)
    assert seen(world) != before
    row: Activity = the_only(world, Activity)
    assert (row.did, row.agent_id, row.at) == (did, kim, NOON)
    assert take_back(world, deed, kim) == 1
    assert seen(world) == before
    assert rows(world, Activity) == []
    assert take_back(world, deed, kim) == 0


def test_a_label_that_was_taken_off_comes_back(
    world: World, customers: Customers, kim: str
) -> None:
    act(world, KONTOR, label)
    before, deed = seen(world), Deed(kim)

    def off(session: Session, one: Conversation, by: Deed) -> None:
        labels.take_off(session, one, session.scalars(select(Label)).one(), by=by, now=NOON)

    act(world, deed, off)
    act(world, deed, off)  # it is gone already
    assert rows(world, ConversationLabel) == []
    assert take_back(world, deed, kim) == 1
    assert seen(world) == before


def test_many_conversations_are_undone_as_one_deed(
    world: World, customers: Customers, kim: str
) -> None:
    customers.write("Auch da", **{"from": "bela"})
    deed = Deed(kim)
    act(world, deed, resolve)
    assert take_back(world, deed, kim) == 2
    assert {one.status for one in rows(world, Conversation)} == {Status.OPEN}


def test_what_has_gone_on_since_is_left_alone(
    world: World, customers: Customers, kim: str, clock: Clock
) -> None:
    deed = Deed(kim)
    act(world, deed, resolve)
    clock.advance(seconds=5)
    customers.write("Moment noch")
    opened = seen(world)
    assert take_back(world, deed, kim) == 0
    assert seen(world) == opened
    assert len(rows(world, Activity)) == 1


def test_only_ones_own_fresh_deeds_can_be_undone(
    world: World, customers: Customers, kim: str
) -> None:
    deed, late = Deed(kim), int(UNDOABLE_FOR.total_seconds())
    act(world, deed, resolve)
    assert take_back(world, deed, add_agent(world, "Alex")) == 0
    assert take_back(world, deed, kim, later=late) == 0
    assert the_only(world, Conversation).status == Status.RESOLVED


def test_what_changes_nothing_is_not_recorded(world: World, customers: Customers, kim: str) -> None:
    act(world, KONTOR, take)  # nobody had it, nobody has it
    act(world, Deed(kim), resolve)
    act(world, Deed(kim), resolve)
    assert [row.did for row in rows(world, Activity)] == [Did.RESOLVED]


def test_who_leaves_gives_back_what_they_had(world: World, customers: Customers, kim: str) -> None:
    with world.database.transaction() as session:
        session.add(Team(id="t", name="Versand"))
    customers.write("Auch da", **{"from": "bela"})
    act(world, Deed(kim), take)
    with world.database.transaction() as session:
        first = session.scalars(select(Conversation).order_by(Conversation.id)).first()
        assert first is not None
        states.resolve(session, first, by=KONTOR, now=NOON)
    with world.database.transaction() as session:
        given = states.give_back(session, kim, team_id="t", by=KONTOR, now=NOON)
    assert given == 1
    resolved, open_one = rows(world, Conversation)
    assert (resolved.assignee_id, resolved.team_id) == (kim, None)
    assert (open_one.assignee_id, open_one.team_id) == (None, "t")


class TestLabels:
    def test_names_are_unlike_each_other_and_unlike_the_machines(self, world: World) -> None:
        with world.database.transaction() as session:
            assert labels.create(session, "  Retoure \n ", Colour.RED).name == "Retoure"
            for bad in ("retoure", "", " ", "x" * 41, Known.CONTRACT.lower()):
                with pytest.raises(BadLabel):
                    labels.create(session, bad, Colour.RED)

    def test_a_label_is_renamed_and_removed_from_everywhere(
        self, world: World, customers: Customers
    ) -> None:
        act(world, KONTOR, label)
        with world.database.transaction() as session:
            held = session.scalars(select(Label)).one()
            labels.change(session, held, name="Rückgabe", colour=Colour.GREEN)
        assert [(one.name, one.colour) for one in rows(world, Label)] == [("Rückgabe", "green")]
        with world.database.transaction() as session:
            labels.remove(session, session.scalars(select(Label)).one())
        assert rows(world, ConversationLabel) == rows(world, Label) == []

    def test_what_the_machine_sets_keeps_its_name_and_stays(self, world: World) -> None:
        with world.database.transaction() as session:
            known = labels.known_label(session, Known.CONTRACT)
            labels.change(session, known, name="Anders", colour=Colour.RED)
            assert (known.name, known.colour) == (Known.CONTRACT, Colour.RED)
            with pytest.raises(BadLabel):
                labels.remove(session, known)
