"""Every type of the table: read, shown as unsupported, or passed over; and nothing crashes."""

from __future__ import annotations

import json

import pytest

from adapters.threema import blobs, wire
from inbox.channel import (
    DeliveryUpdate,
    Edited,
    InboundMessage,
    Kind,
    Reaction,
    Revoked,
    State,
    Unsupported,
)
from tests.adapters.threema.account import account
from tests.adapters.threema.writing import MESSAGE_ID, written

TARGET = "ce62121302b253af"
KEY, BLOB = "ab" * 32, "cd" * 16
NAMED = f"CUST0001:{TARGET}"
OWN = f"CUST0001:{MESSAGE_ID}"


def parsed(kind: int, inner: bytes, **more: str):
    return account().parse(written(kind, inner, **more))


def file(**changed: object) -> bytes:
    note = {"b": BLOB, "k": KEY, "m": "application/pdf", "s": 100} | changed
    return json.dumps({k: v for k, v in note.items() if v is not ...}, ensure_ascii=False).encode()


# ----- texts


@pytest.mark.parametrize("lines", ["\n\n", "\r\n\r\n", "\n\r\n"])
def test_a_quote_is_recognised_with_any_line_ends(lines):
    [message] = parsed(0x01, f"> quote #{TARGET}{lines}Ja\nund nein".encode())
    assert (message.text, message.reply_to) == ("Ja\nund nein", NAMED)


@pytest.mark.parametrize(
    "text",
    [
        f"> quote #{MESSAGE_ID}\n\nich selbst",
        f" > quote #{TARGET}\n\nx",
        f"> quote #{TARGET.upper()}\n\nx",
        f"> quote #{TARGET}\nx",
        "*fett* _kursiv_ <b>",
        "",
    ],
)
def test_everything_else_is_shown_as_it_was_written(text):
    [message] = parsed(0x01, text.encode())
    assert (message.text, message.reply_to) == (text, None)


def test_texts_longer_than_ours_are_read():
    [message] = parsed(0x01, b"x" * 7000)
    assert len(message.text) == 7000


def test_a_text_that_is_not_utf8_is_a_dead_letter():
    with pytest.raises(ValueError, match="utf-8"):
        parsed(0x01, b"\xff\xfe")


def test_a_nul_in_a_text_does_not_reach_the_database():
    [message] = parsed(0x01, b"a\x00b")
    assert message.text == "a\ufffdb"


# ----- places


def test_a_place_has_a_name_and_an_address():
    [message] = parsed(0x10, "47.1,8.7\nThreema\nWeg 1\\nPfäffikon".encode())
    assert message.details == {
        "latitude": "47.1",
        "longitude": "8.7",
        "name": "Threema",
        "address": "Weg 1\nPfäffikon",
    }
    assert message.text == "Threema\nWeg 1\nPfäffikon"


@pytest.mark.parametrize("inner", ["", "47", "a,b", "91,0", "0,181", "nan,0", "1,2,3,4", "1e3,0"])
def test_a_place_that_is_nowhere_is_a_dead_letter(inner):
    with pytest.raises(ValueError, match="coordinates"):
        parsed(0x10, inner.encode())


# ----- files


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"m": "image/jpeg", "j": 1}, Kind.IMAGE),
        ({"m": "image/jpeg", "i": 1}, Kind.IMAGE),
        ({"m": "image/webp", "j": 2}, Kind.STICKER),
        ({"m": "audio/aac", "j": 1}, Kind.VOICE),
        ({"m": "video/mp4", "j": 1}, Kind.VIDEO),
        ({"m": "image/jpeg", "j": 0}, Kind.DOCUMENT),
        ({"m": "image/jpeg", "j": 9}, Kind.DOCUMENT),
        ({"m": "image/jpeg", "j": [1]}, Kind.DOCUMENT),
        ({"m": "application/pdf", "j": 1}, Kind.DOCUMENT),
    ],
)
def test_what_a_file_is_follows_from_its_type_and_how_it_shall_be_shown(changed, kind):
    [message] = parsed(0x17, file(**changed))
    assert message.kind is kind


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Rückfrage 📄.pdf", "Rückfrage 📄.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\x.exe", "x.exe"),
        ("a\x00\n\u202efdp.exe", "afdp.exe"),
        ("..", None),
        ("/", None),
        (7, None),
        (..., None),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_file_name_is_only_a_name(name, safe):
    [message] = parsed(0x17, file(n=name))
    assert message.media[0].filename == safe


