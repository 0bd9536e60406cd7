"""Mail in shapes that a support desk meets seldom, and must read all the same."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from adapters.email.simulated.draft import Draft, bytes_of, line, mail_of, report_of, subject_of

# What Outlook makes of a text with two files when it believes the other side to be Outlook, too.
_WINMAIL: Final = base64.b64decode(
    "eJ8+IgEAAQaQCAAEAAAAAAABAAEAAQeQBgAIAAAA5AQAAAAAAADoAAEDkAYAgAAAAAEAAAACAQkQAQAAAHAAAABs"
    "AAAAYAAAAE1FTEEAAAAAe1xydGYxXGFuc2lcYW5zaWNwZzEyNTJcZnJvbWh0bWwxIHtcKlxodG1sdGFnNjQgPHA+"
    "fUF1cyBkZW0gUlRGOiBHclwnZmNcJ2RmZXtcKlxodG1sdGFnNzIgPC9wPn19uiMCApAGAA4AAAAAAAAAAAAAAAAA"
    "AAAAAAAAAhCAAQANAAAAR1JPRVNTfjEuUERGAIoDAg+ABgAvAAAAJVBERi0xLjQKMSAwIG9iajw8Pj5lbmRvYmoK"
    "dHJhaWxlcjw8Pj4KJSVFT0YKAAA0DAIFkAYAXAAAAAIAAAAfAAc3AQAAAB4AAABHAHIA9gDfAGUAIABsAGEAbgBn"
    "AC4AcABkAGYAAAAAAB8ADjcBAAAAIAAAAGEAcABwAGwAaQBjAGEAdABpAG8AbgAvAHAAZABmAAAAHQ0CApAGAA4A"
    "AAAAAAAAAAAAAAAAAAAAAAAAAhCAAQAKAAAAbm90aXoudHh0AMIDAg+ABgAFAAAASGFsbG/wAQ=="
)


def _text(draft: Draft, usual: str) -> str:
    return draft.writing.text or usual


# --------------------------------------------------------------------------- files of odd kinds


def _inline_picture(draft: Draft) -> bytes:
    """As Apple Mail and Outlook do it: the picture belongs to the HTML."""
    mail, words = mail_of(draft), _text(draft, "So sieht es aus:")
    mail.set_content(words)
    mail.add_alternative(f'<p>{words}</p><img src="cid:bild@kunde">', subtype="html")
    html = mail.get_payload(1)
    assert isinstance(html, EmailMessage)
    html.add_related(_pixel(), "image", "png", cid="<bild@kunde>", filename="bild.png")
    return bytes_of(draft, mail)


def _pixel() -> bytes:
    """A PNG of one green point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\x00\x2e\x7d\x32")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _invitation(draft: Draft) -> bytes:
    mail = mail_of(draft)
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
        f"UID:{draft.message_id}\r\nDTSTART:{draft.at:%Y%m%dT%H%M%SZ}\r\n"
        f"SUMMARY:{line(subject_of(draft))}\r\nORGANIZER:mailto:{draft.author}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    mail.set_content(_text(draft, "Passt Ihnen dieser Termin?"))
    mail.add_alternative(event, subtype="calendar", params={"method": "REQUEST"})
    return bytes_of(draft, mail)


def _forward(draft: Draft) -> bytes:
    mail, inner = mail_of(draft), EmailMessage(policy=SMTP)
    mail.replace_header("Subject", f"WG: {line(subject_of(draft))}")
    mail.set_content(_text(draft, "Das habe ich von Ihnen bekommen:"))
    inner["From"], inner["To"], inner["Subject"] = draft.shop, draft.author, "Ihre Bestellung"
    inner.set_content("Ihre Bestellung ist unterwegs.")
    mail.add_attachment(inner)
    return bytes_of(draft, mail)


def _winmail(draft: Draft) -> bytes:
    mail = mail_of(draft)
    mail.set_content(_text(draft, "Im Anhang."))
    mail.add_attachment(_WINMAIL, "application", "ms-tnef", filename="winmail.dat")
    return bytes_of(draft, mail)


