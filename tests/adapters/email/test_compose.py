"""The mail that goes out: its ids, its thread, its frame, and what can never get into it."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from inbox.channel import OutboundMedia, OutboundMessage, Quoted, Rejected, Sender, TemplateUse
from tests.adapters.email import account
from tests.adapters.email.account import read

ANNA = Sender("anna@kunden.example", "Anna Müller")
MESSAGE = OutboundMessage(ANNA, "Guten Tag,\n\nwir prüfen das.", "schluessel-1")
THEIRS = "frage-1@kunden.example#" + "0" * 32
LONG = "CAKx7ZbVQ8h0yJ3mF9w2Tn5Lr4uE6sGdKpQaXcWvRzYtBnMlHjUiOpQwErTyU+1=abcdefgh@mail.example"


def prepared(message: OutboundMessage = MESSAGE, **changes: Any) -> bytes:
    return account.channel(**changes).prepare(message)


def parsed(message: OutboundMessage = MESSAGE, **changes: Any) -> EmailMessage:
    found = email.message_from_bytes(prepared(message, **changes), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def header(mail: bytes, name: str) -> str:
    match = re.search(rb"^" + name.encode() + rb":((?:.*\r\n)(?:[ \t].*\r\n)*)", mail, re.MULTILINE)
    return match.group(1).decode() if match else ""


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


def html(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


# ----- who and when


def test_sender_and_recipient_keep_their_commas():
    mail = parsed(replace(MESSAGE, to=Sender("anna@kunden.example", "Müller, Anna véry <x@y>")))
    assert str(mail["From"].addresses[0].display_name) == "Laden, Beispiel & Söhne"
    assert [a.addr_spec for a in mail["From"].addresses] == [account.OWN]
    assert [a.addr_spec for a in mail["To"].addresses] == ["anna@kunden.example"]
    assert mail["To"].addresses[0].display_name == "Müller, Anna véry <x@y>"


def test_our_own_reader_understands_our_own_mail():
    message = read(
        prepared(replace(MESSAGE, reply_to=THEIRS, references=("frage-1@kunden.example",)))
    )
    assert message.subject == "Re: Ihre Nachricht"
    assert message.text == MESSAGE.text
    assert message.references == ("frage-1@kunden.example", "schluessel-1@laden.example")
    assert message.reply_to == "frage-1@kunden.example"


def test_every_line_ends_as_mail_wants_it_and_none_is_too_long():
    mail = prepared(replace(MESSAGE, text="Grüße " * 2_000, subject="Größe " * 50))
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", mail)
    assert max(map(len, mail.split(b"\r\n"))) <= 998
    assert mail.isascii()


# ----- the thread


def test_the_message_id_is_the_dedupe_key():
    mail = parsed()
    assert mail["Message-ID"] == "<schluessel-1@laden.example>"
    assert mail["In-Reply-To"] is None
    assert mail["References"] == "<schluessel-1@laden.example>"


def test_an_answer_names_what_it_answers_and_itself():
    mail = parsed(replace(MESSAGE, reply_to=THEIRS, references=("a@x", "frage-1@kunden.example")))
    assert mail["In-Reply-To"] == "<frage-1@kunden.example>"
    assert mail["References"].split() == [
        "<a@x>",
        "<frage-1@kunden.example>",
        "<schluessel-1@laden.example>",
    ]


def test_long_ids_are_never_encoded_as_text():
    """cpython#100991: the standard library mangles the header as soon as a line is full."""
    ids = tuple(f"{n}{LONG}" for n in range(20))
    mail = prepared(replace(MESSAGE, references=ids, reply_to=ids[-1]))
    for name in ("References", "In-Reply-To"):
        assert "=?" not in header(mail, name)
    assert header(mail, "References").split() == [
        *(f"<{one}>" for one in ids),
        "<schluessel-1@laden.example>",
    ]


def test_a_long_thread_keeps_its_first_and_its_last_ids():
    ids = tuple(f"{n}@x.example" for n in range(60))
    kept = header(
        prepared(replace(MESSAGE, references=ids, reply_to=ids[-1])), "References"
    ).split()
    assert len(kept) == 22
    assert (kept[0], kept[-2], kept[-1]) == (
        "<0@x.example>",
        "<59@x.example>",
        "<schluessel-1@laden.example>",
    )


