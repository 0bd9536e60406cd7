"""What leaves: texts, quotes, reactions and files, as the customer's app will read them."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.threema import blobs, outgoing
from adapters.threema.blobs import BlobRef
from adapters.threema.box import Box, KeyPair, unseal
from inbox.channel import OutboundMedia, OutboundMessage, Rejected, Sender, TryLater
from tests.adapters.case import DictMemory
from tests.adapters.scripted import scripted_server
from tests.adapters.threema import vectors
from tests.adapters.threema.account import account, to_customer

TARGET = "ce62121302b253af"
NAMED = f"CUST0001:{TARGET}"
BLOB, SENT = "cd" * 16, "00112233445566ff"
CUSTOMER = KeyPair(
    bytes.fromhex(vectors.public(vectors.GATEWAY)), bytes.fromhex(vectors.private(vectors.CUSTOMER))
)


def read(message: OutboundMessage) -> tuple[int, bytes]:
    """What the customer's app finds in the box."""
    box = outgoing.load(account().prepare(message))
    assert isinstance(box, Box)
    return unseal(box, CUSTOMER)


def test_a_text_arrives_as_it_was_written():
    assert read(to_customer("Grüße 👋 *fett*")) == (0x01, "Grüße 👋 *fett*".encode())


def test_an_answer_quotes_the_message_it_belongs_to():
    assert read(to_customer("Ja", reply_to=NAMED)) == (0x01, f"> quote #{TARGET}\n\nJa".encode())


@pytest.mark.parametrize("reply_to", ["<a@b>", "CUST0001:1", f"STRNGR01:{TARGET}", TARGET, ""])
def test_an_answer_to_something_else_goes_without_a_quote(reply_to):
    assert read(to_customer("Ja", reply_to=reply_to)) == (0x01, b"Ja")


def test_the_longest_part_that_the_core_makes_fits_with_a_quote():
    limit = account().capabilities.max_text
    kind, inner = read(to_customer("x" * limit, reply_to=NAMED))
    assert (kind, len(inner)) == (0x01, 3500)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (to_customer("x" * 3501), "TOO_LONG"),
        (to_customer("ä" * 1751), "TOO_LONG"),
        (to_customer("x" * 3474, reply_to=NAMED), "TOO_LONG"),
        (to_customer(""), "EMPTY"),
        (to_customer("", emoji="👍"), "NOTHING_TO_REACT_TO"),
        (to_customer("", emoji="👍", reply_to="<a@b>"), "NOTHING_TO_REACT_TO"),
        (to_customer("", emoji="", reply_to=NAMED), "CANNOT_TAKE_BACK"),
        (OutboundMessage(Sender("cust0001"), "x", "k"), "INVALID_ID"),
        (OutboundMessage(Sender("../credits"), "x", "k"), "INVALID_ID"),
    ],
)
def test_what_threema_cannot_say_is_refused_before_it_leaves(message, code):
    with pytest.raises(Rejected) as refused:
        account().prepare(message)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("emoji", "kind", "inner"),
    [
        ("👍", 0x80, b"\x03" + bytes.fromhex(TARGET)),
        ("👎", 0x80, b"\x04" + bytes.fromhex(TARGET)),
        ("🎉", 0x82, b"\x09" + bytes.fromhex(TARGET) + b"\x12\x04" + "🎉".encode()),
    ],
)
def test_thumbs_go_as_every_app_knows_them_and_the_rest_as_reactions(emoji, kind, inner):
    assert read(to_customer("", emoji=emoji, reply_to=NAMED)) == (kind, inner)


@given(st.text(min_size=1, max_size=800).filter(lambda text: text.isprintable()))
def test_every_text_survives_the_way_out(text):
    assert read(to_customer(text)) == (0x01, text.encode())


# ----- files


@pytest.fixture
def gateway():
    with scripted_server() as served:
        yield served


@pytest.fixture
def invoice(tmp_path):
    path = tmp_path / "opened"
    path.write_bytes(b"%PDF-1.7 invoice")
    return OutboundMedia(str(path), "application/pdf", "Rechnung für Sie.pdf", 16)


def sent_box(request) -> Box:
    form = dict(parse_qsl(request.body.decode()))
    return Box(bytes.fromhex(form["nonce"]), bytes.fromhex(form["box"]))