# --------------------------------------------------------------------------- signed, encrypted


def _signed(draft: Draft) -> bytes:
    mail = mail_of(draft)
    mail.set_content(_text(draft, "Unterschrieben von mir."))
    mail.make_mixed()
    mail.add_attachment(
        b"0\x80\x06\t*\x86H", "application", "pkcs7-signature", filename="smime.p7s"
    )
    mail.replace_header("Content-Type", "multipart/signed")
    mail.set_param("protocol", "application/pkcs7-signature")
    mail.set_param("micalg", "sha-256")
    mail.set_boundary("signed-by-a-customer")
    return bytes_of(draft, mail)


def _encrypted(draft: Draft) -> bytes:
    mail = mail_of(draft)
    mail.set_content(b"0\x80\x06\t*\x86H\x86", "application", "pkcs7-mime", filename="smime.p7m")
    mail.set_param("smime-type", "enveloped-data")
    return bytes_of(draft, mail)


# --------------------------------------------------------------------------- from machines


def _delay(draft: Draft) -> bytes:
    """A server that goes on trying only informs (RFC 3464)."""
    status = (
        f"Reporting-MTA: dns; mx.{draft.author.rpartition('@')[2]}\r\n\r\n"
        f"Final-Recipient: rfc822; {draft.author}\r\nAction: delayed\r\nStatus: 4.4.1\r\n"
    )
    words = "Your message has not been delivered yet. Delivery attempts will continue."
    return report_of(draft, "delivery-status", words, "message/delivery-status", status)


def _plain_bounce(draft: Draft) -> bytes:
    """As qmail writes it: for people only."""
    ids = f"Message-ID: <{draft.references[-1]}>\n" if draft.references else ""
    words = (
        f"Hi. This is the qmail-send program at {draft.author.rpartition('@')[2]}.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{draft.author}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        f"--- Below this line is a copy of the message.\n\n{ids}From: {draft.shop}\n"
    )
    return _of_a_server(draft, "failure notice", words)


def _read_receipt(draft: Draft) -> bytes:
    status = (
        f"Final-Recipient: rfc822; {draft.author}\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n"
    )
    words = "Ihre Nachricht wurde angezeigt."
    kind = "message/disposition-notification"
    return report_of(draft, "disposition-notification", words, kind, status)


def _of_a_server(draft: Draft, subject: str, words: str) -> bytes:
    domain = draft.author.rpartition("@")[2]
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@{domain}\r\nTo: {draft.shop}\r\n"
        f"Subject: {subject}\r\nDate: {format_datetime(draft.at)}\r\n"
        f"Message-ID: <{draft.message_id}>\r\n\r\n{words}"
    ).encode()


# --------------------------------------------------------------------------- who is it really


def _contact_form(draft: Draft) -> bytes:
    """A web site writes in a customer's name."""
    mail = mail_of(draft)
    mail.replace_header("From", f"Kontaktformular <noreply@{draft.author.rpartition('@')[2]}>")
    mail["Reply-To"] = draft.author
    mail.set_content(_text(draft, "Name: Anna\nFrage: Wann kommt mein Paket?"))
    return bytes_of(draft, mail)


def _forged(draft: Draft) -> bytes:
    """In somebody's name, and the receiving server noticed."""
    mail = mail_of(draft)
    mail.set_content(_text(draft, "Bitte ändern Sie meine Bankverbindung."))
    return bytes_of(draft, mail, verdict="fail")


SHAPES: Final[Mapping[str, Callable[[Draft], bytes]]] = {
    "inline-picture": _inline_picture,
    "invitation": _invitation,
    "forward": _forward,
    "winmail": _winmail,
    "signed": _signed,
    "encrypted": _encrypted,
    "delay": _delay,
    "plain-bounce": _plain_bounce,
    "read-receipt": _read_receipt,
    "contact-form": _contact_form,
    "forged": _forged,
}
