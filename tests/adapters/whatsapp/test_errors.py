"""Every code of the providers' error tables and what follows from it."""

from __future__ import annotations

import json

import pytest

from adapters.whatsapp.errors import graph_refusal, twilio_failure, twilio_refusal
from inbox.channel import (
    AccountBroken,
    RecipientStopped,
    Rejected,
    Scope,
    TryLater,
    WindowClosed,
    Wish,
)
from inbox.http import Answer
from tests.adapters.whatsapp.account import sample

CONFIG = [
    *(0, 3, 10, 200, 250, 299, 131005, 190, 104, 33, 368, 131031, 131030, 131037, 131042, 131044),
    *(131045, 131063, 131064, 132068, 132069, 133000, 133005, 133006, 133008, 133009, 133010),
    *(133015, 133016, 134011, 2593107, 2593108, 2593109),
]
RETRY = [1, 2, 131000, 131016]
HOLD_NUMBER = {
    4: 300,
    80007: 300,
    130429: 5,
    131048: 3600,
    131057: 60,
    133004: 60,
    2494100: 300,
}
FINAL = [
    *(130403, 130472, 130497, 131026, 131049, 137000, 100, 131008, 131009, 131014, 131021, 131051),
    *(131052, 131053, 131055, 131062, 132000, 132001, 132005, 132007, 132008, 132012, 132018),
    *(134100, 134101, 134102, 135000, 138000, 139000, 139004, 139100, 139103, 131020, 131041),
    *(131059, 131200, 147001, 2388019, 2388293, 77777),
]


def refused(code, status=400, **more):
    body = {"error": {"message": "(#x) text", "type": "OAuthException", "code": code, **more}}
    return graph_refusal(Answer(status, {}, json.dumps(body).encode()))


@pytest.mark.parametrize("code", CONFIG)
def test_the_account_is_broken(code):
    assert isinstance(refused(code), AccountBroken)


@pytest.mark.parametrize("code", RETRY)
def test_it_can_be_tried_again(code):
    error = refused(code)
    assert isinstance(error, TryLater)
    assert error.scope is Scope.MESSAGE


@pytest.mark.parametrize(("code", "seconds"), HOLD_NUMBER.items())
def test_the_whole_number_waits(code, seconds):
    error = refused(code)
    assert isinstance(error, TryLater)
    assert (error.scope, error.after.total_seconds()) == (Scope.ACCOUNT, seconds)


def test_the_pair_limit_holds_one_conversation():
    error = refused(131056)
    assert (error.scope, error.after.total_seconds()) == (Scope.CONVERSATION, 6)


@pytest.mark.parametrize("code", [131047, 132015, 132016])
def test_a_template_is_wanted(code):
    assert isinstance(refused(code), WindowClosed)


def test_the_customer_stopped_marketing():
    error = refused(131050)
    assert isinstance(error, RecipientStopped)
    assert error.wish is Wish.STOP_MARKETING


@pytest.mark.parametrize("code", FINAL)
def test_it_would_be_refused_again(code):
    assert type(refused(code)) is Rejected


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500, 503])
def test_the_code_decides_and_never_the_http_status(status):
    assert refused(131047, status).code == "WINDOW_CLOSED"


def test_an_unknown_code_is_tried_again_only_if_it_says_so():
    assert type(refused(424242, is_transient=True)) is TryLater
    assert type(refused(424242, is_transient=False)) is Rejected


@pytest.mark.parametrize(
    ("file", "status", "kind", "code"),
    [
        ("err_100_error_data_string.json", 400, Rejected, "PARAMETER_INVALID"),
        ("err_130429.json", 429, TryLater, "THROUGHPUT"),
        ("err_131009.json", 400, Rejected, "PARAMETER_INVALID"),
        ("err_131016.json", 500, TryLater, "PROVIDER_DOWN"),
        ("err_131030.json", 400, AccountBroken, "TEST_NUMBER_ONLY"),
        ("err_131056.json", 400, TryLater, "PAIR_RATE"),
        ("err_131062.json", 400, Rejected, "PHONE_NUMBER_NEEDED"),
        ("err_132000.json", 400, Rejected, "TEMPLATE_VARIABLES"),
        ("err_132001.json", 404, Rejected, "TEMPLATE_UNKNOWN"),
        ("err_133010.json", 400, AccountBroken, "NUMBER_NOT_REGISTERED"),
        ("err_190_token_expired.json", 401, AccountBroken, "TOKEN_EXPIRED"),
        ("err_502_html.txt", 502, TryLater, "PROVIDER_DOWN"),
        ("err_80007.json", 400, TryLater, "CALL_LIMIT"),
    ],
)
def test_the_samples(file, status, kind, code):
    error = graph_refusal(Answer(status, {}, sample(file)))
    assert type(error) is kind
    assert error.code == code


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, AccountBroken), (403, AccountBroken), (404, Rejected), (400, Rejected), (418, Rejected)]
    + [(status, TryLater) for status in (429, 500, 502, 503, 504)],
)
@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"error": 7}', b'{"error": {"code": "x"}}']
)
def test_without_a_code_the_http_status_has_to_do(status, kind, body):
    assert type(graph_refusal(Answer(status, {}, body))) is kind
    assert type(twilio_refusal(Answer(status, {}, body))) is kind


def test_a_refusal_names_code_and_trace_and_nothing_that_was_written():
    error = refused(
        100, fbtrace_id="Az8or2yhqkZfEZ-_4Qn_Bam", error_data={"details": "to +491713920001 Anna"}
    )
    assert str(error) == "PARAMETER_INVALID: Meta error 100, trace Az8or2yhqkZfEZ-_4Qn_Bam"
    assert "trace" not in str(refused(100, fbtrace_id="<Anna +491713920001>"))


# ----- Twilio

TWILIO = {
    63016: WindowClosed,
    63041: WindowClosed,
    **dict.fromkeys((63003, 63024, 21211, 21614, 21408), Rejected),
    **dict.fromkeys((63001, 63002, 63007, 63008, 63015, 63020, 63026, 63039, 20003), AccountBroken),
    **dict.fromkeys((63005, 63006, 63021, 63019, 63034, 63037, 21620), Rejected),
    **dict.fromkeys((63009, 63010, 63011, 63012), TryLater),
    **dict.fromkeys((63013, 63027, 63028, 63029, 63040, 63030, 63031, 63032), Rejected),
    **dict.fromkeys((63014, 63033, 21610), RecipientStopped),
    **dict.fromkeys((63017, 63018, 20429, 63038), TryLater),
    **dict.fromkeys((21656, 21617, 99999), Rejected),
}


@pytest.mark.parametrize(("code", "kind"), TWILIO.items())
def test_twilios_codes(code, kind):
    body = json.dumps({"code": code, "message": "x", "status": 400}).encode()
    assert type(twilio_refusal(Answer(400, {}, body))) is kind
    assert type(twilio_failure(str(code))) is kind


@pytest.mark.parametrize("code", [63017, 63018, 20429, 63038])
def test_twilios_limits_hold_the_number(code):
    assert twilio_failure(str(code)).scope is Scope.ACCOUNT


@pytest.mark.parametrize("code", ["", "x", "-1", "٣", "1" * 30])
def test_a_failure_without_a_code_is_only_a_failure(code):
    assert type(twilio_failure(code)) is Rejected


def test_an_unknown_code_of_twilio_follows_the_http_status():
    body = json.dumps({"code": 55555}).encode()
    assert type(twilio_refusal(Answer(503, {}, body))) is TryLater
    assert type(twilio_refusal(Answer(400, {}, body))) is Rejected
