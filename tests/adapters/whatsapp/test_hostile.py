"""Hostile and broken input: whatever comes, `parse` raises ValueError or NotYet at most."""

from __future__ import annotations

import json
import random
import traceback
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.channel import Event, FetchError, Media, NotYet, OutboundMessage, Sender, SendError
from tests.adapters.scripted import scripted_server
from tests.adapters.whatsapp.account import (
    ACCESS_TOKEN,
    API_KEY,
    AUTH_TOKEN,
    SAMPLES,
    STAMP,
    d360,
    envelope,
    meta,
    posted,
    sample_json,
    twilio,
)

FUZZ = settings(
    max_examples=150,
    deadline=timedelta(seconds=2),
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    database=None,
)
WORDS = st.sampled_from(
    [
        *(
            "id",
            "type",
            "from",
            "from_user_id",
            "text",
            "body",
            "image",
            "reaction",
            "emoji",
            "edit",
        ),
        *("message_id", "original_message_id", "message", "interactive", "context", "timestamp"),
        *("contacts", "profile", "name", "wa_id", "status", "errors", "code", "order", "system"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["text", "system", "edit", "image", "491713920001", "DE.1", "1795500000", "\ud83d"]
    ),
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS)
JUNK = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(WORDS, TEXTS), inner, max_size=4)
    ),
    max_leaves=20,
)
FIELDS = st.sampled_from(
    [
        *(
            "messages",
            "history",
            "smb_message_echoes",
            "user_preferences",
            "calls",
            "user_id_update",
        ),
        *("account_update", "message_template_status_update", "template_category_update", "x"),
    ]
)
KEYS = ["messages", "statuses", "errors", "contacts", "history", "message_echoes", "calls"]
KEYS += ["user_preferences", "metadata", "user_id_update", "event", "message_template_name"]
FILES = sorted(path.name for path in SAMPLES.glob("[ifsx]*_*.json") if "1000" not in path.name)


def harmless(channel, raw):
    """The events, all of them storable; or an exception that the contract allows."""
    try:
        events = channel.parse(raw)
    except (ValueError, NotYet):
        return
    for event in events:
        assert isinstance(event, Event)
        repr(event).encode()
        details = getattr(event, "details", None)
        json.dumps(details, allow_nan=False).encode()


@FUZZ
@given(st.binary(max_size=200))
def test_any_bytes(body):
    for channel in (meta(), d360(), twilio()):
        harmless(channel, posted(body))


@FUZZ
@given(FIELDS, st.dictionaries(st.sampled_from(KEYS), JUNK, max_size=5))
def test_any_value_of_a_known_field(field, value):
    harmless(meta(), posted(envelope(field, **value)))


@FUZZ
@given(JUNK)
def test_any_message(item):
    harmless(meta(), posted(envelope("messages", messages=[item], statuses=[item])))
    harmless(meta(), posted(envelope("smb_message_echoes", message_echoes=[item])))


@FUZZ
@given(st.sampled_from(FILES), st.integers(0, 10_000), JUNK)
def test_a_sample_with_one_place_changed(name, place, junk):
    document = sample_json(name)
    places = list(_places(document))
    if not places:
        return
    holder, key = places[place % len(places)]
    holder[key] = junk
    harmless(meta(), posted(json.dumps(document).encode()))


def _places(value):
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in entries:
        yield value, key
        if isinstance(entry, dict | list):
            yield from _places(entry)


@FUZZ
@given(
    st.dictionaries(
        st.sampled_from(
            [
                *("From", "To", "WaId", "Body", "MessageType", "NumMedia", "MediaUrl0", "ListId"),
                *("MessageStatus", "ErrorCode", "Latitude", "Longitude", "InteractiveData"),
                *("ButtonPayload", "OriginalRepliedMessageSid", "ExternalUserId"),
            ]
        ),
        st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20),
        max_size=8,
    )
)
def test_any_form(params):
    body = urlencode({"MessageSid": "SM1", **params}).encode()
    harmless(twilio(), posted(body))


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