def test_without_a_usable_id_the_newest_ancestor_is_answered():
    mail = parsed(replace(MESSAGE, reply_to="#" + "0" * 32, references=("a@x", "b@x")))
    assert mail["In-Reply-To"] == "<b@x>"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("Bestellung", "Re: Bestellung"),
        ("Re: Bestellung", "Re: Bestellung"),
        ("AW: Re: AW: Bestellung", "Re: Bestellung"),
        ("re[2]: Bestellung", "Re: Bestellung"),
        ("Rechnung: 17", "Re: Rechnung: 17"),
        (None, "Re: Ihre Nachricht"),
    ],
)
def test_an_answer_has_one_re(given, sent):
    assert parsed(replace(MESSAGE, subject=given, reply_to=THEIRS))["Subject"] == sent


def test_a_first_mail_keeps_its_subject():
    assert parsed(replace(MESSAGE, subject="Ihre Bestellung"))["Subject"] == "Ihre Bestellung"


def test_the_conversations_token_makes_the_reply_address():
    message = replace(MESSAGE, conversation_token="tok-123")
    assert parsed(message)["Reply-To"].addresses[0].addr_spec == "service+tok-123@laden.example"
    assert parsed(message, plus_addressing=False)["Reply-To"] is None
    assert parsed()["Reply-To"] is None
    assert parsed(replace(message, conversation_token="a\r\nb"))["Reply-To"] is None


# ----- machine and person


def test_automatic_mail_says_so_and_a_persons_does_not():
    marks = ("Auto-Submitted", "X-Auto-Response-Suppress", "X-Kontor-Loop", "Precedence")
    assert [parsed()[name] for name in marks] == [None] * 4
    assert [parsed(replace(MESSAGE, automated=True))[name] for name in marks] == [
        "auto-replied",
        "All",
        account.OWN,
        "auto_reply",
    ]


def test_our_own_automatic_mail_is_recognised_when_it_comes_back():
    signs = read(prepared(replace(MESSAGE, automated=True))).loop_signs
    assert {"OWN_LOOP_HEADER", "OWN_ADDRESS", "AUTO_REPLIED"} <= set(signs)


# ----- the body


def test_there_is_a_real_text_and_a_simple_html():
    mail = parsed(replace(MESSAGE, text="Hallo <b>\n\nZeile 1\nhttps://laden.example/a?b=1&c=2."))
    assert mail.get_content_type() == "multipart/alternative"
    assert text(mail) == "Hallo <b>\n\nZeile 1\nhttps://laden.example/a?b=1&c=2.\n"
    assert '<html lang="de">' in html(mail)
    assert "<p>Hallo &lt;b&gt;</p>" in html(mail)
    link = '<a href="https://laden.example/a?b=1&amp;c=2">https://laden.example/a?b=1&amp;c=2</a>.'
    assert f"<p>Zeile 1<br>{link}</p>" in html(mail)


def test_particulars_and_quote_stand_below_the_answer():
    quoted = Quoted("Wo ist es?\n> alt", "Anna\r\nMüller", datetime(2026, 3, 3, 9, tzinfo=UTC))
    mail = parsed(replace(MESSAGE, footer="Laden GmbH\nHRB 1", quoted=quoted))
    assert text(mail) == (
        "Guten Tag,\n\nwir prüfen das.\n\n-- \nLaden GmbH\nHRB 1\n\n"
        "Am 03.03.2026 schrieb Anna Müller:\n> Wo ist es?\n>> alt\n"
    )
    assert '<blockquote type="cite"' in html(mail)
    assert "Laden GmbH<br>" in html(mail)
    english = parsed(replace(MESSAGE, quoted=quoted), language="en")
    assert "On 2026-03-03, Anna Müller wrote:\n> Wo" in text(english)