def test_a_file_is_encrypted_uploaded_and_announced(gateway, invoice):
    message = to_customer("Wie gewünscht", media=(invoice,))
    channel = account(gateway.url)
    gateway.answer(200, BLOB)
    gateway.answer(200, SENT)
    assert channel.send(message, channel.prepare(message)) == f"CUST0001:{SENT}"
    upload, announcement = gateway.received
    assert upload.path.startswith("/upload_blob?from=")
    kind, inner = unseal(sent_box(announcement), CUSTOMER)
    note = json.loads(inner)
    assert kind == 0x17
    assert {k: v for k, v in note.items() if k != "k"} == {
        "b": BLOB,
        "m": "application/pdf",
        "n": "Rechnung für Sie.pdf",
        "s": 16,
        "i": 0,
        "j": 0,
        "d": "Wie gewünscht",
    }
    ref = BlobRef(BLOB, blobs.FILE_NONCE, key=bytes.fromhex(note["k"]))
    assert blobs.decrypt(_uploaded(upload.body), ref) == b"%PDF-1.7 invoice"


def _uploaded(multipart: bytes) -> bytes:
    head, _, rest = multipart.partition(b"\r\n\r\n")
    assert b'name="blob"' in head
    return rest[: 16 + 16]


def test_pictures_are_shown_and_drawings_that_are_programs_are_not(invoice):
    def rendering(content_type: str) -> int:
        picture = OutboundMedia(invoice.path, content_type, "x", 16)
        unfinished = outgoing.load(account().prepare(to_customer("", media=(picture,))))
        assert isinstance(unfinished, outgoing.Unfinished)
        return unfinished.note["j"]

    assert [rendering(t) for t in ("image/jpeg", "image/webp", "image/svg+xml")] == [1, 1, 0]


def test_a_file_whose_announcement_got_no_answer_is_repeated_identically(gateway, invoice):
    message, memory = to_customer(media=(invoice,)), DictMemory(account().memory.entries)
    channel = account(gateway.url, memory=memory)
    prepared = channel.prepare(message)
    gateway.answer(200, BLOB)
    gateway.answer(503)
    with pytest.raises(TryLater):
        channel.send(message, prepared)
    gateway.answer(200, SENT)
    account(gateway.url, memory=memory).send(message, prepared)  # perhaps in another process
    assert [r.path.partition("?")[0] for r in gateway.received] == [
        "/upload_blob",
        "/send_e2e",
        "/send_e2e",
    ]
    assert gateway.received[1].body == gateway.received[2].body


def test_if_the_upload_was_forgotten_the_nonce_does_not_meet_another_content(gateway, invoice):
    message = to_customer(media=(invoice,))
    prepared = account().prepare(message)
    for blob in ("aa" * 16, "bb" * 16):
        gateway.answer(200, blob)
        gateway.answer(200, SENT)
        account(gateway.url).send(message, prepared)
    first, second = sent_box(gateway.received[1]), sent_box(gateway.received[3])
    assert first.nonce != second.nonce


def test_two_messages_with_the_same_file_have_different_keys(invoice):
    message = to_customer(media=(invoice,))
    first, second = (outgoing.load(account().prepare(message)) for _ in range(2))
    assert first.key != second.key


@pytest.mark.parametrize("drop", [True, False])
def test_an_upload_without_a_useful_answer_is_tried_again(gateway, invoice, drop):
    message = to_customer(media=(invoice,))
    channel = account(gateway.url)
    gateway.answer(200, "<html>", drop=drop)
    with pytest.raises(TryLater):
        channel.send(message, channel.prepare(message))


def test_a_file_that_is_gone_or_changed_does_not_leave(gateway, tmp_path):
    channel = account(gateway.url)
    gone = to_customer(media=(OutboundMedia(str(tmp_path / "gone"), "a/b", "x", 1),))
    with pytest.raises(TryLater):
        channel.send(gone, channel.prepare(gone))
    (tmp_path / "grown").write_bytes(b"12")
    changed = to_customer(media=(OutboundMedia(str(tmp_path / "grown"), "a/b", "x", 1),))
    with pytest.raises(Rejected):
        channel.send(changed, channel.prepare(changed))
    assert gateway.received == []


@pytest.mark.parametrize(
    ("media", "text", "code"),
    [
        ((OutboundMedia("/x", "a/b", "x", 1),) * 2, "", "TOO_MANY_FILES"),
        ((OutboundMedia("/x", "a/b", "x", blobs.MAX_FILE + 1),), "", "FILE_TOO_LARGE"),
        ((OutboundMedia("/x", "a/b", "x", 1),), "x" * 7500, "TOO_LONG"),
    ],
)
def test_files_that_do_not_fit_are_refused_before_anything_is_uploaded(media, text, code):
    with pytest.raises(Rejected) as refused:
        account().prepare(to_customer(text, media=media))
    assert refused.value.code == code
