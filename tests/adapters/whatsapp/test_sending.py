"""What goes out: every kind of message as the Cloud API wants it, and its refusals."""

from __future__ import annotations

import json

import pytest

from adapters.whatsapp.uploads import Uploads
from inbox.channel import (
    AccountBroken,
    Alias,
    AliasKind,
    Button,
    OutboundMedia,
    OutboundMessage,
    OutcomeUnknown,
    Rejected,
    Sender,
    TemplateUse,
    TryLater,
    WindowClosed,
)
from tests.adapters.case import DictMemory
from tests.adapters.scripted import scripted_server
from tests.adapters.whatsapp.account import (
    ACCESS_TOKEN,
    API_KEY,
    DARIA_ID,
    NUMBER_ID,
    SENT,
    d360,
    meta,
    sample,
    sample_json,
)

ANNA = Sender("491713920001")
OK = sample("resp_send_ok.json")
WAMID = "wamid.HBgMNDkxNzEzOTIwMDAxFQIAERgSNzE0Nzg4MzcwNjIwQTlBMzk3AA=="


@pytest.fixture
def server():
    with scripted_server() as served:
        yield served


def said(text="", to=ANNA, key="01JD3Q6W4N9T8Z", **more):
    return OutboundMessage(to, text, key, **more)


def sent(channel, message):
    return channel.send(message, channel.prepare(message))


def body_of(message, channel=None):
    return json.loads((channel or meta()).prepare(message))["body"]


def file(path, content_type, size=None, name="Foto.bin"):
    path.write_bytes(b"x" * 100)
    return OutboundMedia(str(path), content_type, name, 100 if size is None else size)


# ----- the call


def test_a_text_goes_to_the_number_of_the_account(server):
    server.answer(200, OK)
    assert sent(meta(server.url), said("Hallo Frau Schäfer")) == WAMID
    [call] = server.received
    assert (call.method, call.path) == ("POST", f"/v26.0/{NUMBER_ID}/messages")
    assert call.headers["authorization"] == f"Bearer {ACCESS_TOKEN}"
    assert json.loads(call.body) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+491713920001",
        "type": "text",
        "text": {"preview_url": False, "body": "Hallo Frau Schäfer"},
        "biz_opaque_callback_data": "01JD3Q6W4N9T8Z",
    }


def test_at_360dialog_the_key_is_the_number(server):
    server.answer(200, OK)
    assert sent(d360(server.url), said("Hallo")) == WAMID
    [call] = server.received
    assert (call.path, call.headers["d360-api-key"]) == ("/messages", API_KEY)
    assert "authorization" not in call.headers


@pytest.mark.parametrize(
    "answer",
    ["resp_send_ok_bsuid.json", "resp_send_ok_waid_differs.json", "resp_send_template_held.json"],
)
def test_every_form_of_acceptance_names_the_message(server, answer):
    server.answer(200, sample(answer))
    expected = sample_json(answer)["messages"][0]["id"]
    assert sent(meta(server.url), said("x")) == expected


@pytest.mark.parametrize("answer", [b"", b"{}", b"[]", b"<html>", b'{"messages": [{}]}'])
def test_an_acceptance_without_a_name_is_unknown(server, answer):
    server.answer(200, answer)
    with pytest.raises(OutcomeUnknown):
        sent(meta(server.url), said("x"))


def test_an_error_inside_a_200_is_an_error(server):
    server.answer(200, sample("err_131056.json"))
    with pytest.raises(TryLater, match="PAIR_RATE"):
        sent(meta(server.url), said("x"))


def test_a_line_that_breaks_after_sending_is_unknown_and_not_repeated(server):
    server.answer(200, drop=True)
    with pytest.raises(OutcomeUnknown):
        sent(meta(server.url), said("x"))
    assert len(server.received) == 1


def test_no_connection_is_tried_later():
    with pytest.raises(TryLater):
        sent(meta("http://127.0.0.1:9"), said("x"))


@pytest.mark.parametrize(
    ("file_name", "status", "kind"),
    [
        ("err_190_token_expired.json", 401, AccountBroken),
        ("err_132001.json", 404, Rejected),
        ("err_131016.json", 500, TryLater),
        ("err_502_html.txt", 502, TryLater),
    ],
)
def test_a_refusal_has_its_consequence(server, file_name, status, kind):
    server.answer(status, sample(file_name))
    with pytest.raises(kind):
        sent(meta(server.url), said("x"))


