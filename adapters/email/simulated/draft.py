"""What a customer is about to write, and the frame that every mail of theirs has."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from adapters.email import demo
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


def subject_of(draft: Draft) -> str:
    if draft.writing.subject:
        return draft.writing.subject
    if draft.answered and draft.answered.subject:
        base = draft.answered.subject
        return base if base.lower().startswith("re:") else f"Re: {base}"
    return "Frage"


def mail_of(draft: Draft) -> EmailMessage:
    mail = EmailMessage(policy=SMTP if draft.author.isascii() else SMTPUTF8)
    mail["From"] = f'"{_quoted(draft.name)}" <{draft.author}>' if draft.name else draft.author
    mail["To"] = draft.shop
    mail["Subject"] = line(subject_of(draft))
    mail["Date"] = format_datetime(draft.at)
    mail["Message-ID"] = f"<{draft.message_id}>"
    if draft.references:
        mail["In-Reply-To"] = f"<{draft.references[-1]}>"
    return mail


def bytes_of(draft: Draft, mail: EmailMessage, *, verdict: str = "pass") -> bytes:
    """References by hand: the library would encode long ones as if they were text."""
    domain = draft.author.rpartition("@")[2]
    trace = (
        f"Return-Path: <{draft.author}>\r\nDelivered-To: {draft.shop}\r\n"
        f"Authentication-Results: {demo.SERVER}; dmarc={verdict} header.from={domain}\r\n"
    )
    ids = "\r\n ".join(f"<{one}>" for one in draft.references)
    thread = f"References: {ids}\r\n" if ids else ""
    return (trace + thread).encode("utf-8") + mail.as_bytes()


def report_of(draft: Draft, report: str, words: str, kind: str, status: str) -> bytes:
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


def line(text: str) -> str:
    return " ".join(text.split())


def _quoted(name: str) -> str:
    return line(name).replace("\\", "\\\\").replace('"', '\\"')
