"""What a customer writes, as the mail that their program would send."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from typing import Final

from adapters.email.simulated.draft import Draft, bytes_of, line, mail_of, report_of
from adapters.email.simulated.shapes import SHAPES

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
    **dict.fromkeys(SHAPES, ("subject", "text")),
}


def composed(draft: Draft) -> bytes:
    """ValueError for a kind that nobody can write."""
    write = _KINDS.get(draft.writing.kind) or SHAPES.get(draft.writing.kind)
    if write is None:
        raise ValueError(f"mail has no {draft.writing.kind!r}")
    return write(draft)


def _text(draft: Draft) -> bytes:
    mail = mail_of(draft)
    mail.set_content(draft.writing.text + _quote(draft))
    if draft.writing.file:
        _attach(mail, draft)
    return bytes_of(draft, mail)


def _html(draft: Draft) -> bytes:
    mail = mail_of(draft)
    lines = "<br>".join(html.escape(line) for line in draft.writing.text.splitlines())
    mail.set_content(f"<html><body><p>{lines}</p></body></html>", subtype="html")
    if draft.writing.file:
        _attach(mail, draft)
    return bytes_of(draft, mail)


def _out_of_office(draft: Draft) -> bytes:
    mail = mail_of(draft)
    subject = draft.answered.subject if draft.answered else "Ihre Nachricht"
    mail.replace_header("Subject", f"Automatische Antwort: {line(subject or '')}")
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(draft.writing.text or "Ich bin bis Montag nicht im Büro.")
    return bytes_of(draft, mail).replace(f"<{draft.author}>".encode(), b"<>", 1)


def _newsletter(draft: Draft) -> bytes:
    mail = mail_of(draft)
    domain = draft.author.rpartition("@")[2]
    mail["List-Id"] = f"<news.{domain}>"
    mail["List-Unsubscribe"] = f"<https://{domain}/u/1>, <mailto:unsubscribe@{domain}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Precedence"] = "bulk"
    mail.set_content(draft.writing.text or "Diese Woche: alles neu.")
    mail.add_alternative("<p>Diese Woche: <b>alles neu</b>.</p>", subtype="html")
    return bytes_of(draft, mail)


def _no_sender(draft: Draft) -> bytes:
    mail = mail_of(draft)
    del mail["From"]
    mail.set_content(draft.writing.text)
    return bytes_of(draft, mail)


def _bounce(draft: Draft) -> bytes:
    """The report of a mail server about the shop's last mail to this customer (RFC 3464)."""
    status = (
        f"Reporting-MTA: dns; mx.{draft.author.rpartition('@')[2]}\r\n\r\n"
        f"Final-Recipient: rfc822; {draft.author}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"Diagnostic-Code: smtp; 550 5.1.1 <{draft.author}>: no such user here\r\n"
    )
    words = f"Your message to {draft.author} could not be delivered: no such user here."
    return report_of(draft, "delivery-status", words, "message/delivery-status", status)


def _complaint(draft: Draft) -> bytes:
    """Feedback of a provider whose customer pressed "this is spam" (RFC 5965)."""
    status = (
        "Feedback-Type: abuse\r\nUser-Agent: simulated/1\r\nVersion: 1\r\n"
        f"Original-Rcpt-To: {draft.author}\r\n"
    )
    words = "This is an abuse report about a message that you sent."
    return report_of(draft, "feedback-report", words, "message/feedback-report", status)


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
    mail.add_attachment(file.content, maintype, subtype, filename=line(file.name))
