"""What has served its purpose goes, with the key that opened it; work that is not done stays."""

from __future__ import annotations

import pytest

from inbox.channel import RawRequest
from inbox.intake.raw_event import Fate, RawEvent
from inbox.people import agent as agents
from inbox.people import invitation, signin
from inbox.people.agent import Role
from inbox.privacy.retention import purge
from inbox.sealing import DataKey
from tests.shop import Customers, open_account, rows, texts


@pytest.fixture
def shop(world):
    return Customers(world, open_account(world))


def day_keys(world):
    return [row for row in rows(world, DataKey) if row.owner.startswith("raw:")]


def test_raw_events_go_after_fourteen_days_with_the_key_of_their_day(world, shop, clock):
    shop.write("Hallo")
    clock.advance(days=13)
    purge(world)
    assert len(rows(world, RawEvent)) == 1
    clock.advance(days=3)
    assert purge(world) == 1
    assert rows(world, RawEvent) == []
    assert [key.wrapped for key in day_keys(world)] == [None]
    assert "Hallo" in texts(world)


def test_the_file_of_a_large_event_goes_with_it(world, shop, clock):
    shop.write("x" * 300_000)
    assert any(path.is_file() for path in world.store.folder.rglob("*"))
    clock.advance(days=16)
    purge(world)
    assert not any(path.is_file() for path in world.store.folder.rglob("*"))


def test_dead_letters_go_too(world, shop, clock):
    shop.arrive(RawRequest("POST", "/", {}, {}, b"{"))
    clock.advance(days=16)
    assert purge(world) == 1


def test_what_still_waits_stays_and_keeps_its_key(world, shop, clock):
    shop.write("Hallo")
    with world.database.transaction() as session:
        session.query(RawEvent).update({"fate": Fate.WAITING})
    clock.advance(days=30)
    assert purge(world) == 0
    assert all(key.wrapped is not None for key in day_keys(world))


def test_what_staff_no_longer_use_is_purged_with_the_rest(world, shop, clock):
    """Sign-ins say where and when somebody worked."""
    with world.database.transaction() as session:
        kim = agents.add(session, name="Kim", email="kim@shop.example", password="x" * 12,
                         role=Role.AGENT, now=clock())  # fmt: skip
        signin.sign_in(session, kim, device="Firefox", now=clock())
        invitation.invite(session, kim, by=None, now=clock())
    clock.advance(days=38)
    purge(world)
    assert rows(world, signin.SignIn) == rows(world, invitation.Invitation) == []


def test_purging_twice_is_purging_once(world, shop, clock):
    shop.write("Hallo")
    clock.advance(days=16)
    assert [purge(world), purge(world)] == [1, 0]