@pytest.mark.parametrize("language", ["de", "en"])
def test_our_quote_is_cut_from_the_customers_answer(language):
    quoted = Quoted("Alte Frage", "Anna", datetime(2026, 3, 3, 9, tzinfo=UTC))
    ours = text(parsed(replace(MESSAGE, quoted=quoted), language=language))
    answer = "Danke!\n\n" + ours.partition("prüfen das.")[2]
    head = "From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n"
    assert read(head + answer).new_text == "Danke!"


def test_files_travel_with_their_names(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"%PDF-1.4")
    files = (
        OutboundMedia(str(path), "application/pdf", "Größe, neu.pdf", 8),
        OutboundMedia(str(path), "message/rfc822", "mail.eml", 8),
        OutboundMedia(str(path), "unsinn", "a\r\nb", 8),
    )
    mail = parsed(replace(MESSAGE, media=files))
    found = [(a.get_filename(), a.get_content_type()) for a in mail.iter_attachments()]
    assert found == [
        ("Größe, neu.pdf", "application/pdf"),
        ("mail.eml", "application/octet-stream"),
        ("a b", "application/octet-stream"),
    ]
    assert [a.get_content() for a in mail.iter_attachments()] == [b"%PDF-1.4"] * 3


def test_files_alone_are_a_mail(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"x")
    mail = parsed(
        replace(MESSAGE, text="", media=(OutboundMedia(str(path), "image/png", "a.png", 1),))
    )
    assert len(list(mail.iter_attachments())) == 1


# ----- what cannot be said


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": Sender("unknown-1@sender.invalid")}, "NO_ADDRESS"),
        ({"to": Sender("mailer-daemon")}, "IMPOSSIBLE_ADDRESS"),
        ({"to": Sender("a@b")}, "IMPOSSIBLE_ADDRESS"),
        ({"to": Sender("a b@kunden.example")}, "IMPOSSIBLE_ADDRESS"),
        ({"to": Sender("a@kunden.example\r\nBcc: x@y.example")}, "IMPOSSIBLE_ADDRESS"),
        ({"to": Sender("a@kunden..example")}, "IMPOSSIBLE_ADDRESS"),
        ({"to": Sender(f"{'a' * 65}@kunden.example")}, "IMPOSSIBLE_ADDRESS"),
        ({"to": Sender("a,b@kunden.example")}, "IMPOSSIBLE_ADDRESS"),
        ({"to": Sender("@kunden.example")}, "IMPOSSIBLE_ADDRESS"),
        ({"text": " \n"}, "EMPTY"),
        ({"emoji": "👍"}, "NO_REACTIONS"),
        ({"template": TemplateUse("x", "de")}, "NO_TEMPLATES"),
        ({"media": (OutboundMedia("/x", "a/b", "x", 30 * 1024 * 1024),)}, "TOO_LARGE"),
    ],
)
def test_what_mail_cannot_say_is_rejected(change, code):
    with pytest.raises(Rejected) as raised:
        prepared(replace(MESSAGE, **change))
    assert raised.value.code == code


@pytest.mark.parametrize(
    "evil",
    [
        "x\r\nBcc: opfer@x.example",
        "x\nBcc: opfer@x.example",
        "x\rBcc: opfer@x.example",
        "x\u2028Bcc: o",
    ],
)
def test_no_header_can_be_injected(evil, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"x")
    mail = prepared(
        replace(
            MESSAGE,
            to=Sender("anna@kunden.example", evil),
            subject=evil,
            reply_to=evil,
            references=(evil, f"<{evil}>"),
            conversation_token=evil,
            media=(OutboundMedia(str(path), "text/plain; x=" + evil, evil, 1),),
            quoted=Quoted("x", evil, datetime(2026, 3, 3, tzinfo=UTC)),
        )
    )
    found = email.message_from_bytes(mail, policy=default)
    assert found["Bcc"] is None
    assert not re.search(rb"^Bcc:", mail.partition(b"\r\n\r\n")[0], re.MULTILINE)
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", mail)


def test_a_name_full_of_quotes_is_only_a_name():
    mail = parsed(replace(MESSAGE, to=Sender("anna@kunden.example", 'a" <x@y.example>, "b')))
    assert [a.addr_spec for a in mail["To"].addresses] == ["anna@kunden.example"]
