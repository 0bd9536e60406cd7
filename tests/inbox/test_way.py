"""The whole way with a channel of the tests: in, recorded, considered, posted, sent, tracked."""

from __future__ import annotations

import json

import pytest

from inbox.automation.decision import DecisionRow
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Customer
from inbox.conversations.message import Reached
from inbox.intake.raw_event import Fate, RawEvent
from inbox.outbox.delivery import Delivery, Stage
from tests.shop import Customers, configure_shop, messages, open_account, rows, texts, the_only


@pytest.fixture
def anna(world):
    configure_shop(world, privacy_url="https://shop.example/privacy", name="Lavendel")
    return Customers(world, open_account(world))


def test_a_message_is_recorded_and_acknowledged(world, anna, loft):
    anna.write("Wo ist mein Paket?", name="Anna")
    anna.send_all()
    incoming, outgoing = messages(world)
    assert incoming[1].text == "Wo ist mein Paket?"
    assert outgoing[0].author == "automatic"
    assert "automatisch" in loft.texts()[0].lower()
    assert outgoing[0].reached == Reached.SENT
    assert the_only(world, Conversation).status == Status.OPEN
    assert the_only(world, DecisionRow).reason in {"ACK", "NO_HOURS_PROFILE"}
    assert the_only(world, RawEvent).fate == Fate.NORMALISED


def test_the_same_request_twice_is_one_message_and_one_answer(world, anna, loft):
    for _ in range(3):
        anna.write("Hallo", id="in-1")
    anna.send_all()
    assert len(messages(world)) == 2
    assert len(loft.sent) == 1


def test_the_provider_says_how_far_it_came(world, anna):
    anna.write("Hallo")
    anna.send_all()
    anna.happen(event="update", id="out-1", state="read")
    anna.happen(event="update", id="out-1", state="delivered")
    _, outgoing = messages(world)
    assert outgoing[0].reached == Reached.READ
    assert outgoing[0].read_at is not None


def test_stop_is_obeyed_before_anything_else(world, anna, loft):
    anna.write("STOP")
    anna.send_all()
    anna.write("Hallo?")
    anna.send_all()
    assert len(loft.sent) == 1
    assert [row.reason for row in rows(world, DecisionRow)] == [
        "STOP_RECEIVED",
        "AUTOMATION_OPTED_OUT",
    ]


def test_an_event_that_cannot_be_read_is_a_dead_letter_and_the_channel_goes_on(world, anna):
    from tests.pigeon import RawRequest

    anna.arrive(
        RawRequest("POST", "/", {}, {}, b"{"),
        RawRequest("POST", "/", {}, {}, json.dumps("explode").encode()),
    )
    anna.write("Hallo")
    problems = [row.problem for row in rows(world, RawEvent)]
    assert problems == ["UNREADABLE", "PARSER_KeyError", None]
    assert "Hallo" in texts(world)
    assert len(rows(world, Customer)) == 1
    assert len(rows(world, Delivery)) == 1
    assert rows(world, Delivery)[0].stage == Stage.QUEUED
