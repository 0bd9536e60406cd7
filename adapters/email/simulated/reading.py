"""What a customer sees of a mail of the shop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from adapters.simulation import Bubble, File


@dataclass(frozen=True, slots=True)
class Read:
    bubble: Bubble
    references: tuple[str, ...]
    reply_to: str


def read(content: bytes, at: datetime) -> Read:
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    message_id = _ids(mail["Message-ID"])[-1:] or (f"unnamed-{at.timestamp()}",)
    bubble = Bubble(
        id=message_id[0],
        mine=False,
        text=_body(mail, "plain").rstrip("\n"),
        at=at,
        kind="mail",
        subject=str(mail["Subject"] or ""),
        files=tuple(_file(part) for part in mail.iter_attachments()),
        details=_details(mail),
    )
    references = _ids(mail["References"])
    return Read(
        bubble,
        tuple(one for one in references if one != bubble.id),
        _address(mail["Reply-To"]) or _address(mail["From"]),
    )


def _details(mail: EmailMessage) -> dict[str, Any]:
    shown = {
        "from": str(mail["From"] or ""),
        "reply_to": _address(mail["Reply-To"]),
        "in_reply_to": next(iter(_ids(mail["In-Reply-To"])), ""),
        "automated": str(mail["Auto-Submitted"] or ""),
        "html": _body(mail, "html"),
    }
    return {key: value for key, value in shown.items() if value}


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def _file(part: Any) -> File:
    content = part.get_content()
    raw = content if isinstance(content, bytes) else str(content).encode()
    return File(part.get_filename() or "file", part.get_content_type(), raw)


def _ids(header: object) -> tuple[str, ...]:
    return tuple(re.findall(r"<([^<>\s]+)>", str(header or "")))


def _address(header: Any) -> str:
    addresses = getattr(header, "addresses", ())
    return addresses[0].addr_spec if addresses else ""