def test_the_window_that_closed_asks_for_a_template(server):
    server.answer(400, json.dumps({"error": {"code": 131047}}))
    with pytest.raises(WindowClosed):
        sent(meta(server.url), said("x"))


# ----- whom


def test_a_user_id_goes_into_recipient_and_never_into_to():
    body = body_of(said("Ja", to=Sender(DARIA_ID)))
    assert body["recipient"] == DARIA_ID
    assert "to" not in body


def test_a_known_phone_number_is_preferred():
    to = Sender(DARIA_ID, aliases=(Alias(AliasKind.PHONE, "491713920004"),))
    body = body_of(said("Ja", to=to))
    assert body["to"] == "+491713920004"
    assert "recipient" not in body


def test_somebody_without_an_address_cannot_be_written_to():
    with pytest.raises(Rejected, match="NO_ADDRESS"):
        meta().prepare(said("Ja", to=Sender("daria")))


# ----- text


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 2048], ids=["plain", "emoji"])
def test_the_longest_text_fits_exactly(text):
    assert body_of(said(text))["text"]["body"] == text


@pytest.mark.parametrize("text", ["x" * 4097, "😀" * 2049], ids=["plain", "emoji"])
def test_a_longer_text_is_refused_and_never_cut(text):
    with pytest.raises(Rejected, match="TEXT_TOO_LONG"):
        meta().prepare(said(text))


@pytest.mark.parametrize("text", ["", " \n "])
def test_nothing_is_nothing_to_say(text):
    with pytest.raises(Rejected, match="NOTHING_TO_SAY"):
        meta().prepare(said(text))


def test_an_answer_quotes_what_it_answers():
    assert body_of(said("Ja", reply_to="wamid.IN"))["context"] == {"message_id": "wamid.IN"}


# ----- reactions


@pytest.mark.parametrize("emoji", ["👍", ""], ids=["set", "taken back"])
def test_a_reaction_has_a_message_and_no_quote(emoji):
    body = body_of(said(reply_to="wamid.IN", emoji=emoji))
    assert body["reaction"] == {"message_id": "wamid.IN", "emoji": emoji}
    assert (body["type"], "context" in body) == ("reaction", False)


def test_a_reaction_to_nothing_is_refused():
    with pytest.raises(Rejected, match="NOTHING_TO_REACT_TO"):
        meta().prepare(said(emoji="👍"))


# ----- buttons


def test_buttons_stand_under_a_text():
    body = body_of(said("Gelöst?", buttons=(Button("ja", "Ja, danke"), Button("nein", "Nein"))))
    assert body["type"] == "interactive"
    assert body["interactive"] == {
        "type": "button",
        "body": {"text": "Gelöst?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "ja", "title": "Ja, danke"}},
                {"type": "reply", "reply": {"id": "nein", "title": "Nein"}},
            ]
        },
    }


@pytest.mark.parametrize(
    ("text", "buttons", "told"),
    [
        ("x", [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")], "TOO_MANY_BUTTONS"),
        ("x", [("a", "A"), ("b", "A")], "BUTTONS_ALIKE"),
        ("x", [("a", "x" * 21)], "BUTTON_TITLE"),
        ("x", [("a", " ")], "BUTTON_TITLE"),
        ("x", [("", "A")], "BUTTON_ID"),
        ("x", [("i" * 257, "A")], "BUTTON_ID"),
        ("x" * 1025, [("a", "A")], "TEXT_TOO_LONG"),
        ("", [("a", "A")], "NOTHING_TO_SAY"),
    ],
)
def test_buttons_that_meta_would_refuse(text, buttons, told):
    with pytest.raises(Rejected, match=told):
        meta().prepare(said(text, buttons=tuple(Button(*button) for button in buttons)))


def test_a_picture_can_stand_over_buttons(server, tmp_path):
    photo = file(tmp_path / "a", "image/png")
    server.answer(200, b'{"id": "55"}')
    server.answer(200, OK)
    sent(meta(server.url), said("Gut?", media=(photo,), buttons=(Button("a", "Ja"),)))
    header = json.loads(server.received[1].body)["interactive"]["header"]
    assert header == {"type": "image", "image": {"id": "55"}}


# ----- files


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("image/jpeg", "image"),
        ("image/png", "image"),
        ("video/mp4", "video"),
        ("video/3gpp", "video"),
        ("audio/ogg; codecs=opus", "audio"),
        ("audio/mpeg", "audio"),
        ("image/webp", "sticker"),
        ("application/pdf", "document"),
        ("image/gif", "document"),
        ("nonsense", "document"),
    ],
)
def test_a_file_goes_as_the_kind_of_its_type(content_type, kind, tmp_path):
    body = body_of(said(media=(file(tmp_path / "a", content_type),)))
    assert body["type"] == kind
    assert "filename" in body[kind] or kind != "document"


