"""One provider app, several numbers: what is for another account goes there, and only there."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from inbox.channel import DeliveryUpdate, ForAnotherAccount, InboundMessage
from tests.adapters.whatsapp.account import (
    NUMBER_ID,
    STAMP,
    WABA,
    d360,
    d360_authenticated,
    message,
    meta,
    meta_signed,
    twilio,
    twilio_signed,
)

OTHER, OTHER_NUMBER = "222222222222222", "493023125222"


def change(number_id, text, *, number="493023125111", field="messages", **value):
    item = message(id=f"wamid.{text}", type="text", text={"body": text})
    metadata = {"display_phone_number": number, "phone_number_id": number_id}
    return {"field": field, "value": {"metadata": metadata, "messages": [item], **value}}


def request(*changes, waba=WABA):
    entries = [{"id": waba, "changes": [one]} for one in changes]
    return json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()


MIXED = request(
    change(NUMBER_ID, "ours"),
    change(OTHER, "theirs", statuses=[{"id": "wamid.S", "status": "read"}]),
    change(NUMBER_ID, "ours too"),
    change(OTHER, "theirs too"),
)


def test_the_other_account_gets_exactly_its_part():
    *ours, part = meta().parse(meta_signed(MIXED))
    assert [event.text for event in ours] == ["ours", "ours too"]
    assert isinstance(part, ForAnotherAccount)
    assert part.address == OTHER == meta(phone_number_id=OTHER).own_address
    assert b"ours" not in part.raw.body
    first, status, second = meta(phone_number_id=OTHER).parse(part.raw)
    assert (first.text, second.text) == ("theirs", "theirs too")
    assert isinstance(status, DeliveryUpdate)


def test_the_part_keeps_its_time_of_receipt_and_nothing_that_proved_the_whole():
    part = meta().parse(meta_signed(MIXED))[-1]
    assert part.raw.headers["x-kontor-received-at"] == STAMP["x-kontor-received-at"]
    assert "x-hub-signature-256" not in part.raw.headers
    assert set(part.raw.headers) <= meta().kept_headers


def test_an_account_of_another_app_does_not_read_it():
    """The secret of this app proves nothing about a number that another app serves."""
    part = meta().parse(meta_signed(MIXED))[-1]
    stranger = meta(phone_number_id=OTHER, app_secret="the secret of another app")
    with pytest.raises(ValueError, match="another secret"):
        stranger.parse(part.raw)


def test_an_account_in_the_middle_of_a_rotation_reads_it():
    part = meta().parse(meta_signed(MIXED))[-1]
    rotating = meta(
        phone_number_id=OTHER,
        app_secret="the next one",
        second_app_secret=meta().settings.app_secret,
    )
    assert len(rotating.parse(part.raw)) == 3


def test_a_changed_part_is_not_read():
    part = meta().parse(meta_signed(MIXED))[-1]
    changed = replace(part.raw, body=part.raw.body.replace(b"theirs", b"forged"))
    with pytest.raises(ValueError, match="another secret"):
        meta(phone_number_id=OTHER).parse(changed)


def test_a_change_that_names_no_number_is_ours():
    item = message(type="text", text={"body": "x"})
    body = request({"field": "messages", "value": {"messages": [item]}})
    assert isinstance(meta().parse(meta_signed(body))[0], InboundMessage)


def test_news_of_another_business_account_are_not_ours():
    body = request({"field": "account_update", "value": {"event": "ACCOUNT_DELETED"}}, waba="999")
    [part] = meta().parse(meta_signed(body))
    assert isinstance(part, ForAnotherAccount)
    assert part.address == "999"


def test_360dialog_without_a_number_id_tells_numbers_apart_by_their_digits():
    body = request(
        change("1", "ours", number="+49 30 23125-111"), change("1", "theirs", number=OTHER_NUMBER)
    )
    ours, part = d360().parse(d360_authenticated(body))
    assert ours.text == "ours"
    other = d360(phone_number=OTHER_NUMBER)
    assert part.address == other.own_address
    assert other.parse(part.raw)[0].text == "theirs"


@pytest.mark.parametrize(
    "params", [{"Body": "hi"}, {"MessageStatus": "read"}], ids=["in", "status"]
)
def test_twilio_hands_over_the_whole_form(params):
    ours, theirs = ("From", "To") if "MessageStatus" in params else ("To", "From")
    form = {
        "MessageSid": "SM1",
        ours: f"whatsapp:+{OTHER_NUMBER}",
        theirs: "whatsapp:+491713920001",
        **params,
    }
    [part] = twilio().parse(twilio_signed(form))
    other = twilio(phone_number=OTHER_NUMBER)
    assert part.address == other.own_address
    [event] = other.parse(part.raw)
    assert event.external_id == "SM1"
    with pytest.raises(ValueError, match="another secret"):
        twilio(phone_number=OTHER_NUMBER, auth_token="another").parse(part.raw)
