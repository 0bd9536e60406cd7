"""Many conversations at once, and the way back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox.conversations import labels
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.labels import Colour, ConversationLabel
from inbox.people import team as teams
from inbox.web.conversations import bulk
from inbox.world import World
from tests.conftest import NOON, Clock
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import Customers, rows


@pytest.fixture
def ids(auth: Auth, world: World, customers: Customers) -> list[str]:
    for name in ("Anna", "Bela", "Cem"):
        customers.write(name=name, **{"from": name})
    auth.sign_in()
    auth.get("/?view=open")
    return [row.id for row in rows(world, Conversation)]


def states(world: World) -> list[str]:
    return [row.status for row in rows(world, Conversation)]


def undo_address(page: str) -> str:
    return re.findall(r'action="(/undo/\w+)"', page)[0]


def test_many_are_resolved_and_brought_back_together(
    auth: Auth, world: World, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_AT_A_TIME", 2)
    answer = auth.post("/conversations/many/resolve", conversation=ids, view="open")
    assert (answer.status_code, answer.location) == (303, "/?view=open")
    assert states(world) == [Status.RESOLVED] * 3
    page = auth.get("/?view=open").text
    assert "3 conversations resolved." in page
    answer = auth.post(undo_address(page), back="/?view=mine")
    assert answer.location == "/?view=mine"
    assert "Undone." in auth.get("/?view=open").text
    assert states(world) == [Status.OPEN] * 3
    assert all(row.waiting_since and row.unread for row in rows(world, Conversation))


def test_only_what_was_picked_is_changed(auth: Auth, world: World, ids: list[str]) -> None:
    answer = auth.post("/conversations/many/spam", conversation=[ids[1]], selected=ids[0])
    assert answer.location == f"/conversations/{ids[0]}"
    assert states(world) == [Status.OPEN, Status.SPAM, Status.OPEN]
    assert "One conversation marked as spam." in auth.get("/?view=open").text


def test_assigned_handed_labelled_and_snoozed(auth: Auth, world: World, ids: list[str]) -> None:
    alex = auth.add("Alex")
    with world.database.transaction() as session:
        team = teams.add(session, name="Retouren", by=None, now=NOON).id
        label = labels.create(session, "VIP", Colour.RED).id
    auth.post("/conversations/many/assign", conversation=ids, agent=alex)
    assert {row.assignee_id for row in rows(world, Conversation)} == {alex}
    auth.post("/conversations/many/label", conversation=ids, label=label)
    assert len(rows(world, ConversationLabel)) == 3
    auth.post("/conversations/many/snooze", conversation=ids, until="at", at="2026-11-26T10:00")
    assert {row.snoozed_until for row in rows(world, Conversation)} == {
        NOON + timedelta(days=1, hours=22)
    }
    auth.post("/conversations/many/hand", conversation=ids, team=team)
    found = {(row.team_id, row.assignee_id) for row in rows(world, Conversation)}
    assert found == {(team, None)}
    page = auth.get("/?view=snoozed").text
    assert page.count('<span class="label label-red">') == 3
    assert page.count("Retouren") >= 3


def test_what_a_colleague_did_since_is_not_undone(auth: Auth, world: World, ids: list[str]) -> None:
    auth.post("/conversations/many/resolve", conversation=ids[:2])
    address = undo_address(auth.get("/?view=open").text)
    with world.database.transaction() as session:
        session.get_one(Conversation, ids[0]).status = Status.SPAM
    auth.post(address)
    assert states(world) == [Status.SPAM, Status.OPEN, Status.OPEN]


def test_a_deed_of_somebody_else_or_of_long_ago_is_not_undone(
    auth: Auth, world: World, ids: list[str], clock: Clock
) -> None:
    auth.post("/conversations/many/resolve", conversation=ids)
    address = undo_address(auth.get("/?view=open").text)
    clock.advance(minutes=3)
    auth.post(address)
    assert "Too late" in auth.get("/?view=open").text
    auth.post("/conversations/many/reopen", conversation=ids)
    address = undo_address(auth.get("/?view=open").text)
    auth.sign_in("Alex")
    auth.get("/?view=open")
    auth.post(address)
    assert states(world) == [Status.OPEN] * 3


@only_sqlite
def test_what_makes_no_sense_changes_nothing(auth: Auth, world: World, ids: list[str]) -> None:
    gone = "0" * 32
    auth.post("/conversations/many/resolve", conversation=[gone, "x", "' OR 1=1"])
    assert auth.post("/conversations/many/resolve").status_code == 303
    assert auth.post("/conversations/many/explode", conversation=ids).status_code == 404
    assert auth.post("/conversations/many/label", conversation=ids, label="x").status_code == 400
    assert auth.post("/conversations/many/hand", conversation=ids, team="").status_code == 400
    assert auth.post("/undo/nothing", back="https://elsewhere.example/").location == "/"
    assert states(world) == [Status.OPEN] * 3


def test_who_was_erased_meanwhile_is_left_out(auth: Auth, world: World, ids: list[str]) -> None:
    auth.post("/conversations/many/resolve", conversation=[*ids, "0" * 32])
    with world.database.reading() as session:
        found = session.scalars(select(Conversation.status)).all()
    assert set(found) == {Status.RESOLVED}
