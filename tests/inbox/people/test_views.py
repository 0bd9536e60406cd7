"""Saved views: whose they are, who sees them, and who may take them away."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from inbox.conversations.selection import Order, Selection, View
from inbox.people import agent as agents
from inbox.people import views
from inbox.people.agent import Agent, Role
from inbox.people.views import BadView
from inbox.world import World
from tests.conftest import NOON

LONGEST = Selection(View.UNASSIGNED, order=Order.LONGEST)


def add(session: Session, name: str, role: Role = Role.AGENT) -> Agent:
    return agents.add(
        session, name=name, email=f"{name}@shop.example", password="long enough it is",
        role=role, now=NOON,
    )  # fmt: skip


def save(session: Session, agent: Agent, name: str, *, is_shared: bool = False) -> views.SavedView:
    return views.save(session, agent, name, LONGEST, is_shared=is_shared, now=NOON)


def test_a_view_is_seen_by_its_agent_and_a_shared_one_by_everybody(world: World) -> None:
    with world.database.transaction() as session:
        kim, alex = add(session, "kim"), add(session, "alex")
        save(session, kim, "Zuerst")
        save(session, kim, "alle", is_shared=True)
        assert [view.name for view in views.seen_by(session, kim.id)] == ["alle", "Zuerst"]
        assert [view.name for view in views.seen_by(session, alex.id)] == ["alle"]
        assert Selection.read(views.seen_by(session, alex.id)[0].selection) == LONGEST


def test_the_same_name_again_is_the_same_view(world: World) -> None:
    with world.database.transaction() as session:
        kim = add(session, "kim")
        first = save(session, kim, "Zuerst")
        again = views.save(session, kim, "  zuerst ", Selection(), is_shared=True, now=NOON)
        assert (again.id, again.selection, again.is_shared) == (first.id, "open", True)


def test_a_name_is_needed_and_there_is_an_end_to_views(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    with world.database.transaction() as session:
        kim, alex = add(session, "kim"), add(session, "alex")
        for name in (" ", "x" * 41):
            with pytest.raises(BadView, match="NAME"):
                save(session, kim, name)
        save(session, kim, "eins")
        save(session, kim, "zwei")
        with pytest.raises(BadView, match="TOO_MANY"):
            save(session, kim, "drei")
        save(session, kim, "eins")
        save(session, alex, "eins")


def test_only_who_saved_a_view_removes_it_or_an_administrator_a_shared_one(world: World) -> None:
    with world.database.transaction() as session:
        kim, alex, admin = (
            add(session, "kim"),
            add(session, "alex"),
            add(session, "ada", Role.ADMIN),
        )
        own, shared = save(session, kim, "eigene"), save(session, kim, "alle", is_shared=True)
        assert [views.may_remove(own, one) for one in (kim, alex, admin)] == [True, False, False]
        assert [views.may_remove(shared, one) for one in (kim, alex, admin)] == [True, False, True]
        views.remove(session, shared)
        assert [view.name for view in views.seen_by(session, kim.id)] == ["eigene"]
