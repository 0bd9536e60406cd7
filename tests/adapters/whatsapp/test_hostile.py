"""Hostile and broken input: whatever comes, `parse` raises ValueError or NotYet at most."""

from __future__ import annotations

import json
import random
import traceback
from dataclasses import replace

import pytest

from inbox.channel import FetchError, Media, OutboundMessage, Sender, SendError
from tests.adapters.fuzzing import harmless
from tests.adapters.scripted import scripted_server
from tests.adapters.whatsapp.account import (
    ACCESS_TOKEN,
    API_KEY,
    AUTH_TOKEN,
    STAMP,
    d360,
    meta,
    posted,
    sample_json,
    twilio,
)


def test_a_body_cut_anywhere_is_a_dead_letter_at_worst():
    body = json.dumps(sample_json("in_order.json")).encode()
    for end in random.Random(1).sample(range(len(body)), 60):
        harmless(meta(), posted(body[:end]))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"entry":' * 20_000 + b"1" + b"}" * 20_000,
        b'{"object":"whatsapp_business_account","entry":' + b"[" * 800 + b"]" * 800 + b"}",
        b'{"object": "whatsapp_business_account", "entry": [{"id": ' + b"9" * 5000 + b"}]}",
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b'"text"',
        b"{}",
        b'{"a": 1}',
    ],
    ids=["deep", "deeper", "deep lists", "huge number", "bom", "utf-16", "text", "empty", "other"],
)
def test_documents_that_are_no_webhook(body):
    harmless(meta(), posted(body))


# ----- secrecy

SECRETS = (ACCESS_TOKEN, API_KEY, AUTH_TOKEN, "+491713920001", "491713920001", "Geheime Nachricht")


@pytest.mark.parametrize("make", [meta, d360, twilio])
@pytest.mark.parametrize(
    "answer",
    [
        {"status": 400, "body": b'{"error": {"code": 100, "message": "Geheime Nachricht"}}'},
        {"status": 401, "body": b"Invalid +491713920001"},
        {"status": 500, "body": b"<html>Geheime Nachricht</html>"},
        {"status": 200, "body": b"{}"},
        {"status": 200, "drop": True},
    ],
    ids=["coded", "credentials", "gateway", "empty", "dropped"],
)
def test_no_error_tells_a_secret_or_a_person(make, answer):
    with scripted_server() as server:
        channel = make(server.url)
        server.answer(**answer)
        message = OutboundMessage(Sender("491713920001"), "Geheime Nachricht", "key")
        with pytest.raises(SendError) as told:
            channel.send(message, channel.prepare(message))
    whole = "".join(traceback.format_exception_only(told.value)) + repr(told.value)
    assert not any(secret in whole for secret in SECRETS)


def test_no_failed_download_tells_the_address():
    with scripted_server() as server:
        server.answer(200, json.dumps({"url": f"{server.url}/file?hash=SECRET"}))
        server.answer(500)
        photo = Media("1", "image/jpeg")
        with pytest.raises(FetchError) as told:
            list(meta(server.url).fetch(photo, None))
    assert "SECRET" not in "".join(traceback.format_exception(told.value))


def test_reading_again_after_a_mended_parser_needs_only_what_is_kept():
    channel = meta()
    raw = posted(json.dumps(sample_json("in_text.json")).encode())
    kept = {name: value for name, value in raw.headers.items() if name in channel.kept_headers}
    assert set(kept) == set(STAMP)
    assert channel.parse(replace(raw, headers=kept)) == channel.parse(raw)
