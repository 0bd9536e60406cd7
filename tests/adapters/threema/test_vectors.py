"""Every vector has the verdict and the content that the official implementations agree on."""

from __future__ import annotations

import hashlib
import json

import pytest

from adapters.threema import blobs, files, receipts, text
from adapters.threema.blobs import BlobRef
from adapters.threema.box import KeyPair, seal
from inbox.channel import (
    BadSignature,
    DeliveryUpdate,
    InboundMessage,
    Kind,
    Media,
    Reaction,
    Revoked,
    State,
    Unsupported,
)
from tests.adapters.threema import vectors
from tests.adapters.threema.account import account
from tests.adapters.threema.writing import posted


def each(chosen):
    return pytest.mark.parametrize("vector", chosen, ids=[v["name"] for v in chosen])


def of_kind(*kinds):
    accepted = [v for v in vectors.INCOMING if v["verdict"] == "accept"]
    return each([v for v in accepted if v["expect"]["kind"] in kinds])


def by_verdict(verdict):
    return each([v for v in vectors.INCOMING if v["verdict"] == verdict])


def parsed(vector):
    raw = posted(vector["body"].encode())
    channel = account()
    channel.verify(raw)
    return channel.parse(raw)


@by_verdict("reject_400")
def test_what_the_gateway_did_not_sign_is_refused_with_400(vector):
    with pytest.raises(BadSignature) as refused:
        account().verify(posted(vector["body"].encode()))
    assert refused.value.status == 400


@by_verdict("accept_and_quarantine")
def test_what_is_signed_but_unreadable_is_taken_and_becomes_a_dead_letter(vector):
    raw = posted(vector["body"].encode())
    account().verify(raw)
    with pytest.raises(ValueError, match=r"decrypted|padding"):
        account().parse(raw)


@of_kind("text")
def test_a_text_says_what_was_written_and_what_it_quotes(vector):
    [message] = parsed(vector)
    expected = vector["expect"]
    assert message.kind is Kind.TEXT
    assert message.text == expected["text"]
    quoted = expected.get("quoted_message_id")
    assert message.reply_to == (f"CUST0001:{quoted}" if quoted else None)
    assert message.external_id == f"CUST0001:{vector['form']['messageId']}"
    assert message.sender.name == vector["form"].get("nickname")


@of_kind("receipt")
def test_a_receipt_moves_the_messages_that_it_names(vector):
    events = parsed(vector)
    status, ids = vector["expect"]["receipt"], vector["expect"]["message_ids"]
    state = {"received": State.DELIVERED, None: None}.get(status, State.READ)
    updates = [e for e in events if isinstance(e, DeliveryUpdate)]
    assert [u.external_id for u in updates] == ([f"CUST0001:{i}" for i in ids] if state else [])
    assert {u.state for u in updates} <= {state}
    thumbs = [e.emoji for e in events if isinstance(e, Reaction)]
    assert thumbs == {"ack": ["👍"], "decline": ["👎"]}.get(status, [])


@of_kind("file", "image", "video")
def test_a_file_is_described_and_its_bytes_can_be_opened(vector):
    [message] = parsed(vector)
    expected = vector["expect"]
    media = message.media[0]
    assert message.text == expected.get("caption", "")
    assert media.filename == expected.get("name")
    assert media.size == expected["size"]
    assert media.content_type == expected.get(
        "mime", {"image": "image/jpeg"}.get(expected["kind"], "video/mp4")
    )
    assert opened(media) == expected["plain_sha256"]


def test_a_preview_is_a_file_of_its_own():
    vector = vectors.named("file_thumb_caption_raw_utf8")
    [message] = parsed(vector)
    _, preview = message.media
    assert preview.inline_id == "preview"
    assert preview.content_type == "image/jpeg"
    assert opened(preview) == vector["expect"]["thumb_sha256"]


def opened(media: Media) -> str:
    ref = blobs.load(media.ref)
    pair = KeyPair(
        bytes.fromhex(vectors.public(vectors.CUSTOMER)),
        bytes.fromhex(vectors.private(vectors.GATEWAY)),
    )
    return hashlib.sha256(blobs.decrypt(vectors.BLOBS[ref.blob], ref, pair)).hexdigest()


@of_kind("location")
def test_a_location_keeps_the_digits_as_they_were_written(vector):
    [message] = parsed(vector)
    expected = vector["expect"]
    assert message.kind is Kind.LOCATION
    assert message.details["latitude"] == expected["lat"]
    assert message.details["longitude"] == expected["lon"]
    assert message.details.get("accuracy") == expected.get("accuracy")
    assert message.details.get("address") == expected.get("address")


@of_kind("typing")
def test_typing_is_passed_over(vector):
    assert parsed(vector) == []


@of_kind("delete")
def test_a_deletion_names_the_deleted_message(vector):
    [event] = parsed(vector)
    assert isinstance(event, Revoked)
    assert event.target == f"CUST0001:{vector['expect']['message_id']}"


@of_kind("reaction")
def test_a_reaction_names_its_message_and_its_emoji(vector):
    [event] = parsed(vector)
    assert isinstance(event, Reaction)
    assert event.target == f"CUST0001:{vector['expect']['message_id']}"
    assert event.emoji == vector["expect"]["emoji"]


@of_kind("unsupported")
def test_what_cannot_be_read_is_shown_with_its_type(vector):
    [event] = parsed(vector)
    assert isinstance(event, Unsupported)
    assert f"0x{vector['expect']['type']:02x}" in event.what


def test_every_incoming_vector_is_looked_at():
    looked_at = {
        "text",
        "receipt",
        "file",
        "image",
        "video",
        "location",
        "typing",
        "delete",
        "reaction",
        "unsupported",
    }
    accepted = [v for v in vectors.INCOMING if v["verdict"] == "accept"]
    assert {v["expect"]["kind"] for v in accepted} <= looked_at
    assert all(
        isinstance(e, InboundMessage)
        for v in accepted
        if v["expect"]["kind"] == "text"
        for e in parsed(v)
    )


@each(vectors.OUTGOING)
def test_the_same_content_is_sealed_into_the_same_box(vector):
    keys = KeyPair(
        bytes.fromhex(vectors.public(vectors.CUSTOMER)),
        bytes.fromhex(vectors.private(vectors.GATEWAY)),
    )
    nonce = bytes.fromhex(vector["nonce_hex"])
    box = seal(int(vector["type"], 16), inner(vector), keys, padding=vector["pad_len"], nonce=nonce)
    assert box.content.hex() == vector["box_hex"]


def inner(vector):
    """The content as this adapter writes it."""
    expected = vector["expect"]
    if expected["kind"] == "text":
        return text.write(expected["text"], expected.get("quoted_message_id"))
    if expected["kind"] == "receipt":
        return receipts.write(expected["raw"], expected["message_ids"][0])
    note = json.loads(bytes.fromhex(vector["inner_hex"]))
    return files.write({k: v for k, v in note.items() if k != "b"}, expected["blob_id"])


def test_an_encrypted_file_is_the_vectors_blob():
    expected = vectors.named("outgoing_file")["expect"]
    key = bytes.fromhex(expected["key"])
    blob = vectors.BLOBS[expected["blob_id"]]
    ref = BlobRef(expected["blob_id"], blobs.FILE_NONCE, key=key)
    assert blobs.encrypt(blobs.decrypt(blob, ref), key) == blob
