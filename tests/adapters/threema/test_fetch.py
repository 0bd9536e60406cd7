"""Fetching a file: whole, genuine and of the announced size, or not at all."""

from __future__ import annotations

import hashlib

import pytest

from adapters.threema import blobs
from inbox.channel import FetchError, Media
from tests.adapters.case import DictMemory
from tests.adapters.scripted import scripted_server
from tests.adapters.threema import vectors
from tests.adapters.threema.account import account
from tests.adapters.threema.writing import posted


@pytest.fixture
def gateway():
    with scripted_server() as served:
        yield served


def media_of(name: str) -> Media:
    [message] = account().parse(posted(vectors.named(name)["body"].encode()))
    return message.media[0]


def blob_of(media: Media) -> bytes:
    return vectors.BLOBS[blobs.load(media.ref).blob]


@pytest.mark.parametrize(
    "name", ["file_ascii", "file_as_image_no_name", "image_deprecated", "video_deprecated"]
)
def test_a_file_is_decrypted_as_its_message_says(gateway, name):
    media = media_of(name)
    gateway.answer(200, blob_of(media))
    content = b"".join(account(gateway.url).fetch(media, None))
    assert hashlib.sha256(content).hexdigest() == vectors.named(name)["expect"]["plain_sha256"]
    assert gateway.received[0].path.startswith(f"/blobs/{blobs.load(media.ref).blob}?from=")


@pytest.mark.parametrize(
    ("status", "code", "gone"),
    [
        (404, "GONE", True),
        (401, "STATUS_401", False),
        (500, "STATUS_500", False),
        (302, "STATUS_302", False),
    ],
)
def test_what_cannot_be_had_now_is_told_apart_from_what_is_gone(gateway, status, code, gone):
    gateway.answer(status)
    with pytest.raises(FetchError) as failed:
        list(account(gateway.url).fetch(media_of("file_ascii"), None))
    assert (failed.value.code, failed.value.gone) == (code, gone)


def test_a_changed_file_is_not_handed_out(gateway):
    media = media_of("file_ascii")
    gateway.answer(200, bytes([blob_of(media)[0] ^ 1]) + blob_of(media)[1:])
    pieces = account(gateway.url).fetch(media, None)
    with pytest.raises(FetchError) as failed:
        next(pieces)
    assert (failed.value.code, failed.value.gone) == ("UNDECRYPTABLE", True)


def test_a_file_of_another_size_than_announced_is_not_handed_out(gateway):
    media = media_of("file_ascii")
    gateway.answer(200, blob_of(media))
    with pytest.raises(FetchError) as failed:
        next(account(gateway.url).fetch(Media(media.ref, media.content_type, size=7), None))
    assert failed.value.code == "SIZE_DIFFERS"


def test_a_file_announced_as_too_large_is_not_even_asked_for(gateway):
    media = media_of("file_ascii")
    huge = Media(media.ref, media.content_type, size=blobs.MAX_FILE + 1)
    with pytest.raises(FetchError) as failed:
        next(account(gateway.url).fetch(huge, None))
    assert failed.value.gone
    assert gateway.received == []


def test_a_file_that_is_larger_than_announced_is_cut_off(gateway, monkeypatch):
    monkeypatch.setattr("adapters.threema.gateway.MAX_BLOB", 100)
    media = media_of("file_ascii")
    gateway.answer(200, blob_of(media))
    with pytest.raises(FetchError) as failed:
        next(account(gateway.url).fetch(media, None))
    assert (failed.value.code, failed.value.gone) == ("TOO_LARGE", True)


def test_without_a_connection_it_can_be_tried_again():
    with pytest.raises(FetchError) as failed:
        next(account("http://127.0.0.1:9").fetch(media_of("file_ascii"), None))
    assert not failed.value.gone


def test_an_old_image_of_somebody_forgotten_asks_for_the_key_first(gateway):
    media = media_of("image_deprecated")
    gateway.answer(200, blob_of(media))
    gateway.answer(200, vectors.public(vectors.CUSTOMER))
    channel = account(gateway.url, memory=DictMemory())
    assert len(b"".join(channel.fetch(media, None))) == media.size


def test_where_a_file_is_does_not_show_its_key():
    ref = blobs.load(media_of("file_ascii").ref)
    assert ref.key.hex() not in repr(ref)
