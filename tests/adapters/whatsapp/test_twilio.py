"""Twilio's forms in both directions."""

from __future__ import annotations

import base64
from dataclasses import replace
from urllib.parse import parse_qs, urlencode

import pytest

from inbox.channel import (
    AccountBroken,
    AccountChanged,
    Button,
    DeliveryUpdate,
    InboundMessage,
    Kind,
    Media,
    NotYet,
    OutboundMedia,
    OutboundMessage,
    OutcomeUnknown,
    Reaction,
    Rejected,
    Sender,
    State,
    Unsupported,
    WindowClosed,
)
from tests.adapters.scripted import scripted_server
from tests.adapters.whatsapp.account import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    DARIA_ID,
    HOOK,
    RECEIVED,
    person,
    sample,
    twilio,
    twilio_sample,
    twilio_signed,
)

ANNA = person("491713920001", name="Anna Schäfer")


@pytest.fixture
def server():
    with scripted_server() as served:
        yield served


def form(**params):
    return {
        "MessageSid": "SM1",
        "AccountSid": ACCOUNT_SID,
        "From": "whatsapp:+491713920001",
        "To": "whatsapp:+493023125111",
        "WaId": "491713920001",
        "ProfileName": "Anna Schäfer",
        "NumMedia": "0",
        "Body": "",
        **params,
    }


def only(**params):
    [event] = twilio().parse(twilio_signed(form(**params)))
    return event


def of(sample_name):
    [event] = twilio().parse(twilio_sample(sample_name))
    return event


# ----- in


def test_a_reply_names_what_it_answers():
    event = of("twilio_in_reply.json")
    assert (event.text, event.reply_to) == ("Ja", "SM00000000000000000000000000000062")


def test_every_character_survives_the_form():
    assert of("twilio_in_emoji_rtl.json").text == "👍🏽 שלום é ß + & = %"


def test_a_user_without_phone_number_is_somebody():
    assert of("twilio_in_bsuid.json").sender == person("", DARIA_ID, "Daria")


def test_both_identifiers_are_known():
    event = only(Body="x", ExternalUserId=f"whatsapp:{DARIA_ID}")
    assert event.sender == person("491713920001", DARIA_ID, "Anna Schäfer")
    assert only(Body="x", ExternalUserIdentifier=f"whatsapp:{DARIA_ID}").sender == event.sender


def test_forwards_and_advertisements_are_circumstances():
    assert of("twilio_in_forwarded.json").details == {"forwarded": True}
    assert of("twilio_in_referral.json").details == {
        "referral": {
            "type": "ad",
            "id": "120226305854810726",
            "url": "https://fb.me/x",
            "headline": "Schreiben Sie uns",
            "body": "Herbstangebot",
        }
    }
    assert only(Body="x", FrequentlyForwarded="true").details == {
        "forwarded": True,
        "forwarded_often": True,
    }


@pytest.mark.parametrize(
    ("named", "mime", "kind"),
    [
        ("image", "image/jpeg", Kind.IMAGE),
        ("", "image/png", Kind.IMAGE),
        ("audio", "audio/mpeg", Kind.AUDIO),
        ("audio", "audio/ogg", Kind.VOICE),
        ("", "audio/amr", Kind.AUDIO),
        ("video", "video/mp4", Kind.VIDEO),
        ("document", "application/pdf", Kind.DOCUMENT),
        ("document", "image/webp", Kind.DOCUMENT),
        ("", "application/zip", Kind.DOCUMENT),
        ("sticker", "image/webp", Kind.STICKER),
        ("image", "image/webp", Kind.STICKER),
        ("contacts", "text/vcard", Kind.CONTACTS),
        ("", "text/vcard", Kind.CONTACTS),
    ],
)
def test_a_file_is_of_the_kind_of_its_type(named, mime, kind):
    url = "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME"
    event = only(
        MessageType=named, NumMedia="1", MediaUrl0=url, MediaContentType0=mime, Body="Text"
    )
    assert (event.kind, event.text, event.media) == (kind, "Text", (Media(url, mime),))


