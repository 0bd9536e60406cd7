"""The net under the doorbell: whatever waits is rung for again, and lost claims are settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox.accounts.account import Account
from inbox.accounts.manage import pause
from inbox.accounts.templates import sync
from inbox.channel import Template
from inbox.conversations import states
from inbox.conversations.activity import KONTOR
from inbox.conversations.conversation import Conversation, Status
from inbox.intake.normalise import normalise
from inbox.intake.raw_event import Fate, RawEvent
from inbox.intake.receive import Arrival, receive
from tests.pigeon import Pigeon, request
from tests.shop import Customers, open_account, the_only
from workers import sweep


@pytest.fixture
def shop(world, bell):
    customers = Customers(world, open_account(world))
    bell.rings.clear()
    return customers


def test_nothing_waits_nobody_is_rung_for(world, shop):
    assert sweep.ring_for_due(world) == 0


def test_an_event_whose_bell_was_lost_is_rung_for_again(world, shop, bell):
    receive(world.database, world.store, [Arrival(shop.account_id, request({}), world.clock())])
    bell.rings.clear()
    assert sweep.ring_for_due(world) == 1
    assert bell.rings == [("normalise", shop.account_id)]


def test_answers_and_files_that_are_due_are_rung_for(world, shop, bell):
    shop.write("Foto", media=[{"ref": "x", "content_type": "image/png"}])
    bell.rings.clear()
    sweep.ring_for_due(world)
    assert set(bell.rings) == {("dispatch", shop.account_id), ("fetch_media", shop.account_id)}


def test_an_event_is_due_also_when_the_clock_was_set_back(world, shop, clock):
    """Nobody has tried it: what the clock of its receipt said does not count."""
    receive(world.database, world.store, [Arrival(shop.account_id, request({}), world.clock())])
    clock.now -= timedelta(hours=1)
    assert sweep.ring_for_due(world) == 1
    normalise(shop.desks.intake, shop.account_id)
    assert the_only(world, RawEvent).fate == Fate.NORMALISED


def test_what_is_not_due_yet_is_left_alone(world, shop, bell, clock):
    shop.write("Hallo")
    bell.rings.clear()
    clock.now -= timedelta(minutes=1)
    assert sweep.ring_for_due(world) == 0


def test_a_paused_account_is_left_alone(world, shop, bell, clock):
    shop.write("Hallo")
    with world.database.transaction() as session:
        pause(session, session.get_one(Account, shop.account_id), reason="X", now=clock())
    bell.rings.clear()
    assert sweep.ring_for_due(world) == 0


def test_a_new_account_is_asked_for_its_templates_until_they_are_listed(
    world, shop, bell, loft, monkeypatch
):
    monkeypatch.setattr(Pigeon, "capabilities", replace(Pigeon.capabilities, templates=True))
    sweep.ring_for_first_templates(world)
    assert bell.rings == [("sync_templates", shop.account_id)]
    loft.templates = [Template("antwort", "de", "APPROVED", "UTILITY", "Hallo", (), True)]
    sync(world.database, world.accounts, shop.account_id, now=world.clock())
    bell.rings.clear()
    sweep.ring_for_first_templates(world)
    assert bell.rings == []
    sweep.ring_for_templates(world)
    assert bell.rings == [("sync_templates", shop.account_id)]


def test_a_snoozed_conversation_is_woken_when_its_time_has_come(world, shop, clock):
    shop.write("Hallo")
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        states.snooze(
            session, conversation, until=clock() + timedelta(hours=1), by=KONTOR, now=clock()
        )
    assert sweep.wake_snoozed(world) == 0
    clock.now += timedelta(hours=1)
    assert sweep.wake_snoozed(world) == 1
    assert the_only(world, Conversation).status == Status.OPEN