def test_a_file_is_uploaded_and_named_by_its_id(server, tmp_path):
    invoice = file(tmp_path / "a", "application/pdf", name="Rechnung – Müller.pdf")
    server.answer(200, sample("resp_media_upload.json"))
    server.answer(200, OK)
    assert sent(meta(server.url), said("Anbei", media=(invoice,))) == WAMID
    upload, call = server.received
    assert upload.path == f"/v26.0/{NUMBER_ID}/media"
    assert b'name="messaging_product"\r\n\r\nwhatsapp' in upload.body
    assert b"application/pdf" in upload.body
    assert b"x" * 100 in upload.body
    assert json.loads(call.body)["document"] == {
        "id": "1037543291543636",
        "caption": "Anbei",
        "filename": "Rechnung – Müller.pdf",
    }


def test_the_same_bytes_are_uploaded_once(server, tmp_path):
    photo = file(tmp_path / "a", "image/png")
    channel = meta(server.url)
    server.answer(200, b'{"id": "55"}')
    for _ in range(3):
        server.answer(200, OK)
        sent(channel, said(media=(photo,)))
    assert [call.path.rpartition("/")[2] for call in server.received] == [
        "media",
        *["messages"] * 3,
    ]


def test_an_upload_that_meta_deleted_is_repeated_once(server, tmp_path):
    photo = file(tmp_path / "a", "image/png")
    channel = meta(server.url)
    server.answer(200, b'{"id": "55"}')
    server.answer(200, OK)
    sent(channel, said(media=(photo,)))
    server.answer(400, sample("err_100_error_data_string.json"))
    server.answer(200, b'{"id": "56"}')
    server.answer(200, OK)
    assert sent(channel, said(media=(photo,))) == WAMID
    assert json.loads(server.received[-1].body)["image"]["id"] == "56"


def test_an_upload_of_a_month_ago_is_not_trusted(server, tmp_path):
    photo = file(tmp_path / "a", "image/png")
    channel = meta(server.url)
    server.answer(200, b'{"id": "55"}')
    server.answer(200, OK)
    sent(channel, said(media=(photo,)))
    [slot] = channel.memory.entries
    kept = json.loads(channel.memory.entries[slot])
    channel.memory.entries[slot] = json.dumps({**kept, "until": "2020-01-01T00:00:00Z"})
    server.answer(200, b'{"id": "57"}')
    server.answer(200, OK)
    sent(channel, said(media=(photo,)))
    assert json.loads(server.received[-1].body)["image"]["id"] == "57"


def test_a_refused_fresh_upload_is_final(server, tmp_path):
    photo = file(tmp_path / "a", "image/png")
    server.answer(200, b'{"id": "55"}')
    server.answer(400, json.dumps({"error": {"code": 131053}}))
    with pytest.raises(Rejected, match="FILE_REFUSED"):
        sent(meta(server.url), said(media=(photo,)))
    assert len(server.received) == 2


@pytest.mark.parametrize(
    "answer", [{"status": 200, "drop": True}, {"status": 200, "body": b"{}"}, {"status": 503}]
)
def test_a_lost_upload_is_no_lost_message(server, tmp_path, answer):
    server.answer(**answer)
    with pytest.raises(TryLater):
        sent(meta(server.url), said(media=(file(tmp_path / "a", "image/png"),)))
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("content_type", "size", "told"),
    [
        ("image/png", 5 * 1024**2 + 1, "FILE_TOO_LARGE"),
        ("video/mp4", 16 * 1024**2 + 1, "FILE_TOO_LARGE"),
        ("audio/mpeg", 16 * 1024**2 + 1, "FILE_TOO_LARGE"),
        ("image/webp", 500 * 1024 + 1, "FILE_TOO_LARGE"),
        ("application/zip", 100 * 1024**2 + 1, "FILE_TOO_LARGE"),
    ],
)
def test_a_file_that_is_too_large_is_refused(content_type, size, told, tmp_path):
    with pytest.raises(Rejected, match=told):
        meta().prepare(said(media=(file(tmp_path / "a", content_type, size),)))