@pytest.mark.parametrize("content_type", ["", "x", 7, ..., "a/b\r\nX: y", "text/html<", "/"])
def test_a_file_of_a_senseless_type_is_just_bytes(content_type):
    [message] = parsed(0x17, file(m=content_type))
    assert message.media[0].content_type == "application/octet-stream"


@pytest.mark.parametrize(
    "inner",
    [
        b"",
        b"[]",
        b"7",
        b"{",
        b"[" * 4000,
        b"\xff",
        file(b=...),
        file(b="zz" * 16),
        file(b="../" * 10),
        file(k=...),
        file(k="ab"),
        file(k="zz" * 32),
        file(s=...),
        file(s=-1),
        file(s="7"),
        file(s=True),
        file(t="not-a-blob"),
    ],
)
def test_a_file_that_cannot_be_found_or_opened_is_a_dead_letter(inner):
    with pytest.raises(ValueError):  # noqa: PT011 - many ways to be wrong, one consequence
        parsed(0x17, inner)


def test_half_a_character_in_json_does_not_get_further():
    [message] = parsed(
        0x17,
        b'{"b":"%b","k":"%b","s":1,"d":"\\ud800!","n":"\\udfff.pdf"}'
        % (BLOB.encode(), KEY.encode()),
    )
    assert message.text == "?!"
    assert message.media[0].filename == "?.pdf"


def test_pictures_sound_and_albums_are_described():
    [message] = parsed(0x17, file(m="video/mp4", j=1, c="a" * 32, x={"w": 640, "h": 480, "d": 2.5}))
    assert message.details == {"album": "a" * 32, "width": 640, "height": 480, "seconds": 2.5}


@pytest.mark.parametrize("metadata", [[], "x", {"w": "640"}, {"w": -1}, {"d": True}, {"d": 1e300}])
def test_senseless_descriptions_are_left_out(metadata):
    [message] = parsed(0x17, file(x=metadata, c="ä b"))
    assert message.details is None


def test_a_picture_is_its_own_preview():
    [message] = parsed(0x17, file(m="image/jpeg", j=1, t="ef" * 16))
    assert len(message.media) == 1


def test_old_sound_messages_are_read():
    inner = (
        (9).to_bytes(2, "little")
        + bytes.fromhex(BLOB)
        + (77).to_bytes(4, "little")
        + bytes.fromhex(KEY)
    )
    [message] = parsed(0x14, inner)
    assert (message.kind, message.details, message.media[0].size) == (
        Kind.VOICE,
        {"seconds": 9},
        77,
    )
    assert blobs.load(message.media[0].ref).blob == BLOB


@pytest.mark.parametrize("kind", [0x02, 0x13, 0x14])
def test_old_media_of_another_length_are_dead_letters(kind):
    with pytest.raises(ValueError, match="length"):
        parsed(kind, bytes(10))


# ----- receipts, reactions, changes


def test_one_receipt_may_name_several_messages_and_name_one_twice():
    ids = ["01" * 8, "02" * 8, "01" * 8]
    events = parsed(0x80, b"\x01" + bytes.fromhex("".join(ids)))
    assert [e.external_id for e in events] == [f"CUST0001:{i}" for i in ids[:2]]
    assert all(isinstance(e, DeliveryUpdate) and e.state is State.DELIVERED for e in events)


def test_thumbs_for_several_messages_are_reactions_of_their_own():
    events = parsed(0x80, b"\x04" + bytes.fromhex("01" * 8 + "02" * 8))
    reactions = [e for e in events if isinstance(e, Reaction)]
    assert [r.emoji for r in reactions] == ["👎", "👎"]
    assert len({r.external_id for r in reactions}) == 2


