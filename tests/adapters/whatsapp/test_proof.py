"""What proves a request: signatures of Meta and Twilio, the token of 360dialog, the handshake."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
from urllib.parse import parse_qsl, urlencode

import pytest

from inbox.channel import BadSignature, RawRequest
from tests.adapters.whatsapp import account
from tests.adapters.whatsapp.account import (
    AUTH_TOKEN,
    HOOK,
    SIGNING_KEY,
    d360,
    d360_authenticated,
    meta,
    meta_signed,
    sample,
    sample_json,
    twilio,
    twilio_signed,
)

VECTORS = sample_json("signature_vectors.json")


def accepted(channel, raw):
    try:
        channel.verify(raw)
    except BadSignature:
        return False
    return True


# ----- Meta


@pytest.mark.parametrize("vector", VECTORS["meta"], ids=lambda vector: vector["name"])
def test_metas_vectors(vector):
    headers = {"x-hub-signature-256": vector["X-Hub-Signature-256"]}
    raw = RawRequest("POST", "/", headers, {}, base64.b64decode(vector["body_base64"]))
    assert accepted(meta(app_secret=vector["app_secret"]), raw) is (vector["valid"] is True)


@pytest.mark.parametrize("header", [None, "", "sha256=", "sha1=abc", "sha256=" + "0" * 64])
def test_a_missing_or_wrong_signature_is_refused(header):
    headers = {} if header is None else {"x-hub-signature-256": header}
    assert not accepted(meta(), RawRequest("POST", "/", headers, {}, b"{}"))


def test_both_secrets_count_while_one_replaces_the_other():
    channel = meta(second_app_secret="the-next-secret")
    assert accepted(channel, meta_signed(b"{}"))
    assert accepted(channel, meta_signed(b"{}", "the-next-secret"))
    assert not accepted(channel, meta_signed(b"{}", ""))


@pytest.mark.parametrize(
    "case", sample_json("verify_handshake.json"), ids=lambda case: case["query"]
)
def test_metas_handshake(case):
    query = dict(parse_qsl(case["query"], keep_blank_values=True))
    token = case["configured_token"]
    channel = meta(verify_token=token or "x")
    if not token:  # the settings refuse an empty one, so the deeper guard is asked
        object.__setattr__(channel.settings, "verify_token", "")
    expected = case["expect"].get("body") if case["expect"]["status"] == 200 else None
    assert channel.handshake(RawRequest("GET", "/", {}, query)) == expected


@pytest.mark.parametrize("channel", [d360(), twilio()], ids=["360dialog", "twilio"])
def test_nobody_else_shakes_hands(channel):
    query = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": ""}
    assert channel.handshake(RawRequest("GET", "/", {}, query)) is None


# ----- 360dialog


def test_360dialog_is_known_by_our_own_header():
    body = sample("in_text_minimal_pre2026.json")
    assert accepted(d360(), d360_authenticated(body))
    assert not accepted(d360(), d360_authenticated(body, "hook-secret-marked"))
    assert not accepted(d360(), d360_authenticated(body, ""))
    assert not accepted(d360(), meta_signed(body))


def test_the_recorded_request_of_360dialog_is_accepted():
    recorded = sample_json("d360_inbound_http.json")
    headers = {name.lower(): value for name, value in recorded["headers"].items()}
    raw = RawRequest("POST", recorded["path"], headers, {}, sample(recorded["json_body_file"]))
    assert accepted(d360(webhook_secret=headers["x-inbox-token"]), raw)


# ----- Twilio


@pytest.mark.parametrize(
    "vector", VECTORS["twilio"], ids=lambda vector: vector["X-Twilio-Signature"]
)
def test_twilios_vectors(vector):
    headers = {name.lower(): value for name, value in vector.items() if name.startswith("X-Twilio")}
    raw = RawRequest("POST", vector["url"], headers, {}, urlencode(vector["params"]).encode())
    channel = twilio(signing_key=vector.get("shared_key_secret", ""))
    assert accepted(channel, raw)
    assert not accepted(channel, dataclasses.replace(raw, body=raw.body + b"&x="))


def test_a_signing_key_that_is_not_configured_proves_nothing():
    headers = {
        "x-twilio-webhooks-signature-settings": "key=a,algorithm=HMAC_SHA256",
        "x-twilio-signature": base64.b64encode(
            hmac.new(b"", HOOK.encode(), hashlib.sha256).digest()
        ).decode(),
    }
    assert not accepted(twilio(), RawRequest("POST", HOOK, headers, {}, b""))


PARAMS = {"MessageSid": "SM1", "From": "whatsapp:+491713920001", "To": "x", "Body": "", "New": "ü"}


@pytest.mark.parametrize(
    "seen",
    [
        "http://10.0.0.7:8000/webhooks/twilio/whatsapp/7f3c0e9a",
        "http://inbox.example/webhooks/twilio/whatsapp/7f3c0e9a",
        "/webhooks/twilio/whatsapp/7f3c0e9a",
    ],
    ids=["another host", "another scheme", "only the path"],
)
def test_behind_a_proxy_the_entered_address_counts(seen):
    raw = dataclasses.replace(twilio_signed(PARAMS), url=seen)
    assert accepted(twilio(), raw)


def test_without_an_entered_address_the_one_that_arrived_counts():
    assert accepted(twilio(webhook_url=""), twilio_signed(PARAMS))
    assert not accepted(twilio(webhook_url=""), dataclasses.replace(twilio_signed(PARAMS), url="/"))


@pytest.mark.parametrize("signed", [f"{HOOK}?m=key-1", f"{HOOK}?b=%C3%BC", f"{HOOK}?b=ü"])
def test_the_query_is_part_of_the_signature(signed):
    raw = twilio_signed(PARAMS, url=signed)
    sent = dataclasses.replace(raw, url=f"{HOOK}?{urlencode(raw.query, safe='%')}")
    assert accepted(twilio(), sent)
    assert not accepted(twilio(), dataclasses.replace(sent, url=HOOK, query={}))


@pytest.mark.parametrize("host", ["inbox.example:443", "inbox.example"])
def test_the_port_may_be_named_or_not(host):
    signed = HOOK.replace("inbox.example", host)
    raw = dataclasses.replace(twilio_signed(PARAMS, url=signed), url=HOOK)
    assert accepted(twilio(), raw)


def test_repeated_parameters_count_once_and_sorted():
    data = HOOK + "A" + "1" + "A" + "2" + "MessageSid" + "SM1"
    mac = base64.b64encode(hmac.new(AUTH_TOKEN.encode(), data.encode(), "sha1").digest()).decode()
    raw = RawRequest("POST", HOOK, {"x-twilio-signature": mac}, {}, b"A=2&A=1&A=2&MessageSid=SM1")
    assert accepted(twilio(), raw)


def test_a_json_body_is_proved_by_its_hash_in_the_address():
    body = json.dumps({"a": 1}).encode()
    url = f"{HOOK}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    mac = base64.b64encode(hmac.new(AUTH_TOKEN.encode(), url.encode(), "sha1").digest()).decode()
    raw = RawRequest("POST", url, {"x-twilio-signature": mac}, {}, body)
    assert accepted(twilio(), raw)
    assert not accepted(twilio(), dataclasses.replace(raw, body=body + b" "))


def test_both_tokens_count_while_one_replaces_the_other():
    channel = twilio(second_auth_token="the-next-token")
    assert accepted(channel, twilio_signed(PARAMS))
    assert accepted(channel, twilio_signed(PARAMS, token="the-next-token"))
    assert not accepted(channel, twilio_signed(PARAMS, token="another"))


@pytest.mark.parametrize(
    "raw",
    [
        RawRequest("POST", "http://[", {"x-twilio-signature": "x"}, {}, b""),
        RawRequest("POST", HOOK, {"x-twilio-signature": "ä"}, {}, b"\xff=%FF"),
        RawRequest("POST", HOOK, {"x-twilio-signature": "x"}, {}, b"&".join([b"a=1"] * 2000)),
        RawRequest("POST", "https://a:b:c/", {"x-twilio-signature": "x"}, {}, b""),
    ],
    ids=["no address", "no text", "too many", "no port"],
)
def test_nonsense_is_refused_like_any_forgery(raw):
    assert not accepted(twilio(), raw)
    assert not accepted(twilio(webhook_url=""), raw)


def test_twilio_reads_an_empty_document_as_the_answer():
    assert twilio().answer == ("<Response/>", "text/xml")
    assert meta().answer == d360().answer == ("", "text/plain")


def test_a_shared_key_does_not_open_the_old_way():
    assert SIGNING_KEY
    raw = twilio_signed(PARAMS, token=SIGNING_KEY)
    assert not accepted(twilio(signing_key=SIGNING_KEY), raw)
    assert account.AUTH_TOKEN
