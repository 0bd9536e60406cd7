"""Whatever bytes arrive, reading them ends in a message."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.channel import InboundMessage
from tests.adapters.email.account import MAILS, channel, raw

SEEDS = [path.read_bytes() for path in sorted(MAILS.glob("*.eml"))]
TOKENS = [
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
]
CAREFUL = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def understood(mail: bytes) -> None:
    if not mail.strip():
        return
    found = channel().parse(raw(mail))
    message = found[0]
    assert isinstance(message, InboundMessage)
    assert message.external_id
    assert message.sender.address
    assert message.sent_at.utcoffset() is not None
    for text in (message.text, message.subject, message.html, message.sender.name):
        assert "\x00" not in (text or "")
        (text or "").encode("utf-8")
    for media in message.media:
        assert sum(map(len, channel().fetch(media, raw(mail)))) == media.size


@CAREFUL
@given(st.binary(max_size=2_000))
def test_any_bytes_are_a_message(mail):
    understood(mail)


@CAREFUL
@given(st.lists(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=20)), max_size=40))
def test_any_pieces_of_mail_are_a_message(pieces):
    understood(b"".join(pieces))


@CAREFUL
@given(st.data())
def test_a_damaged_mail_is_a_message(data):
    mail = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, max(0, len(mail) - 1)))
        kind = data.draw(st.integers(0, 2))
        if kind == 0:
            mail[at : at + data.draw(st.integers(1, 30))] = b""
        elif kind == 1:
            mail[at:at] = data.draw(st.sampled_from(TOKENS))
        else:
            mail[at : at + 1] = data.draw(st.binary(min_size=1, max_size=1))
    understood(bytes(mail))
