"""What a channel cannot say in one call becomes several, in the order that the customer sees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox.outbox.plan import File, Piece, plan, refusal
from tests.pigeon import Parchment, Pigeon

CHAT = replace(Pigeon.capabilities, max_text=20, max_caption=10, uncaptioned=("audio/*",))
MAIL = replace(Parchment.capabilities, media_per_message=2)
PHOTO, VOICE = File("p", "image/png", 10), File("v", "audio/ogg", 10)


@pytest.mark.parametrize(
    ("text", "files", "able", "pieces"),
    [
        ("kurz", [], CHAT, [Piece("kurz")]),
        ("erster Satz. zweiter Satz.", [], CHAT, [Piece("erster Satz."), Piece("zweiter Satz.")]),
        ("kurz", [PHOTO], CHAT, [Piece("kurz", (PHOTO,))]),
        ("", [PHOTO, VOICE], CHAT, [Piece("", (PHOTO,)), Piece("", (VOICE,))]),
        ("länger als zehn", [PHOTO], CHAT, [Piece("länger als zehn"), Piece("", (PHOTO,))]),
        ("kurz", [VOICE], CHAT, [Piece("kurz"), Piece("", (VOICE,))]),
        ("Text", [PHOTO] * 3, MAIL, [Piece("Text", (PHOTO, PHOTO)), Piece("", (PHOTO,))]),
    ],
    ids=["text", "long", "caption", "files", "no caption fits", "no caption there", "mail"],
)
def test_the_plan(text, files, able, pieces):
    assert plan(text, files, able) == pieces


@pytest.mark.parametrize(
    ("media", "size", "code"),
    [
        ({"image/png": 5}, 10, "FILE_TOO_LARGE"),
        ({"image/png": 50}, 10, None),
        ({"image/*": 50}, 10, None),
        ({"*/*": 50}, 10, None),
        ({"video/*": 50}, 10, "FILE_NOT_SUPPORTED"),
        ({}, 1, "FILE_NOT_SUPPORTED"),
    ],
)
def test_what_the_channel_will_not_carry_has_a_reason(media, size, code):
    able = replace(CHAT, media=media)
    assert refusal(File("x", "image/png", size), able) == code