@pytest.mark.parametrize("inner", [b"", b"\x01", b"\x01" + bytes(7), b"\x01" + bytes(9)])
def test_a_receipt_of_the_wrong_length_is_a_dead_letter(inner):
    with pytest.raises(ValueError, match="receipt"):
        parsed(0x80, inner)


def reaction(field: int, emoji: bytes) -> bytes:
    return wire.fixed64(1, bytes.fromhex(TARGET)) + wire.length_delimited(field, emoji)


def test_a_reaction_can_be_taken_back():
    [event] = parsed(0x82, reaction(3, "🎉".encode()))
    assert (event.target, event.emoji, event.external_id) == (NAMED, None, OWN)


@pytest.mark.parametrize(
    "inner",
    [
        b"",
        b"\xff",
        reaction(2, b""),
        reaction(2, b"\xff"),
        reaction(2, b"x" * 65),
        reaction(7, b"x"),
    ],
)
def test_a_reaction_that_we_do_not_understand_is_shown_as_such(inner):
    [event] = parsed(0x82, inner)
    assert isinstance(event, Unsupported)
    assert event.what == "reaction (0x82)"


def test_an_edit_names_its_message_and_the_new_text():
    inner = wire.fixed64(1, bytes.fromhex(TARGET)) + wire.length_delimited(2, "Größe 42".encode())
    [event] = parsed(0x91, inner)
    assert isinstance(event, Edited)
    assert (event.target, event.text, event.external_id) == (NAMED, "Größe 42", OWN)


def test_fields_that_are_added_later_are_passed_over():
    later = b"\x20\x07" + b"\x2d\x01\x02\x03\x04" + wire.length_delimited(9, b"new")
    [event] = parsed(0x92, later + wire.fixed64(1, bytes.fromhex(TARGET)))
    assert isinstance(event, Revoked)
    assert event.target == NAMED


@pytest.mark.parametrize("kind", [0x91, 0x92])
@pytest.mark.parametrize("inner", [b"", b"\x09\x01", b"\x0b", b"\x80", b"\xff" * 12, b"\x0a\x02ab"])
def test_a_change_without_its_message_is_a_dead_letter(kind, inner):
    with pytest.raises(ValueError):  # noqa: PT011 - many ways to be wrong, one consequence
        parsed(kind, inner)


# ----- the rest of the table


def test_a_call_is_shown_as_a_call():
    [event] = parsed(0x60, b"{}")
    assert isinstance(event, InboundMessage)
    assert event.kind is Kind.CALL


@pytest.mark.parametrize(
    "kind",
    [
        0x18,
        0x19,
        0x1A,
        0x4A,
        0x4B,
        0x4C,
        0x4F,
        0x50,
        0x51,
        0x52,
        0x53,
        0x54,
        0x61,
        0x62,
        0x63,
        0x64,
        0x81,
        0x83,
        0x90,
        0x93,
        0x94,
        0xFC,
        0xFE,
        0xFF,
    ],
)
def test_what_is_not_said_to_the_shop_is_passed_over(kind):
    assert parsed(kind, b"whatever is in there") == []


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (0x15, "poll (0x15)"),
        (0x16, "vote in a poll (0x16)"),
        (0xA0, "message with forward security (0xa0)"),
        (0x05, "0x05"),
        (0xC3, "0xc3"),
    ],
)
def test_what_cannot_be_read_is_shown_with_a_word_or_its_number(kind, what):
    [event] = parsed(kind, b"whatever is in there")
    assert isinstance(event, Unsupported)
    assert (event.what, event.group) == (what, None)


@pytest.mark.parametrize("kind", range(0x41, 0x47))
def test_what_is_written_in_a_group_is_shown_as_such(kind):
    [event] = parsed(kind, b"CUST0001" + bytes(8) + b"Hallo")
    assert isinstance(event, Unsupported)
    assert "in a group" in event.what
    assert event.group == (b"CUST0001" + bytes(8)).hex()
