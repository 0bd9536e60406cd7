"""Mail as strangers may build it: any bytes, pieces of mail, damaged mail, whole trees of parts."""

from __future__ import annotations

import base64
import quopri
from typing import Any, Final

from hypothesis import strategies as st

from adapters.email.reading.markup import text_of
from adapters.email.reading.reply_part import reply_part
from inbox.channel import InboundMessage
from tests.adapters.email.account import MAILS, channel, raw
from tests.adapters.fuzzing import Target, damaged, harmless

SEEDS: Final = [path.read_bytes() for path in sorted(MAILS.glob("*.eml"))]
TOKENS: Final = (
    b"Content-Type: multipart/mixed; boundary=a\r\n",
    b"Content-Type: text/html; charset=",
    b"Content-Transfer-Encoding: base64\r\n",
    b"From: ",
    b"Subject: =?utf-8?B?",
    b"=?=",
    b"\r\n\r\n",
    b"--a\r\n",
    b"--a--",
    b"<>",
    b"\x00",
    b"\xff\xfe",
    b"@",
    b";",
    b"name*0*=",
    b"begin 644 a\r\n",
)


def understood(mail: bytes) -> None:
    """Every mail that has a byte is exactly one message, with files that can be fetched."""
    if not mail.strip():
        return
    message = harmless(channel(), raw(mail))[0]
    assert isinstance(message, InboundMessage)
    assert message.sender.address
    for media in message.media:
        assert sum(map(len, channel().fetch(media, raw(mail)))) == media.size


# --------------------------------------------------------------------------- trees of parts

_WORDS: Final = st.one_of(
    st.sampled_from(
        ["", "a", "Müller, Max", "=?utf-8?q?=C3?=", "x" * 90, "\u202egnp.exe", "a@b.c"]
    ),
    st.text(max_size=12),
)
_CHARSETS: Final = st.sampled_from(
    [
        *(
            "utf-8",
            "us-ascii",
            "iso-8859-1",
            "iso-2022-jp",
            "gb2312",
            "utf-7",
            "utf-16",
            "unicode_escape",
        ),
        *("x-unknown", "", "idna", "hz", "cp65001", "'", "utf-8; x"),
    ]
)
_LEAF_TYPES: Final = st.sampled_from(
    [
        *(
            "text/plain",
            "text/html",
            "text/calendar",
            "text/enriched",
            "image/png",
            "message/rfc822",
        ),
        *("message/delivery-status", "message/partial", "application/ms-tnef", "text", "", "/"),
        *("application/pkcs7-mime; smime-type=enveloped-data", "application/pgp-encrypted", "*/*"),
        *("message/disposition-notification", "message/feedback-report", "message/global"),
    ]
)
_CONTAINERS: Final = st.sampled_from(
    ["mixed", "alternative", "related", "signed", "encrypted", "digest", "report", "x", ""]
)
_DISPOSITIONS: Final = st.sampled_from(
    [
        *(
            "",
            "inline",
            "attachment",
            "attachment; filename=a.txt",
            "attachment; filename*=utf-8''%C3",
        ),
        *("inline; filename*0*=iso-8859-1'';filename*2=x", 'x; filename="=?utf-8?B?w7w=?="', ";;;"),
    ]
)


def _encoded(content: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64.encodebytes(content)
    return quopri.encodestring(content) if encoding == "quoted-printable" else content


@st.composite
def leaves(draw: Any) -> bytes:
    encoding = draw(
        st.sampled_from(["7bit", "8bit", "base64", "quoted-printable", "uuencode", "?"])
    )
    content = draw(st.one_of(st.binary(max_size=60), _WORDS.map(_bytes), st.sampled_from(SEEDS)))
    header = (
        f"Content-Type: {draw(_LEAF_TYPES)}; charset={draw(_CHARSETS)}; name={draw(_WORDS)}\n"
        f"Content-Disposition: {draw(_DISPOSITIONS)}\n"
        f"Content-Transfer-Encoding: {encoding}\nContent-ID: <{draw(_WORDS)}>\n\n"
    )
    return _bytes(header) + _encoded(content[:4_000], encoding)


@st.composite
def containers(draw: Any, children: Any) -> bytes:
    boundary = draw(st.sampled_from([b"a", b"b", b"a b", b"--", b"'", b""]))
    declared = draw(st.sampled_from([boundary, boundary, boundary, b"other"]))
    kind = draw(_CONTAINERS).encode()
    parts = [b"--" + boundary + b"\n" + part for part in draw(st.lists(children, max_size=3))]
    end = draw(st.sampled_from([b"\n--" + boundary + b"--\n", b"", b"\n--" + boundary + b"\n"]))
    head = b'Content-Type: multipart/%s; boundary="%s"\n\n' % (kind, declared)
    return head + b"\n".join(parts) + end


@st.composite
def mails(draw: Any) -> bytes:
    names = ["From", "To", "Subject", "Date", "Message-ID", "References", "Return-Path", "Reply-To"]
    names += ["Auto-Submitted", "Authentication-Results", "X-Failed-Recipients", "In-Reply-To"]
    fields = draw(st.dictionaries(st.sampled_from(names), _WORDS, max_size=6))
    header = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return _bytes(header) + draw(st.recursive(leaves(), containers, max_leaves=6))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


_MARKUP: Final = st.lists(
    st.one_of(
        st.sampled_from(
            ["<p>", "</p>", "<br>", "<blockquote>", "<pre>", "<!--", "-->", "<a href='"]
        ),
        st.sampled_from(["&nbsp;", "&#0;", "&#xd800;", "<", ">", '"', "<script>", "<td>", "\x00"]),
        st.text(max_size=5),
    ),
    max_size=40,
).map("".join)
_LINES: Final = st.lists(
    st.one_of(
        st.sampled_from(["> zitiert", "On 3 Mar 2026 at 10:11, A <a@b.c> wrote:", "-- ", "Von: A"]),
        st.sampled_from(["Gesendet: heute", "-----Original Message-----", "", "____________"]),
        st.text(max_size=20),
    ),
    max_size=30,
).map("\n".join)


def _never_empty(text: str) -> None:
    """The reply part is a view: it never makes a text of somebody disappear."""
    assert bool(reply_part(text)) == bool(text.strip())


def _without_half_characters(markup: str) -> None:
    text_of(markup).encode()


TARGETS: Final = [
    Target("email: any bytes", st.binary(max_size=2_000), understood),
    Target(
        "email: pieces of mail",
        st.lists(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=20)), max_size=40).map(
            b"".join
        ),
        understood,
    ),
    Target(
        "email: a damaged mail",
        st.sampled_from(SEEDS).flatmap(lambda seed: damaged(seed, TOKENS)),
        understood,
    ),
    Target("email: a tree of parts", mails(), understood),
    Target("email: any markup", _MARKUP, _without_half_characters),
    Target("email: any lines", _LINES, _never_empty),
]
