"""What the Gateway answers, and which of our names it gets."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from inbox.channel import (
    AccountBroken,
    CheckFailed,
    OutcomeUnknown,
    Rejected,
    Scope,
    TryLater,
)
from tests.adapters.scripted import scripted_server
from tests.adapters.threema import vectors
from tests.adapters.threema.account import account, to_customer

SENT = "00112233445566ff"
OWN_KEY = vectors.public(vectors.GATEWAY)


@pytest.fixture
def gateway():
    with scripted_server() as served:
        yield served


def send(channel):
    message = to_customer()
    return channel.send(message, channel.prepare(message))


def test_a_text_goes_out_as_a_form_and_its_id_comes_back(gateway):
    gateway.answer(200, f" {SENT}\n")
    assert send(account(gateway.url)) == f"CUST0001:{SENT}"
    [request] = gateway.received
    assert (request.method, request.path) == ("POST", "/send_e2e")
    form = dict(parse_qsl(request.body.decode()))
    assert set(form) == {"from", "to", "secret", "nonce", "box"}
    assert (form["from"], form["to"]) == ("*SUPPORT", "CUST0001")


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (400, Rejected, "RECIPIENT_OR_MODE_REFUSED"),
        (401, AccountBroken, "CREDENTIALS_REFUSED"),
        (402, AccountBroken, "NO_CREDITS"),
        (403, Rejected, "REFUSED"),
        (404, Rejected, "UNKNOWN_ID"),
        (413, Rejected, "TOO_LARGE"),
        (429, TryLater, "THROTTLED"),
        (500, TryLater, "GATEWAY_TROUBLE"),
        (502, TryLater, "GATEWAY_TROUBLE"),
        (503, TryLater, "GATEWAY_TROUBLE"),
        (504, TryLater, "GATEWAY_TROUBLE"),
        (302, AccountBroken, "NOT_THE_GATEWAY"),
        (204, AccountBroken, "NOT_THE_GATEWAY"),
    ],
)
def test_every_status_has_a_name_with_a_consequence(gateway, status, error, code):
    gateway.answer(status)
    with pytest.raises(error) as refused:
        send(account(gateway.url))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("header", "after"),
    [
        ("17", timedelta(seconds=17)),
        ("999999999", timedelta(days=1)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-1", None),
        ("", None),
    ],
)
def test_a_throttled_account_waits_as_long_as_it_is_told(gateway, header, after):
    gateway.answer(429, headers={"Retry-After": header})
    with pytest.raises(TryLater) as throttled:
        send(account(gateway.url))
    assert throttled.value.after == after
    assert throttled.value.scope is Scope.ACCOUNT


def test_without_a_connection_nothing_left():
    with pytest.raises(TryLater) as error:
        send(account("http://127.0.0.1:9"))
    assert error.value.code == "NO_CONNECTION"


def test_without_an_answer_nobody_knows(gateway):
    gateway.answer(200, drop=True)
    with pytest.raises(OutcomeUnknown):
        send(account(gateway.url))


@pytest.mark.parametrize("body", ["", "<html>hello</html>", "0011", "x" * 99_999])
def test_an_acceptance_without_an_id_is_no_acceptance(gateway, body):
    gateway.answer(200, body)
    with pytest.raises(OutcomeUnknown):
        send(account(gateway.url))


def test_a_repeat_sends_the_very_same_bytes(gateway):
    channel, message = account(gateway.url), to_customer()
    prepared = channel.prepare(message)
    gateway.answer(500)
    gateway.answer(200, SENT)
    with pytest.raises(TryLater):
        channel.send(message, prepared)
    channel.send(message, prepared)
    first, second = gateway.received
    assert first.body == second.body
    assert channel.prepare(message) != prepared  # while another message never has the same nonce


# ----- health


def test_all_is_well_if_our_key_is_listed_and_credits_are_left(gateway):
    gateway.answer(200, OWN_KEY)
    gateway.answer(200, "1240\n")
    assert account(gateway.url).health().facts == {"credits": "1240", "own public key": OWN_KEY}
    key, balance = (urlsplit(request.path) for request in gateway.received)
    assert (key.path, balance.path) == ("/pubkeys/%2ASUPPORT", "/credits")
    assert parse_qs(balance.query)["from"] == ["*SUPPORT"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([(401, "")], "API secret"),
        ([(404, "")], "does not know"),
        ([(200, vectors.public("CUST0001"))], "private key does not belong"),
        ([(200, OWN_KEY), (200, "0")], "used up"),
        ([(200, OWN_KEY), (402, "")], "used up"),
        ([(200, OWN_KEY), (200, "many")], "UNREADABLE_ANSWER"),
        ([(500, "")], "try the check again"),
        ([(302, "")], "check the Gateway address"),
        ([(429, "")], "slow down"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(gateway, answers, said):
    for status, body in [*answers, (200, "5")]:
        gateway.answer(status, body)
    with pytest.raises(CheckFailed, match=said):
        account(gateway.url).health()


def test_a_gateway_out_of_reach_is_said():
    with pytest.raises(CheckFailed, match="cannot be reached"):
        account("http://127.0.0.1:9").health()


# ----- read receipts


def test_a_look_is_told_quietly_if_the_shop_wants_it(gateway):
    gateway.answer(200, SENT)
    account(gateway.url, read_receipts=True).mark_seen(f"CUST0001:{SENT}")
    form = dict(parse_qsl(gateway.received[0].body.decode()))
    assert (form["noPush"], form["noDeliveryReceipts"]) == ("1", "1")


def test_a_look_is_not_told_unless_the_shop_wants_it(gateway):
    account(gateway.url).mark_seen(f"CUST0001:{SENT}")
    assert gateway.received == []


def test_a_look_at_something_else_is_refused():
    with pytest.raises(Rejected):
        account(read_receipts=True).mark_seen("<abc@example.org>")
