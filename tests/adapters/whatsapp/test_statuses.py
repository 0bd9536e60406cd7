"""How far our messages came, in every form in which Meta reports it."""

from __future__ import annotations

import pytest

from inbox.channel import (
    DeliveryUpdate,
    RecipientStopped,
    Rejected,
    Scope,
    State,
    TryLater,
    WindowClosed,
    Wish,
)
from tests.adapters.whatsapp.account import SENT, envelope, only, read, sample


def status(**item):
    full = {"id": "wamid.OUT", "timestamp": "1795500000", "recipient_id": "491713920001", **item}
    return envelope("messages", statuses=[full])


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("sent", State.SENT),
        ("delivered", State.DELIVERED),
        ("read", State.READ),
        ("played", State.READ),
        ("failed", State.FAILED),
    ],
)
def test_each_status_is_a_state(word, state):
    event = only(status(status=word))
    assert (event.external_id, event.state, event.at) == ("wamid.OUT", state, SENT)


@pytest.mark.parametrize("word", ["deleted", "warning", "teleported", "", 7])
def test_other_words_are_passed_over(word):
    assert read(status(status=word)) == []


def test_one_unknown_status_stops_no_other():
    items = [{"id": "a", "status": word} for word in ("teleported", "read", "warning", "sent")]
    states = [event.state for event in read(envelope("messages", statuses=items))]
    assert states == [State.READ, State.SENT]


def test_our_key_comes_back_so_that_a_lost_answer_is_found():
    event = only(status(status="sent", biz_opaque_callback_data="01JD3Q6W4N9T8Z"))
    assert event == DeliveryUpdate("wamid.OUT", State.SENT, SENT, "01JD3Q6W4N9T8Z")


def test_a_status_of_a_message_to_a_user_id_needs_no_phone_number():
    assert only(sample("st_to_bsuid.json")).state is State.DELIVERED


def test_a_status_without_id_says_nothing():
    assert read(envelope("messages", statuses=[{"status": "read"}])) == []


def test_statuses_keep_their_order_and_are_not_judged():
    states = [event.state for event in read(sample("x_statuses_out_of_order.json"))]
    assert states == [State.READ, State.SENT, State.DELIVERED]


def test_every_reader_of_a_group_is_reported():
    events = read(sample("st_group_read_aggregated.json"))
    assert len(events) == 3
    assert len({event.external_id for event in events}) == 1


def test_messages_and_statuses_of_one_request_are_both_read():
    events = read(sample("x_batch_3_messages_2_statuses.json"))
    assert [type(event).__name__ for event in events] == ["InboundMessage"] * 3 + [
        "DeliveryUpdate"
    ] * 2
    senders = {alias.value for event in events[:3] for alias in event.sender.aliases}
    assert {"491713920001", "491713920002"} <= senders


# ----- failures


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        (131047, WindowClosed, "WINDOW_CLOSED"),
        (131026, Rejected, "UNREACHABLE"),
        (131049, Rejected, "MARKETING_CAP"),
        (131050, RecipientStopped, "MARKETING_STOPPED"),
        (131056, TryLater, "PAIR_RATE"),
        (999999, Rejected, "REFUSED_999999"),
    ],
)
def test_a_failure_has_the_reason_that_send_would_raise(code, kind, reason):
    error = only(status(status="failed", errors=[{"code": code, "title": "x"}])).reason
    assert type(error) is kind
    assert error.code == reason


def test_the_stop_of_marketing_stops_only_marketing():
    error = only(status(status="failed", errors=[{"code": 131050}])).reason
    assert error.wish is Wish.STOP_MARKETING


def test_the_pair_limit_holds_only_the_conversation():
    error = only(sample("st_failed_131056_pair_rate.json")).reason
    assert error.scope is Scope.CONVERSATION


@pytest.mark.parametrize("errors", [{}, {"errors": []}, {"errors": None}, {"errors": [{}]}])
def test_a_failure_may_say_nothing(errors):
    assert only(status(status="failed", **errors)).reason.code == "FAILED"


def test_a_reason_repeats_nothing_that_the_provider_wrote():
    error = {"code": 131026, "title": "to Anna", "error_data": {"details": "+491713920001"}}
    reason = only(status(status="failed", errors=[error])).reason
    assert "Anna" not in str(reason)
    assert "4917" not in str(reason)
