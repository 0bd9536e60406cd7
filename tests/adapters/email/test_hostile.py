"""What a stranger may send to stop us: each in a time that does not depend on cleverness.

Measured by an alarm of several seconds in this process; every one of these takes well under one.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from adapters.email.reading.markup import text_of
from adapters.email.reading.reply_part import reply_part
from tests.adapters.email.account import channel, events, raw, read

ALARM_SECONDS = 8
HEAD = "From: a@b.example\nTo: service@laden.example\n"
PLAIN = HEAD + "Content-Type: text/plain; charset=utf-8\n\n"
HTML = HEAD + "Content-Type: text/html; charset=utf-8\n\n"


@contextmanager
def alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TimeoutError("this input takes too long")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(ALARM_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def nested(depth: int) -> str:
    opened = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth)
    )
    return f"{HEAD}{opened}\nText\n"


MEGABYTES = 5_000_000
MAILS: dict[str, str | bytes] = {
    "on, on, on": PLAIN + "On " * 20_000,
    "said nothing": PLAIN + "On Tuesday somebody said nothing\n" * 5_000,
    "heads only": PLAIN + "From: a@b.c\n" * 5_000,
    "a log": PLAIN + "2026-01-01 10:00:00 worker wrote: done <a@b.example>\n" * 40_000,
    "introductions only": PLAIN + "On 3 Mar 2026 10:00, A <a@x.example> wrote:\n" * 5_000,
    "introductions without colon": PLAIN + ("on 10:10 " + "10:10 wrote " * 30 + "\n> y\n") * 700,
    "introductions with text behind": PLAIN
    + ("on " + "2026 10:10 " * 10 + "<" * 50 + "a@b.c>: x\n") * 2_000,
    "quotes and lines": PLAIN + "> a\nb\n" * 5_000,
    "empty lines": PLAIN + "\n" * 2_000_000,
    "one endless line": PLAIN + "a" * MEGABYTES,
    "carriage returns": PLAIN + "\r" * 2_000_000,
    "nested parts": nested(3_000),
    "many parts": HEAD + "Content-Type: multipart/mixed; boundary=a\n\n" + "--a\n\nx\n" * 200_000,
    "almost boundaries": HEAD
    + "Content-Type: multipart/mixed; boundary=a\n\n--a\n\n"
    + "--ab\n" * 2_000_000,
    "boundaries within lines": HEAD
    + "Content-Type: multipart/mixed; boundary=a\n\n--a\n\n"
    + "x--a\n" * 2_000_000,
    "many headers": "X: y\n" * 500_000 + HEAD + "\nx",
    "broken headers": ("kaputt\n" * 99 + "From: a@b.example\n") * 20_000,
    "an endless header": HEAD + "Subject: " + "a " * 2_000_000 + "\n\nx",
    "an endless folded header": HEAD + "Subject: a\n" + " b\n" * 1_000_000 + "\nx",
    "encoded words": HEAD + "Subject: " + "=?utf-8?Q?a?= " * 100_000 + "\n\nx",
    "open encoded words": HEAD + "Subject: " + "=?a?q?" * 100_000 + "\n\nx",
    "addresses": HEAD + "Cc: " + "a@b.example, " * 100_000 + "\n\nx",
    "nested comments": HEAD + "Cc: " + "(" * 100_000 + "\n\nx",
    "quotes in addresses": HEAD + "Cc: " + '"' * 100_001 + "\n\nx",
    "angles in addresses": HEAD + "Cc: " + "<" * 100_000 + "\n\nx",
    "backslashes": HEAD + "Cc: " + "\\" * 100_000 + "\n\nx",
    "references": HEAD + "References: " + "<a@b.example> " * 100_000 + "\n\nx",
    "bare references": HEAD + "References: " + "a" * 100_000 + "\n\nx",
    "parameters": HEAD + "Content-Type: text/plain; " + "a=b; " * 100_000 + "\n\nx",
    "spaces in parameters": HEAD + "Content-Type: text/plain; a" + " " * 60_000 + "b\n\nx",
    "sections of a name": HEAD
    + "Content-Type: a/b; "
    + "".join(f"name*{n}=a; " for n in range(9_000))
    + "\n\nx",
    "an endless domain": f"From: a@{'ü' * 50_000}.example\n\nx",
    "an endless label": f"From: a@{'xn--' + 'a' * 60_000}.example\n\nx",
    "huge number in a date": HEAD + "Date: " + "9" * 60_000 + "\n\nx",
    "tags": HTML + "<div>" * 200_000,
    "quotes in html": HTML + "<blockquote>" * 200_000 + "x",
    "open tags": HTML + "<a " * 500_000,
    "open quotes in tags": HTML + '<a ">' * 500_000,
    "open comments": HTML + "<!--" * 500_000,
    "less than": HTML + "<" * 2_000_000,
    "entities": HTML + "&" * 2_000_000,
    "an endless entity": HTML + "&#" + "9" * 1_000_000 + ";",
    "line breaks": HTML + "<br>" * 500_000,
    "begins": PLAIN + "begin 644 a\n" * 200_000,
    "flowed": HEAD + "Content-Type: text/plain; format=flowed\n\n" + "a \n" * 500_000,
    "flowed quotes": HEAD + "Content-Type: text/plain; format=flowed\n\n" + ">" * 2_000_000,
    "base64 lines": HEAD
    + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    + "YQ==\n" * 500_000,
    "base64 rubbish": HEAD
    + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    + "=" * 2_000_000,
    "many foreign parts": (
        HEAD
        + "Content-Type: multipart/mixed; boundary=a\n\n"
        + "--a\nContent-Type: text/plain; charset=x-unknown\n\n@\n" * 450
    )
    .encode()
    .replace(b"@", bytes(range(128, 256)) * 80),
    "report blocks": HEAD
    + "Content-Type: message/delivery-status\n\n"
    + "Action: failed\nFinal-Recipient: rfc822; a@b.example\n\n" * 100_000,
    "failure words": "Return-Path: <>\nFrom: mailer-daemon@x.example\n\n"
    + "message mail user recipient not " * 60_000,
    "authentication results": HEAD + "Authentication-Results: " + "(" * 60_000 + "\n\nx",
    "loops": HEAD + "X-Auto-Response-Suppress: " + "," * 60_000 + "\n\nx",
    "no mail at all": bytes(range(256)) * 20_000,
    "an empty winmail.dat of many objects": (
        HEAD + "Content-Type: application/ms-tnef\n\n"
    ).encode()
    + bytes.fromhex("789f3e220100")
    + bytes.fromhex("0100000000000000000000") * 400_000,
    "a winmail.dat that asks to count to the end": (
        HEAD + "Content-Type: application/ms-tnef\n\n"
    ).encode()
    + bytes.fromhex("789f3e220100")
    + bytes.fromhex("01039006000000010000ffffff")
    + b"\xff" * 60_000,
    "s/mime that never ends": (HEAD + "Content-Type: application/pkcs7-mime\n\n").encode()
    + b"\x30\x80" * 1_000_000,
    "s/mime of many elements": (HEAD + "Content-Type: application/pkcs7-mime\n\n").encode()
    + b"\x30\x80"
    + b"\x05\x00" * 1_000_000,
}


@pytest.mark.parametrize("name", MAILS)
def test_a_hostile_mail_is_read_in_linear_time(name):
    with alarm():
        assert events(MAILS[name])


@pytest.mark.parametrize("name", ["nested parts", "many parts", "many foreign parts"])
def test_files_of_a_hostile_mail_can_be_fetched(name):
    mail = MAILS[name]
    with alarm():
        for media in read(mail).media[:3]:
            assert list(channel().fetch(media, raw(mail))) is not None


def test_what_is_beyond_the_caps_is_still_there():
    deep = read(nested(3_000) + "ganz unten")
    assert len(deep.media) == 1
    assert b"ganz unten" in b"".join(
        channel().fetch(deep.media[0], raw(nested(3_000) + "ganz unten"))
    )


def test_a_text_beyond_the_cap_is_kept_as_a_file():
    message = read(PLAIN + "Zeile\n" * 400_000)
    assert message.details["text_cut"] is True
    assert len(message.text) <= 1_000_000
    assert [file.size for file in message.media] == [2_400_000]


def test_html_beyond_the_cap_is_kept_as_a_file_only():
    message = read(HTML + "<p>Zeile</p>\n" * 400_000)
    assert message.html is None
    assert message.media[0].content_type == "text/html"


@pytest.mark.parametrize("unit", ["On 3 Mar 2026 ", "-----Original Message-----\n", "Sent from "])
def test_the_reply_part_is_linear_for_itself(unit):
    with alarm():
        reply_part(unit * 20_000)


def test_html_becomes_text_at_any_depth():
    with alarm():
        assert text_of("<div>" * 100_000 + "tief" + "</div>" * 100_000) == "tief"