def test_several_files_of_one_message_are_all_there():
    files = {
        name: value
        for index in range(3)
        for name, value in (
            (f"MediaUrl{index}", f"https://api.twilio.com/{index}"),
            (f"MediaContentType{index}", "image/png"),
        )
    }
    assert len(only(NumMedia="3", **files).media) == 3
    assert len(only(NumMedia="999999999", **files).media) == 3
    assert only(NumMedia="-4", Body="x", **files).media == ()


def test_a_location_is_a_location():
    event = only(Latitude="52.5", Longitude="13.4", Label="Laden", Address="Weg 1")
    assert (event.kind, event.text) == (Kind.LOCATION, "Laden, Weg 1")
    assert event.details == {
        "latitude": 52.5,
        "longitude": 13.4,
        "name": "Laden",
        "address": "Weg 1",
    }


def test_a_broken_location_is_what_else_it_says():
    assert only(Latitude="north", Longitude="1", Body="hier").kind is Kind.TEXT


@pytest.mark.parametrize(
    ("params", "details"),
    [
        ({"ButtonText": "Ja", "ButtonPayload": "k1"}, {"id": "k1", "title": "Ja"}),
        ({"ListId": "t1", "ListTitle": "Ja"}, {"id": "t1", "title": "Ja"}),
    ],
)
def test_a_tap_is_a_choice(params, details):
    event = only(Body="Ja", **params)
    assert (event.kind, event.text, event.details) == (Kind.CHOICE, "Ja", details)


def test_a_form_is_a_form():
    data = '{"nfm_reply": {"name": "flow", "response_json": "{\\"grund\\": \\"defekt\\"}"}}'
    event = only(InteractiveData=data)
    assert event.kind is Kind.FORM
    assert event.details == {"name": "flow", "answers": {"grund": "defekt"}}
    assert only(InteractiveData='{"a": 1}').details == {"answers": {"a": "1"}}


def test_a_reaction_belongs_to_a_message():
    event = only(MessageType="reaction", Body="👍", OriginalRepliedMessageSid="SM9")
    assert event == Reaction("SM1", ANNA, "SM9", "👍", RECEIVED)


@pytest.mark.parametrize("kind", ["reaction", "unsupported", "poll"])
def test_what_says_nothing_is_shown_as_such(kind):
    assert only(MessageType=kind) == Unsupported("SM1", ANNA, RECEIVED, kind)


def test_a_message_of_nobody_is_told_to_the_administrator():
    event = only(From="", WaId="", Body="x")
    assert isinstance(event, AccountChanged)
    assert event.what == "MESSAGE_WITHOUT_SENDER"


def test_fields_that_twilio_adds_are_passed_over():
    assert only(Body="x", BrandNew="1") == InboundMessage("SM1", ANNA, RECEIVED, Kind.TEXT, "x")


def test_twilio_names_no_time_so_that_of_receipt_counts():
    raw = replace(twilio_signed(form(Body="x")), headers={})
    channel = twilio()
    with pytest.raises(NotYet):
        channel.parse(raw)
    channel.lookup(raw)
    assert channel.parse(raw) == channel.parse(raw)


@pytest.mark.parametrize(
    "body", [b"", b"a=b", b"\xff\xfe", b'{"MessageSid": "SM1"}', b"a=1&" * 3000]
)
def test_what_is_no_form_of_twilios_is_a_dead_letter(body):
    with pytest.raises(ValueError, match=r"not a webhook|Max number"):
        twilio().parse(replace(twilio_signed({}), body=body))


# ----- statuses


def status(word, **params):
    url = f"{HOOK}?m=key-1"
    sent = {"MessageSid": "SM1", "MessageStatus": word, "From": "whatsapp:+493023125111", **params}
    return twilio().parse(twilio_signed(sent, url=url))


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("sent", State.SENT),
        ("delivered", State.DELIVERED),
        ("read", State.READ),
        ("undelivered", State.FAILED),
        ("failed", State.FAILED),
        ("canceled", State.FAILED),
    ],
)
def test_each_status_is_a_state(word, state):
    [event] = status(word)
    assert (event.external_id, event.state, event.dedupe_key) == ("SM1", state, "key-1")


@pytest.mark.parametrize("word", ["accepted", "scheduled", "queued", "sending", "new", ""])
def test_the_way_to_sending_says_nothing(word):
    assert status(word) == []


def test_a_failure_has_its_reason():
    event = of("twilio_status_failed_63016.json")
    assert isinstance(event, DeliveryUpdate)
    assert isinstance(event.reason, WindowClosed)


