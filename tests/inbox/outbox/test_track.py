"""An update raises a delivery's rank and never lowers it; what is too early is parked."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from inbox.accounts.account import Account
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author, Reached
from inbox.outbox.delivery import Delivery, Stage
from inbox.outbox.post import Letter, post
from inbox.outbox.track import ParkedUpdate, purge
from tests.shop import Customers, configure_shop, messages, open_account, rows, the_only


@pytest.fixture
def shop(world):
    configure_shop(world, automation=False)
    customers = Customers(world, open_account(world))
    customers.write("Frage")
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        channel = world.accounts.channel(conversation.account_id)
        post(session, conversation, Letter("k", Author.AGENT, Purpose.SERVICE, "Antwort"),
             channel.capabilities, now=world.clock())  # fmt: skip
    return customers


def answer(world):
    return next(m for m, _ in messages(world) if m.direction == "out")


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "delivered", "read"])))
def test_in_whatever_order_they_come_the_highest_counts(world, shop, order):
    shop.send_all()
    for state in order:
        shop.happen(event="update", id="out-1", state=state)
    assert answer(world).reached == Reached.READ


def test_a_failure_after_it_was_accepted_is_told(world, shop):
    shop.send_all()
    shop.happen(event="update", id="out-1", state="failed", reason="UNREACHABLE")
    assert answer(world).reached == Reached.FAILED
    assert answer(world).reached_reason == "UNREACHABLE"


@pytest.mark.parametrize("message", ["out-1", "of another system"])
def test_what_is_wrong_with_the_account_counts_whichever_message_it_came_with(
    world, shop, clock, message
):
    shop.send_all()
    shop.happen(event="update", id=message, state="failed", reason="TOO_FAST")
    assert the_only(world, Account).held_until == clock() + timedelta(hours=1)
    shop.happen(event="update", id=message, state="failed", reason="UNPAID")
    assert the_only(world, Account).paused_reason == "UNPAID"


def test_a_failure_after_it_was_delivered_is_a_contradiction_and_changes_nothing(world, shop):
    shop.send_all()
    shop.happen(event="update", id="out-1", state="delivered")
    shop.happen(event="update", id="out-1", state="failed", reason="UNREACHABLE")
    assert answer(world).reached == Reached.DELIVERED


def test_delivered_after_failed_is_believed(world, shop):
    shop.send_all()
    shop.happen(event="update", id="out-1", state="failed", reason="UNREACHABLE")
    shop.happen(event="update", id="out-1", state="delivered")
    assert answer(world).reached == Reached.DELIVERED
    assert answer(world).reached_reason is None


def test_an_update_ahead_of_our_own_outcome_is_applied_when_that_is_stored(world, shop):
    shop.happen(event="update", id="out-1", state="delivered")
    assert len(rows(world, ParkedUpdate)) == 1
    shop.send_all()
    assert answer(world).reached == Reached.DELIVERED
    assert rows(world, ParkedUpdate) == []


def test_an_unknown_outcome_is_cleared_up_by_our_own_key(world, shop, loft):
    from inbox.channel import OutcomeUnknown

    loft.script.append(OutcomeUnknown("NO_ANSWER"))
    shop.send_all()
    assert answer(world).reached == Reached.UNKNOWN
    key = the_only(world, Delivery).wire_key
    shop.happen(event="update", id="out-77", state="delivered", key=key)
    assert answer(world).reached == Reached.DELIVERED
    shop.happen(event="update", id="out-77", state="read")
    assert the_only(world, Delivery).stage == Stage.READ


def test_an_update_that_came_before_the_unknown_outcome_counts_too(world, shop, loft):
    from inbox.channel import OutcomeUnknown

    loft.script.append(OutcomeUnknown("NO_ANSWER"))
    shop.happen(event="update", id="out-77", state="sent", key=the_only(world, Delivery).wire_key)
    shop.send_all()
    assert answer(world).reached == Reached.SENT


def test_updates_of_somebody_elses_messages_are_dropped_in_the_end(world, shop, clock):
    shop.happen(event="update", id="not-ours", state="read")
    clock.advance(days=15)
    with world.database.transaction() as session:
        assert purge(session, now=clock()) == 1
