"""What a customer writes, as the mail that their program would send."""

from __future__ import annotations

import html
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Final

from adapters.simulation import Bubble, Writing


@dataclass(slots=True)
class Draft:
    """Who writes what to whom; `answered` is the mail of the shop that is answered, if any."""

    writing: Writing
    author: str
    name: str
    shop: str
    at: datetime
    answered: Bubble | None = None
    references: tuple[str, ...] = ()
    message_id: str = field(default="")

    def __post_init__(self) -> None:
        if not self.message_id:
            self.message_id = f"{secrets.token_hex(12)}@{self.author.rpartition('@')[2]}"


# What the page asks for; names that `Writing` does not have go into its `fields`.
OFFERS: Final[Mapping[str, Sequence[str]]] = {
    "text": ("subject", "text"),
    "html": ("subject", "text"),
    "file": ("subject", "text", "file"),
    "reply": ("target", "text"),
    "out-of-office": ("text",),
    "newsletter": ("subject", "text"),
    "bounce": (),
    "complaint": (),
    "no-sender": ("subject", "text"),
}


def composed(draft: Draft) -> bytes:
    """ValueError for a kind that nobody can write."""
    write = _KINDS.get(draft.writing.kind)
    if write is None:
        raise ValueError(f"mail has no {draft.writing.kind!r}")
    return write(draft)


def subject_of(draft: Draft) -> str:
    if draft.writing.subject:
        return draft.writing.subject
    if draft.answered and draft.answered.subject:
        base = draft.answered.subject
        return base if base.lower().startswith("re:") else f"Re: {base}"
    return "Frage"


def _mail(draft: Draft) -> EmailMessage:
    mail = EmailMessage(policy=SMTP if draft.author.isascii() else SMTPUTF8)
    mail["From"] = f'"{_quoted(draft.name)}" <{draft.author}>' if draft.name else draft.author
    mail["To"] = draft.shop
    mail["Subject"] = _line(subject_of(draft))
    mail["Date"] = format_datetime(draft.at)
    mail["Message-ID"] = f"<{draft.message_id}>"
    if draft.references:
        mail["In-Reply-To"] = f"<{draft.references[-1]}>"
    return mail


def _bytes(draft: Draft, mail: EmailMessage) -> bytes:
    """References by hand: the library would encode long ones as if they were text."""
    trace = f"Return-Path: <{draft.author}>\r\nDelivered-To: {draft.shop}\r\n"
    ids = "\r\n ".join(f"<{one}>" for one in draft.references)
    thread = f"References: {ids}\r\n" if ids else ""
    return (trace + thread).encode() + mail.as_bytes()


def _text(draft: Draft) -> bytes:
    mail = _mail(draft)
    mail.set_content(draft.writing.text + _quote(draft))
    if draft.writing.file:
        _attach(mail, draft)
    return _bytes(draft, mail)


def _html(draft: Draft) -> bytes:
    mail = _mail(draft)
    lines = "<br>".join(html.escape(line) for line in draft.writing.text.splitlines())
    mail.set_content(f"<html><body><p>{lines}</p></body></html>", subtype="html")
    if draft.writing.file:
        _attach(mail, draft)
    return _bytes(draft, mail)


def _out_of_office(draft: Draft) -> bytes:
    mail = _mail(draft)
    subject = draft.answered.subject if draft.answered else "Ihre Nachricht"
    mail.replace_header("Subject", f"Automatische Antwort: {_line(subject or '')}")
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(draft.writing.text or "Ich bin bis Montag nicht im Büro.")
    return _bytes(draft, mail).replace(f"<{draft.author}>".encode(), b"<>", 1)


def _newsletter(draft: Draft) -> bytes:
    mail = _mail(draft)
    domain = draft.author.rpartition("@")[2]
    mail["List-Id"] = f"<news.{domain}>"
    mail["List-Unsubscribe"] = f"<https://{domain}/u/1>, <mailto:unsubscribe@{domain}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Precedence"] = "bulk"
    mail.set_content(draft.writing.text or "Diese Woche: alles neu.")
    mail.add_alternative("<p>Diese Woche: <b>alles neu</b>.</p>", subtype="html")
    return _bytes(draft, mail)


def _no_sender(draft: Draft) -> bytes:
    mail = _mail(draft)
    del mail["From"]
    mail.set_content(draft.writing.text)
    return _bytes(draft, mail)


def _bounce(draft: Draft) -> bytes:
    """The report of a mail server about the shop's last mail to this customer (RFC 3464)."""
    status = (
        f"Reporting-MTA: dns; mx.{draft.author.rpartition('@')[2]}\r\n\r\n"
        f"Final-Recipient: rfc822; {draft.author}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"Diagnostic-Code: smtp; 550 5.1.1 <{draft.author}>: no such user here\r\n"
    )
    words = f"Your message to {draft.author} could not be delivered: no such user here."
    return _report(draft, "delivery-status", words, "message/delivery-status", status)


def _complaint(draft: Draft) -> bytes:
    """Feedback of a provider whose customer pressed "this is spam" (RFC 5965)."""
    status = (
        "Feedback-Type: abuse\r\nUser-Agent: simulated/1\r\nVersion: 1\r\n"
        f"Original-Rcpt-To: {draft.author}\r\n"
    )
    words = "This is an abuse report about a message that you sent."
    return _report(draft, "feedback-report", words, "message/feedback-report", status)


def _report(draft: Draft, report: str, words: str, kind: str, status: str) -> bytes:
    ids = draft.references
    original = f"Message-ID: <{ids[-1]}>\r\n" if ids else ""
    original += f"From: {draft.shop}\r\nTo: {draft.author}\r\n"
    domain, border = draft.author.rpartition("@")[2], secrets.token_hex(12)
    parts = (
        ("text/plain; charset=utf-8", words),
        (kind, status),
        ("text/rfc822-headers", original),
    )
    body = "".join(f"--{border}\r\nContent-Type: {t}\r\n\r\n{text}\r\n" for t, text in parts)
    return (
        f"Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@{domain}>\r\n"
        f"To: {draft.shop}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Date: {format_datetime(draft.at)}\r\nMessage-ID: <{draft.message_id}>\r\n"
        f"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type={report}; boundary="{border}"\r\n\r\n'
        f"{body}--{border}--\r\n"
    ).encode()


_KINDS: Final[dict[str, Callable[[Draft], bytes]]] = {
    "text": _text,
    "reply": _text,
    "file": _text,
    "html": _html,
    "out-of-office": _out_of_office,
    "newsletter": _newsletter,
    "no-sender": _no_sender,
    "bounce": _bounce,
    "complaint": _complaint,
}


def _quote(draft: Draft) -> str:
    """As most programs do it: the answered mail below, every line with a mark."""
    if draft.answered is None or draft.answered.mine:
        return "\n"
    lines = "\n".join(f"> {line}".rstrip() for line in draft.answered.text.splitlines())
    day = draft.answered.at.strftime("%d.%m.%Y um %H:%M")
    return f"\n\nAm {day} schrieb {draft.shop}:\n{lines}\n"


def _attach(mail: EmailMessage, draft: Draft) -> None:
    file = draft.writing.file
    assert file is not None
    main, _, sub = file.content_type.partition(";")[0].partition("/")
    good = main.isalnum() and main not in {"message", "multipart"} and sub
    maintype, subtype = (main, sub.strip()) if good else ("application", "octet-stream")
    mail.add_attachment(file.content, maintype, subtype, filename=_line(file.name))


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(name: str) -> str:
    return _line(name).replace("\\", "\\\\").replace('"', '\\"')