def test_our_key_is_found_where_the_core_keeps_the_query():
    raw = twilio_signed({"MessageSid": "SM1", "MessageStatus": "read"}, url=f"{HOOK}?m=key-1")
    [event] = twilio().parse(replace(raw, url="/hooks/1"))
    assert event.dedupe_key == "key-1"


# ----- out


TO = Sender("491713920001")


def said(text="Ihr Paket kommt.", to=TO, **more):
    return OutboundMessage(to, text, "key-1", **more)


def sent(channel, message):
    return channel.send(message, channel.prepare(message))


def test_a_text_goes_as_a_form(server):
    server.answer(201, sample("twilio_resp_queued.json"))
    assert sent(twilio(server.url), said()) == "SM00000000000000000000000000000032"
    [call] = server.received
    assert call.path == f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    basic = base64.b64decode(call.headers["authorization"].removeprefix("Basic "))
    assert basic.decode() == f"{ACCOUNT_SID}:{AUTH_TOKEN}"
    assert parse_qs(call.body.decode()) == {
        "To": ["whatsapp:+491713920001"],
        "From": ["whatsapp:+493023125111"],
        "Body": ["Ihr Paket kommt."],
        "StatusCallback": [f"{HOOK}?m=key-1"],
    }


def test_an_api_key_stands_in_for_the_token(server):
    server.answer(201, sample("twilio_resp_queued.json"))
    key = "SK" + "1" * 32
    sent(twilio(server.url, api_key_sid=key, api_key_secret="geheim"), said())
    basic = base64.b64decode(server.received[0].headers["authorization"].removeprefix("Basic "))
    assert basic.decode() == f"{key}:geheim"


def test_without_a_webhook_address_no_reports_are_asked_for():
    prepared = twilio(webhook_url="").prepare(said())
    assert b"StatusCallback" not in prepared


def test_a_query_of_the_webhook_address_stays():
    prepared = twilio(webhook_url=f"{HOOK}?a=1").prepare(said())
    assert urlencode({"StatusCallback": f"{HOOK}?a=1&m=key-1"}).encode() in prepared


def test_a_user_id_is_an_address():
    assert urlencode({"To": f"whatsapp:{DARIA_ID}"}).encode() in twilio().prepare(
        said(to=Sender(DARIA_ID))
    )


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (said("x" * 1601), "TEXT_TOO_LONG"),
        (said(""), "NOTHING_TO_SAY"),
        (said(media=(OutboundMedia("/x", "image/png", "x", 1),)), "NO_FILES_THROUGH_TWILIO"),
        (said(buttons=(Button("a", "A"),)), "ONLY_TEXT_THROUGH_TWILIO"),
        (said("", reply_to="SM1", emoji="👍"), "ONLY_TEXT_THROUGH_TWILIO"),
        (said(to=Sender("daria")), "NO_ADDRESS"),
    ],
)
def test_what_twilio_cannot_say_is_refused(message, told):
    with pytest.raises(Rejected, match=told):
        twilio().prepare(message)


def test_the_longest_text_fits_exactly():
    assert twilio().prepare(said("x" * 1600))


def test_a_refusal_has_its_consequence(server):
    server.answer(401, b'{"code": 20003}')
    with pytest.raises(AccountBroken):
        sent(twilio(server.url), said())


@pytest.mark.parametrize("answer", [{"status": 200, "drop": True}, {"status": 201, "body": b"{}"}])
def test_a_lost_answer_is_unknown(server, answer):
    server.answer(**answer)
    with pytest.raises(OutcomeUnknown):
        sent(twilio(server.url), said())
    assert len(server.received) == 1


def test_typing_marks_the_message_as_read(server):
    server.answer(200, b"{}")
    twilio(server.url).show_typing("SM9")
    [call] = server.received
    assert call.path == "/v3/Indicators/Typing.json"
    assert call.body == b'{"channel":"WHATSAPP","messageId":"SM9"}'


def test_seen_alone_is_not_offered(server):
    channel = twilio(server.url, read_receipts=True, typing=True)
    channel.mark_seen("SM9")
    assert server.received == []
    assert not channel.capabilities.read_receipts
    assert channel.capabilities.typing
