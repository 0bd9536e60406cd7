"""The check of an account: facts for the administrator, or one sentence that says what to do."""

from __future__ import annotations

import json

import pytest

from inbox.channel import CheckFailed
from tests.adapters.scripted import scripted_server
from tests.adapters.whatsapp.account import ACCESS_TOKEN, API_KEY, AUTH_TOKEN, d360, meta, twilio

NUMBER = {
    "display_phone_number": "+49 30 23125111",
    "verified_name": "Müller & Söhne",
    "quality_rating": "GREEN",
    "throughput": {"level": "STANDARD"},
    "status": "CONNECTED",
}
SUBSCRIBED = {"data": [{"whatsapp_business_api_data": {"id": "1"}}]}


@pytest.fixture
def server():
    with scripted_server() as served:
        yield served


def failed(channel):
    with pytest.raises(CheckFailed) as told:
        channel.health()
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert not any(secret in sentence for secret in (ACCESS_TOKEN, API_KEY, AUTH_TOKEN))
    return sentence


def test_meta_tells_number_name_quality_and_limits(server):
    server.answer(200, json.dumps(NUMBER))
    server.answer(200, json.dumps(SUBSCRIBED))
    server.answer(200, json.dumps({"whatsapp_business_manager_messaging_limit": "TIER_2K"}))
    assert meta(server.url).health().facts == {
        "number": "+49 30 23125111",
        "name": "Müller & Söhne",
        "quality": "GREEN",
        "throughput": "STANDARD",
        "status": "CONNECTED",
        "limit": "TIER_2K",
    }


def test_a_limit_that_the_version_does_not_know_is_left_out(server):
    server.answer(200, json.dumps(NUMBER))
    server.answer(200, json.dumps(SUBSCRIBED))
    server.answer(400, json.dumps({"error": {"code": 100}}))
    assert "limit" not in meta(server.url).health().facts


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, {"error": {"code": 190}}, "make a new one for the system user"),
        (400, {"error": {"code": 100}}, "does not know the Phone number ID"),
        (500, {}, "try again later"),
    ],
)
def test_meta_may_refuse_the_number(server, status, body, told):
    server.answer(status, json.dumps(body))
    assert told in failed(meta(server.url))


def test_an_id_of_another_number_is_found_out(server):
    server.answer(200, json.dumps({**NUMBER, "display_phone_number": "+49 30 999"}))
    assert "belongs to another number" in failed(meta(server.url))


def test_a_webhook_that_would_stay_silent_is_found_out(server):
    server.answer(200, json.dumps(NUMBER))
    server.answer(200, json.dumps({"data": []}))
    assert "subscribed_apps" in failed(meta(server.url))


def test_360dialog_tells_where_it_sends_to(server):
    server.answer(200, json.dumps({"url": "https://inbox.example/hooks/1"}))
    assert d360(server.url).health().facts == {
        "number": "+493023125111",
        "webhook": "https://inbox.example/hooks/1",
    }


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, b"Invalid api_key", "make a new one in the Hub"),
        (200, b"{}", "No webhook is set"),
        (502, b"", "try again later"),
    ],
)
def test_360dialog_may_refuse(server, status, body, told):
    server.answer(status, body)
    assert told in failed(d360(server.url))


def test_twilio_tells_the_balance(server):
    server.answer(200, json.dumps({"balance": "12.40", "currency": "EUR"}))
    assert twilio(server.url).health().facts == {"number": "+493023125111", "balance": "12.40 EUR"}


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, {"code": 20003}, "refused the account SID"),
        (404, {"code": 20404}, "does not know this account SID"),
        (503, {}, "try again later"),
    ],
)
def test_twilio_may_refuse(server, status, body, told):
    server.answer(status, json.dumps(body))
    assert told in failed(twilio(server.url))


def test_twilio_without_a_webhook_address_learns_nothing_of_delivery(server):
    server.answer(200, b"{}")
    assert "webhook address is missing" in failed(twilio(server.url, webhook_url=""))


def test_no_connection_is_a_sentence_too():
    for channel in (meta(), d360(), twilio()):
        assert "try again later" in failed(channel)