@pytest.mark.parametrize("content_type", ["audio/mpeg", "image/webp"])
def test_sounds_and_stickers_carry_no_text(content_type, tmp_path):
    with pytest.raises(Rejected, match="NO_CAPTION"):
        meta().prepare(said("Text", media=(file(tmp_path / "a", content_type),)))


def test_a_caption_is_shorter_than_a_text(tmp_path):
    photo = file(tmp_path / "a", "image/png")
    assert body_of(said("x" * 1024, media=(photo,)))["image"]["caption"] == "x" * 1024
    with pytest.raises(Rejected, match="TEXT_TOO_LONG"):
        meta().prepare(said("x" * 1025, media=(photo,)))


def test_two_files_are_two_messages(tmp_path):
    photo = file(tmp_path / "a", "image/png")
    with pytest.raises(Rejected, match="ONE_FILE_PER_MESSAGE"):
        meta().prepare(said(media=(photo, photo)))


def test_the_memory_of_uploads_does_not_grow_for_ever(tmp_path):
    class Taken:
        number = ""

        def upload(self, *args):
            return {"id": "55"}

    memory = DictMemory()
    for number in range(600):
        (tmp_path / "a").write_bytes(str(number).encode())
        photo = OutboundMedia(str(tmp_path / "a"), "image/png", "a", 1)
        Uploads(Taken(), memory).upload(photo, SENT)
    assert len(memory.entries) <= 256
    assert Uploads(Taken(), memory).known(photo, SENT) == "55"


# ----- seen and typing


@pytest.mark.parametrize(("call", "more"), [("mark_seen", {}), ("show_typing", {"type": "text"})])
def test_seen_and_typing_name_the_customers_message(server, call, more):
    server.answer(200, sample("resp_success_true.json"))
    getattr(meta(server.url), call)("wamid.IN")
    expected = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.IN"}
    if more:
        expected["typing_indicator"] = more
    assert json.loads(server.received[0].body) == expected


def test_seen_and_typing_are_abilities_only_if_the_shop_wants_them():
    assert not meta().capabilities.read_receipts
    assert not meta().capabilities.typing
    wanted = meta(read_receipts=True, typing=True).capabilities
    assert wanted.read_receipts
    assert wanted.typing


# ----- the same as the reference's samples


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("send_text.json", said("Hallo Frau Schäfer, Ihr Paket kommt morgen.")),
        ("send_text_to_bsuid.json", said("Ja, wieder lieferbar.", to=Sender(DARIA_ID))),
        (
            "send_text_reply.json",
            said(
                "Zu dieser Frage: ja.",
                reply_to="wamid.HBgMNDkxNzEzOTIwMDAxFQIAEhgUM0E2ODc4NDJERDA5MDU1QkZDNEUA",
            ),
        ),
        (
            "send_reaction.json",
            said(
                reply_to="wamid.HBgMNDkxNzEzOTIwMDAxFQIAEhgUM0EwQTRBMzk0RTk1OUY4MEQ2QTIA",
                emoji="👍",
            ),
        ),
        (
            "send_reaction_remove.json",
            said(
                reply_to="wamid.HBgMNDkxNzEzOTIwMDAxFQIAEhgUM0ExNDM5ODFCMDkwQzczRjhCNUYA",
                emoji="",
            ),
        ),
    ],
)
def test_the_bodies_are_those_of_the_samples(name, message):
    ours, theirs = body_of(message), sample_json(name)
    ours.pop("biz_opaque_callback_data")
    theirs.pop("biz_opaque_callback_data", None)
    for body in (ours, theirs):
        body.get("text", {}).pop("preview_url", None)
    assert ours == theirs


def test_a_template_that_nobody_listed_is_sent_by_position():
    use = TemplateUse("versand_verzoegert", "de", ("Anna", "4711"))
    assert body_of(said(template=use))["template"] == {
        "name": "versand_verzoegert",
        "language": {"code": "de"},
        "components": [
            {
                "type": "body",
                "parameters": [{"type": "text", "text": "Anna"}, {"type": "text", "text": "4711"}],
            }
        ],
    }
