"""Identity, time, threading and tokens of a received mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.email.reading.parse import INTERNAL_DATE, MAX_PARSED, SIZE, UNREADABLE
from inbox.channel import IMPORTED, RECEIVED_AT, Alias, AliasKind, InboundMessage, RawRequest
from tests.adapters.email.account import OWN, channel, raw, read, stored

HEAD = f"From: Anna <anna@kunden.example>\nTo: {OWN}\nDate: Tue, 3 Mar 2026 10:11:00 +0100\n"


def noted(mail: str, **headers: str) -> InboundMessage:
    names = {
        "imported": IMPORTED,
        "internal": INTERNAL_DATE,
        "received": RECEIVED_AT,
        "size": SIZE,
        "unreadable": UNREADABLE,
    }
    kept = {names[name]: value for name, value in headers.items()}
    message = channel().parse(RawRequest("FETCH", "imap:x", kept, {}, mail.encode()))[0]
    assert isinstance(message, InboundMessage)
    return message


# ----- the external id


def test_the_same_mail_in_a_renumbered_folder_is_the_same_message():
    mail = f"{HEAD}Message-ID: <1@x>\n\nText"
    moved = f"Delivered-To: other@x\nReceived: from a by b; now\n{mail}"
    assert read(mail).external_id == read(moved).external_id


def test_one_message_id_over_two_mails_makes_two_messages():
    one, two = (read(f"{HEAD}Message-ID: <dhl@x>\n\nSendung {n}") for n in (1, 2))
    assert one.external_id != two.external_id


def test_a_mail_that_was_sent_again_later_is_a_new_message():
    one = read(f"{HEAD}Message-ID: <1@x>\n\nText")
    later = HEAD.replace("10:11", "11:11")
    assert read(f"{later}Message-ID: <1@x>\n\nText").external_id != one.external_id


def test_without_a_message_id_every_byte_counts():
    assert read(f"{HEAD}\nHi").external_id == read(f"{HEAD}\nHi").external_id
    assert read(f"{HEAD}X: 1\n\nHi").external_id != read(f"{HEAD}X: 2\n\nHi").external_id


def test_an_endless_message_id_is_no_key():
    message = read(f"{HEAD}Message-ID: <{'a' * 500}@x>\n\nText")
    assert message.external_id.startswith("#")
    assert len(message.external_id) < 250


# ----- the sender


def test_a_sender_is_one_person_however_the_address_is_spelled():
    message = read("From: Anna <ANNA@Kunden.Example>\n\nx")
    assert message.sender.address == "anna@kunden.example"
    assert message.sender.aliases == (Alias(AliasKind.EMAIL, "anna@kunden.example"),)


@pytest.mark.parametrize("name", ["no_sender", "sender_without_address"])
def test_a_mail_without_a_sender_is_kept_under_a_placeholder_of_its_own(name):
    message, other = read(stored(name)), read(stored(name).replace(b"<", b"<z"))
    assert message.sender.address.startswith("unknown-")
    assert message.sender.address.endswith("@sender.invalid")
    assert message.sender.aliases == ()
    assert message.text
    assert name == "sender_without_address" or message.sender.name is None
    assert message.external_id != other.external_id


def test_the_reply_address_is_shown_and_is_not_the_sender():
    message = read("From: form@laden.example\nReply-To: Anna <anna@k.example>\n\nx")
    assert message.sender.address == "form@laden.example"
    assert message.details["reply_to"] == [{"name": "Anna", "address": "anna@k.example"}]


def test_names_cannot_turn_the_text_of_a_page_round():
    message = read("From: =?utf-8?Q?Anna=E2=80=AE=0D=0Agnp?= <a@b.example>\n\nx")
    assert message.sender.name == "Anna gnp"


# ----- the time


def test_the_mails_own_date_counts():
    assert read(f"{HEAD}\nx").sent_at == datetime(2026, 3, 3, 9, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "internal", "expected"),
    [
        ("Tue, 3 Mar 2026 10:11:00 +0100", "2026-03-03T09:12:00+00:00", "2026-03-03T09:11"),
        ("Wed, 4 Mar 2026 10:11:00 +0100", "2026-03-03T09:12:00+00:00", "2026-03-03T09:12"),
        ("Thu, 1 Jan 2004 00:00:00 +0000", "2026-03-03T09:12:00+00:00", "2026-03-03T09:12"),
        ("Unsinn", "2026-03-03T09:12:00+00:00", "2026-03-03T09:12"),
    ],
)
def test_a_wrong_clock_is_corrected_by_the_mailbox(written, internal, expected):
    message = noted(f"From: a@b.example\nDate: {written}\n\nx", internal=internal)
    assert message.sent_at.isoformat().startswith(expected)


def test_an_imported_mail_keeps_its_old_date():
    mail = "From: a@b.example\nDate: Thu, 1 Jan 2004 00:00:00 +0000\n\nx"
    message = noted(mail, internal="2026-03-03T09:12:00+00:00", imported="1")
    assert message.imported
    assert message.sent_at.year == 2004


def test_the_time_of_receipt_helps_out():
    mail = "From: a@b.example\n\nx"
    assert noted(mail, received="2026-03-03T09:12:00+00:00").sent_at.year == 2026
    traced = "Received: from a by b; Tue, 3 Mar 2026 10:00:00 +0100\n" + mail
    assert read(traced).sent_at == datetime(2026, 3, 3, 9, tzinfo=UTC)


# ----- the thread


def test_all_ids_are_kept_without_brackets_oldest_first():
    message = read(stored("reply_with_quote"))
    assert message.reply_to == "key-1@laden.example"
    assert message.references == (
        "frage-1@kunden.example",
        "key-1@laden.example",
        "antwort@kunden.example",
    )


@pytest.mark.parametrize(
    ("name", "answered"),
    [
        ("references_encoded_as_text", "key-1@laden.example"),
        ("reference_folded_inside", "key-1@laden.example"),
        ("several_in_reply_to", "key-1@laden.example"),
    ],
)
def test_mangled_references_are_mended(name, answered):
    message = read(stored(name))
    assert message.reply_to == answered
    assert message.references == ("a@b.example", answered, "m1@kunden.example")


def test_odd_message_ids_are_ids():
    assert read(stored("message_id_in_brackets")).references == ("[1a2b3c@microsoft.com]",)
    assert read(f"{HEAD}Message-ID: ohne-klammern@x\n\nx").references == ("ohne-klammern@x",)
    assert read(f"{HEAD}Message-ID: \n\nx").references == ()


@pytest.mark.parametrize(
    "header",
    [
        "To: service+tok-123@laden.example",
        "To: Service+tok-123@Laden.example",
        "Cc: service+tok-123@laden.example",
        "Delivered-To: service+tok-123@laden.example",
        "X-Original-To: service+tok-123@laden.example",
        "Envelope-To: service+tok-123@laden.example",
        "Received: from a by b for <service+tok-123@laden.example>; Tue, 3 Mar 2026 10:00:00 +0100",
    ],
)
def test_the_token_of_our_reply_address_is_found_wherever_it_stands(header):
    assert read(f"From: a@b.example\n{header}\n\nx").reply_token == "tok-123"


def test_somebody_elses_plus_address_is_no_token():
    assert read("From: a@b.example\nTo: service+tok@anders.example\n\nx").reply_token is None
    assert read(f"From: a@b.example\nTo: {OWN}\n\nx").reply_token is None


# ----- what could not be read


def test_a_mail_that_is_too_large_is_shown_by_its_header():
    message = noted(f"{HEAD}Subject: Video\nMessage-ID: <1@x>\n\n", size="73400320")
    assert message.subject == "Video"
    assert message.details["too_large"] == 73400320
    assert (message.text, message.media) == ("", ())


def test_of_a_mail_beyond_the_limit_only_the_header_is_read():
    mail = f"{HEAD}Subject: Video\n\n".encode() + b"x" * MAX_PARSED
    message = channel().parse(raw(mail))[0]
    assert isinstance(message, InboundMessage)
    assert message.subject == "Video"
    assert message.details["too_large"] == len(mail)


def test_a_mail_that_the_server_could_not_give_out_is_shown_as_such():
    message = noted("", unreadable="1", internal="2026-03-03T09:12:00+00:00")
    assert message.details["unreadable"] is True


def test_nothing_at_all_is_not_a_mail():
    with pytest.raises(ValueError, match="not a mail"):
        channel().parse(raw(b" \r\n"))


# ----- what is shown beside the text


def test_how_to_unsubscribe_from_a_newsletter_is_shown():
    details = read(stored("newsletter")).details
    assert details["list_unsubscribe"] == "<https://shop.example/u/1>, <mailto:u@shop.example>"
    assert details["list_id"] == "<news.shop.example>"
    assert details["one_click"] is True
