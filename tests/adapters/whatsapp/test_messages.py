"""Every kind of message that customers send, line by line of Meta's reference."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from inbox.channel import (
    AccountChanged,
    AccountHealth,
    Edited,
    InboundMessage,
    Kind,
    Media,
    Reaction,
    Revoked,
    Unsupported,
)
from tests.adapters.whatsapp.account import (
    ANNA,
    DARIA_ID,
    RECEIVED,
    SENT,
    envelope,
    inbound,
    message,
    meta,
    only,
    person,
    posted,
    read,
    sample,
)

CONTENTS = {
    "text": (
        {"type": "text", "text": {"body": "Wo bleibt mein Paket?"}},
        (Kind.TEXT, "Wo bleibt mein Paket?", None),
    ),
    "a text longer than we may send": (
        {"type": "text", "text": {"body": "x" * 70_000}},
        (Kind.TEXT, "x" * 70_000, None),
    ),
    "location": (
        {"type": "location", "location": {"latitude": 52.52, "longitude": 0}},
        (Kind.LOCATION, "", {"latitude": 52.52, "longitude": 0.0}),
    ),
    "a place with name and address": (
        {
            "type": "location",
            "location": {
                "latitude": "52.5304",
                "longitude": 13.3795,
                "name": "Paketshop",
                "address": "Invalidenstraße 43",
                "url": "https://shop.example/karte",
            },
        },
        (
            Kind.LOCATION,
            "Paketshop, Invalidenstraße 43",
            {
                "latitude": 52.5304,
                "longitude": 13.3795,
                "name": "Paketshop",
                "address": "Invalidenstraße 43",
                "url": "https://shop.example/karte",
            },
        ),
    ),
    "a place whose link is a script": (
        {
            "type": "location",
            "location": {"latitude": 1, "longitude": 2, "url": "javascript:alert(1)"},
        },
        (Kind.LOCATION, "", {"latitude": 1.0, "longitude": 2.0}),
    ),
    "interactive button_reply": (
        {
            "type": "interactive",
            "interactive": {"type": "button_reply", "button_reply": {"id": "k1", "title": "Ja"}},
        },
        (Kind.CHOICE, "Ja", {"id": "k1", "title": "Ja"}),
    ),
    "interactive list_reply": (
        {
            "type": "interactive",
            "interactive": {
                "type": "list_reply",
                "list_reply": {"id": "t1", "title": "Lieferung", "description": "Versand"},
            },
        },
        (Kind.CHOICE, "Lieferung", {"id": "t1", "title": "Lieferung", "description": "Versand"}),
    ),
    "interactive call_permission_reply": (
        {
            "type": "interactive",
            "interactive": {
                "type": "call_permission_reply",
                "call_permission_reply": {
                    "response": "accept",
                    "expiration_timestamp": 1796104800,
                    "response_source": "user_action",
                },
            },
        },
        (
            Kind.CHOICE,
            "",
            {
                "id": "call_permission",
                "permission": "accept",
                "source": "user_action",
                "until": "2026-12-01T06:00:00+00:00",
            },
        ),
    ),
    "interactive nfm_reply": (
        {
            "type": "interactive",
            "interactive": {
                "type": "nfm_reply",
                "nfm_reply": {
                    "name": "flow",
                    "response_json": '{"flow_token":"t-1","grund":"beschädigt","wann":["Mo","Di"],'
                    '"menge":2}',
                },
            },
        },
        (
            Kind.FORM,
            "grund: beschädigt\nwann: Mo, Di\nmenge: 2",
            {
                "name": "flow",
                "token": "t-1",
                "answers": {"grund": "beschädigt", "wann": "Mo, Di", "menge": "2"},
            },
        ),
    ),
    "nfm_reply whose response is no object": (
        {
            "type": "interactive",
            "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": '["kein"]'}},
        },
        (Kind.FORM, "answer: kein", {"answers": {"answer": "kein"}}),
    ),
    "nfm_reply whose response is no JSON": (
        {
            "type": "interactive",
            "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "{kaputt"}},
        },
        (Kind.FORM, "answer: {kaputt", {"answers": {"answer": "{kaputt"}}),
    ),
    "button": (
        {"type": "button", "button": {"payload": "csat:good", "text": "Alles gut"}},
        (Kind.CHOICE, "Alles gut", {"id": "csat:good", "title": "Alles gut"}),
    ),
    "button without payload of ours": (
        {"type": "button", "button": {"text": "Abbestellen"}},
        (Kind.CHOICE, "Abbestellen", {"id": "Abbestellen", "title": "Abbestellen"}),
    ),
    "order": (
        {
            "type": "order",
            "order": {
                "catalog_id": "1948",
                "text": "Als Geschenk",
                "product_items": [
                    {
                        "product_retailer_id": "SCHERE",
                        "quantity": 2,
                        "item_price": 24.9,
                        "currency": "EUR",
                    },
                    {"product_retailer_id": "ERDE", "quantity": "1", "item_price": 9},
                ],
            },
        },
        (
            Kind.ORDER,
            "Als Geschenk",
            {
                "catalog_id": "1948",
                "items": [
                    {"id": "SCHERE", "quantity": 2, "price": "24.9", "currency": "EUR"},
                    {"id": "ERDE", "quantity": 1, "price": "9"},
                ],
            },
        ),
    ),
    "forwarded": (
        {"type": "text", "text": {"body": "x"}, "context": {"forwarded": True}},
        (Kind.TEXT, "x", {"forwarded": True}),
    ),
    "forwarded many times": (
        {"type": "text", "text": {"body": "x"}, "context": {"frequently_forwarded": True}},
        (Kind.TEXT, "x", {"forwarded": True, "forwarded_often": True}),
    ),
    "a question about a product": (
        {
            "type": "text",
            "text": {"body": "Noch da?"},
            "context": {
                "referred_product": {"catalog_id": "1948", "product_retailer_id": "SCHERE"}
            },
        },
        (Kind.TEXT, "Noch da?", {"product": {"catalog_id": "1948", "id": "SCHERE"}}),
    ),
    "referral, without its click id": (
        {
            "type": "text",
            "text": {"body": "Mehr?"},
            "referral": {
                "source_url": "https://fb.me/x",
                "source_id": "12",
                "source_type": "ad",
                "headline": "Schreiben Sie uns",
                "body": "Herbst",
                "ctwa_clid": "Aff-n8Z",
                "welcome_message": {"text": "Hallo!"},
            },
        },
        (
            Kind.TEXT,
            "Mehr?",
            {
                "referral": {
                    "type": "ad",
                    "id": "12",
                    "url": "https://fb.me/x",
                    "headline": "Schreiben Sie uns",
                    "body": "Herbst",
                    "welcome": "Hallo!",
                }
            },
        ),
    ),
}


@pytest.mark.parametrize(("item", "expected"), CONTENTS.values(), ids=CONTENTS.keys())
def test_reads(item, expected):
    kind, text, details = expected
    assert only(inbound(**item)) == InboundMessage(
        "wamid.IN", ANNA, SENT, kind, text, details=details
    )


SHA = "iIdHdNXmE4X7iuQuyyYopj1ba/YhjZQJ5/EXr4ag/7I="
HEX = "88874774d5e61385fb8ae42ecb2628a63d5b6bf6218d9409e7f117af86a0ffb2"

FILES = {
    "image": ({"mime_type": "image/jpeg", "caption": "So"}, Kind.IMAGE, "image/jpeg"),
    "video": ({"mime_type": "video/mp4"}, Kind.VIDEO, "video/mp4"),
    "audio": ({"mime_type": "audio/mpeg", "voice": False}, Kind.AUDIO, "audio/mpeg"),
    "audio recorded in the app": (
        {"mime_type": "audio/ogg; codecs=opus", "voice": True},
        Kind.VOICE,
        "audio/ogg",
    ),
    "voice": ({"mime_type": "audio/ogg"}, Kind.VOICE, "audio/ogg"),
    "document": ({"mime_type": "application/pdf"}, Kind.DOCUMENT, "application/pdf"),
    "sticker": ({"mime_type": "image/webp"}, Kind.STICKER, "image/webp"),
    "document of a type that is none": (
        {"mime_type": "evil\r\nX: y"},
        Kind.DOCUMENT,
        "application/octet-stream",
    ),
}


@pytest.mark.parametrize(("named", "expected"), FILES.items(), ids=FILES.keys())
def test_a_file_is_fetched_later_by_its_id(named, expected):
    described, kind, content_type = expected
    word = named.split()[0]
    event = only(inbound(type=word, **{word: {"id": "77", "sha256": SHA, **described}}))
    assert event.kind is kind
    assert event.text == described.get("caption", "")
    assert event.media == (Media("77", content_type, sha256=HEX),)


def test_the_hash_may_be_hex_or_base64_or_nothing():
    for written, expected in ((SHA, HEX), (HEX.upper(), HEX), ("c2hvcnQ=", None), ("%", None)):
        event = only(inbound(type="image", image={"id": "77", "sha256": written}))
        assert event.media[0].sha256 == expected


def test_an_animated_sticker_says_so():
    event = only(inbound(type="sticker", sticker={"id": "77", "animated": True}))
    assert event.details == {"animated": True}


def test_a_file_that_meta_could_not_load_is_still_a_message():
    event = only(sample("x_media_missing_id.json"))
    assert (event.kind, event.media) == (Kind.IMAGE, ())
    assert event.details == {"missing": "undownloaded"}


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Rechnung 4711 (Müller & Söhne).pdf", "Rechnung 4711 (Müller & Söhne).pdf"),
        ("../../etc/cron.d/x\u202efdp.exe", "xfdp.exe"),
        ("C:\\fotos\\bild.jpg", "bild.jpg"),
        (". . .", None),
        ("", None),
        ("a" * 400 + ".pdf", "a" * 296 + ".pdf"),
        ("b" * 400, "b" * 300),
    ],
)
def test_a_file_name_loses_what_could_deceive(sent, shown):
    event = only(inbound(type="document", document={"id": "77", "filename": sent}))
    assert event.media[0].filename == shown


def test_contacts_keep_what_a_card_says():
    event = only(sample("in_contacts.json"))
    assert (event.kind, event.text) == (Kind.CONTACTS, "Jörg Schäfer")
    [card] = event.details["contacts"]
    assert card == {
        "name": "Jörg Schäfer",
        "phones": [
            {"phone": "+49 171 3920005", "wa_id": "491713920005", "type": "CELL"},
            {"phone": "+49 30 23125333", "type": "HOME"},
        ],
        "emails": [{"email": "joerg@example.org", "type": "HOME"}],
        "addresses": [
            {
                "type": "HOME",
                "street": "Lindenweg 5",
                "city": "Potsdam",
                "state": "Brandenburg",
                "zip": "14467",
                "country": "Deutschland",
            }
        ],
        "urls": [{"url": "https://example.org", "type": "WORK"}],
        "organisation": {
            "company": "Schäfer GbR",
            "department": "Einkauf",
            "title": "Leiter",
        },
        "birthday": "1979-03-02",
    }


@pytest.mark.parametrize(
    ("file", "origin"),
    [
        ("in_contacts_request_contact_info.json", "contact_request"),
        ("in_contacts_origin_other.json", "other"),
    ],
)
def test_a_card_says_whether_we_asked_for_it_and_never_renames_its_sender(file, origin):
    event = only(sample(file))
    assert event.details["contacts"][0]["origin"] == origin
    assert "491713920005" not in {alias.value for alias in event.sender.aliases}


def test_a_card_without_a_formatted_name_is_named_by_its_parts():
    event = only(
        inbound(type="contacts", contacts=[{"name": {"first_name": "Jo", "last_name": "Bo"}}])
    )
    assert event.text == "Jo Bo"


# ----- about other messages


def test_a_reply_names_what_it_answers():
    event = only(inbound(type="text", text={"body": "Ja"}, context={"from": "49", "id": "wamid.A"}))
    assert event.reply_to == "wamid.A"


def test_a_reaction_belongs_to_a_message():
    event = only(inbound(type="reaction", reaction={"message_id": "wamid.OUT", "emoji": "👍🏽"}))
    assert event == Reaction("wamid.IN", ANNA, "wamid.OUT", "👍🏽", SENT)


@pytest.mark.parametrize("emoji", [{}, {"emoji": ""}], ids=["absent", "empty"])
def test_a_reaction_is_taken_back_by_no_emoji(emoji):
    event = only(inbound(type="reaction", reaction={"message_id": "wamid.OUT", **emoji}))
    assert event == Reaction("wamid.IN", ANNA, "wamid.OUT", None, SENT)


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ({"type": "text", "text": {"body": "4712"}, "context": {"id": "M0"}}, "4712"),
        ({"type": "image", "image": {"id": "7", "caption": "neu"}}, "neu"),
    ],
    ids=["text", "caption"],
)
def test_an_edit_brings_the_new_text(inner, text):
    event = only(inbound(type="edit", edit={"original_message_id": "wamid.A", "message": inner}))
    assert event == Edited("wamid.IN", ANNA, "wamid.A", text, SENT)


def test_a_deletion_names_what_is_gone():
    event = only(inbound(type="revoke", revoke={"original_message_id": "wamid.A"}))
    assert event == Revoked("wamid.IN", ANNA, "wamid.A", SENT)


# ----- what nobody can read

UNREADABLE = {
    "poll": {"type": "unsupported", "unsupported": {"type": "poll"}},
    "unknown": {"type": "unknown", "errors": [{"code": 131051, "details": "nein"}]},
    "video 131052": {
        "type": "unsupported",
        "unsupported": {"type": "video"},
        "errors": [{"code": 131052}],
    },
    "hologram": {"type": "hologram", "hologram": {"x": 1}},
    "interactive payment_method": {
        "type": "interactive",
        "interactive": {"type": "payment_method"},
    },
    "interactive": {"type": "interactive"},
    "text": {"type": "text"},
    "location": {"type": "location", "location": {"latitude": "north"}},
    "image": {"type": "image"},
    "contacts": {"type": "contacts", "contacts": []},
    "button": {"type": "button", "button": {}},
    "order": {"type": "order"},
    "reaction": {"type": "reaction", "reaction": {"emoji": "👍"}},
    "edit": {"type": "edit", "edit": {"original_message_id": "wamid.A"}},
    "revoke": {"type": "revoke"},
    "message": {},
}


@pytest.mark.parametrize(("what", "item"), UNREADABLE.items(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_shown_as_such(what, item):
    assert only(inbound(**item)) == Unsupported("wamid.IN", ANNA, SENT, what)


def test_a_broken_item_loses_none_of_its_neighbours():
    good = message(type="text", text={"body": "gut"})
    broken = [{"type": 7}, {"text": []}, message(id="x" * 900, type="text", text={"body": 3})]
    items = [{**good, "id": "a"}, *broken, "no object", None, {**good, "id": "b"}]
    events = read(envelope("messages", messages=items, statuses=[{"id": 5}, None, "x"]))
    assert [e.external_id for e in events if isinstance(e, InboundMessage)] == ["a", "b"]
    assert len(events) == 2 + len(broken)


def test_a_message_without_a_usable_id_gets_the_same_one_again():
    item = message(type="text", text={"body": "?"})
    del item["id"]
    body = envelope("messages", messages=[item, {**item, "text": {"body": "!"}}])
    first, second = read(body)
    assert first.external_id.startswith("unnamed:")
    assert first.external_id != second.external_id
    assert read(body) == [first, second]


def test_a_message_of_nobody_is_told_to_the_administrator():
    body = envelope("messages", messages=[{"id": "a", "type": "text", "text": {"body": "?"}}])
    assert read(body) == [AccountChanged(AccountHealth.WARNING, "MESSAGE_WITHOUT_SENDER", RECEIVED)]


def test_opening_a_chat_says_nothing():
    assert read(inbound(type="request_welcome")) == []


def test_a_group_message_knows_its_group():
    event = only(inbound(type="text", text={"body": "x"}, group_id="Y2Fw"))
    assert event.group == "Y2Fw"
    assert only(inbound(type="hologram", group_id="Y2Fw")).group == "Y2Fw"


# ----- characters and times


def test_a_lone_surrogate_becomes_storable():
    event = only(sample("x_lone_surrogate.json"))
    assert event.text == "kaputt \ufffd Ende"
    event.text.encode()


def test_no_nul_reaches_the_database():
    event = only(inbound(type="text", text={"body": "a\x00b"}, id="wamid.\x00"))
    assert (event.text, event.external_id) == ("a\ufffdb", "wamid.\ufffd")


@pytest.mark.parametrize(
    "written", ["1795500000", 1795500000, 1795500000000, "1795500000000", "1795500000.25"]
)
def test_seconds_and_milliseconds_as_text_or_number_are_one_time(written):
    assert only(inbound(type="text", text={"body": "x"}, timestamp=written)).sent_at == SENT


@pytest.mark.parametrize("written", ["asdf", None, "", 0, -5, 1e400, "1e5", True, [], "9" * 30])
def test_a_useless_time_is_replaced_by_that_of_receipt(written):
    event = only(inbound(type="text", text={"body": "x"}, timestamp=written))
    assert event.sent_at == RECEIVED


def test_without_time_of_receipt_a_neighbour_tells_the_time():
    items = [message(id=one, type="text", text={"body": one}) for one in ("a", "b")]
    items[0]["timestamp"] = "asdf"
    raw = replace(posted(envelope("messages", messages=items)), headers={})
    assert [event.sent_at for event in meta().parse(raw)] == [SENT, SENT]


# ----- whole samples


def test_a_batch_of_a_thousand_is_read_whole():
    events = read(sample("x_batch_1000_messages.json"))
    assert len({event.external_id for event in events}) == 1000


def test_a_thousand_people_keep_their_names():
    people = range(1000)
    contacts = [{"wa_id": f"4917{n:08d}", "profile": {"name": f"Nr. {n}"}} for n in people]
    items = [
        message(id=f"wamid.{n}", type="text", text={"body": "x"}, **{"from": f"4917{n:08d}"})
        for n in people
    ]
    for item in items:
        del item["from_user_id"]
    events = read(envelope("messages", contacts=contacts[::-1], messages=items))
    assert [event.sender.name for event in events] == [f"Nr. {n}" for n in people]


def test_messages_of_the_same_second_keep_their_order():
    texts = [event.text for event in read(sample("x_same_second_messages.json"))]
    assert texts == ["1/3 Hallo", "2/3 ich wollte fragen", "3/3 wann Sie öffnen"]


def test_a_redelivery_with_another_profile_is_the_same_message():
    event = only(sample("x_duplicate_redelivery_b_changed_url.json"))
    assert event.sender == replace(ANNA, name="Anna S.")
    assert event.external_id == "wamid.HBgMNDkxNzEzOTIwMDAxFQIAEhgUM0FFMzY2MDJEQ0RDNEMzMDdCMTUA"


def test_errors_beside_a_message_lose_neither():
    unsupported, trouble = read(sample("x_interactive_without_body_131000.json"))
    assert unsupported.what == "interactive"
    assert (trouble.what, trouble.health) == ("PROVIDER_ERROR", AccountHealth.WARNING)


def test_an_answer_cannot_be_nested_until_something_breaks():
    deep = json.dumps({"a": "[" * 900 + "]" * 900})
    for response in ("[" * 100_000, deep, '{"a":' * 500 + "1" + "}" * 500):
        item = {"type": "nfm_reply", "nfm_reply": {"response_json": response}}
        assert only(inbound(type="interactive", interactive=item)).kind is Kind.FORM


def test_the_manifest_counts_are_what_is_read():
    """Nothing of a sample is lost: each counted item is an event, or ignored on purpose."""
    ignored = {"st_legacy_deleted_warning.json", "st_unknown_status_value.json"}
    manifest = json.loads(sample("manifest.json"))
    for name, told in manifest.items():
        counts = (told or {}).get("counts", {})
        expected = sum(counts.get(kind, 0) for kind in ("messages", "statuses", "echoes", "errors"))
        if expected and name not in ignored:
            assert len(read(sample(name))) == expected, name


def test_a_user_without_a_phone_number_is_somebody():
    event = only(sample("in_text_bsuid_only.json"))
    assert event.sender.address == DARIA_ID
    assert event.sender.name == "Daria"
    assert person("", DARIA_ID).aliases[0] in event.sender.aliases
