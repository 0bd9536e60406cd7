"""What we want to say into the bytes of one mail. Written once and kept, so that a repeat is the
same mail with the same Message-ID.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from adapters.email.addresses import ascii_domain, canonical, deliverable
from adapters.email.frame import html_page, plain_text
from adapters.email.message_ids import message_id_in, own_id
from adapters.email.reading.head import PLACEHOLDER_DOMAIN
from adapters.email.settings import Settings
from adapters.email.wire_policy import WIRE, WIRE_UTF8
from inbox.channel import OutboundMedia, OutboundMessage, Rejected

MAX_FILES_SIZE: Final = 25 * 1024 * 1024  # bytes before base64; no common provider takes more
MAX_SUBJECT: Final = 500
LAST_REFERENCES: Final = 20

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_ANSWER: Final = re.compile(
    r"\s*(?:(?:re|aw|antw|antwort|sv|vs|odp|r|rif|resp|ref)(?:\[\d{1,3}\])?\s?:\s*){1,50}",
    re.IGNORECASE,
)
_CONTENT_TYPE: Final = re.compile(r"([a-z0-9][a-z0-9.+-]{0,60})/([a-z0-9][a-z0-9.+_-]{0,90})")
_TOKEN: Final = re.compile(r"[A-Za-z0-9._=-]{1,60}")
_NO_SUBJECT: Final = {"de": "Ihre Nachricht", "en": "Your message"}


def compose(message: OutboundMessage, settings: Settings, now: datetime) -> bytes:
    """The whole mail with CRLF line ends. Raises `Rejected` for what cannot be mailed."""
    recipient = recipient_of(message)
    _refuse_the_unsayable(message)
    mail = EmailMessage(policy=WIRE if recipient.isascii() else WIRE_UTF8)
    mail["From"] = _person(settings.display_name, settings.own)
    mail["To"] = _person(message.to.name or "", recipient)
    mail["Subject"] = _subject(message, settings.language)
    mail["Date"] = format_datetime(now)
    _identify(mail, message, settings)
    if message.automated:
        _mark_automated(mail, settings)
    mail["Content-Language"] = settings.language
    mail.set_content(plain_text(message, settings.language), cte="quoted-printable")
    mail.add_alternative(
        html_page(message, settings.language), subtype="html", cte="quoted-printable"
    )
    for file in message.media:
        _attach(mail, file)
    return mail.as_bytes()


def recipient_of(message: OutboundMessage) -> str:
    """The address as it goes over the wire. Raises `Rejected`."""
    address = canonical(message.to.address)
    if address.endswith(f"@{PLACEHOLDER_DOMAIN}"):
        raise Rejected("NO_ADDRESS")
    if not deliverable(address):
        raise Rejected("IMPOSSIBLE_ADDRESS")
    return address


def _refuse_the_unsayable(message: OutboundMessage) -> None:
    if message.emoji is not None:
        raise Rejected("NO_REACTIONS")
    if message.template is not None:
        raise Rejected("NO_TEMPLATES")
    if not message.text.strip() and not message.media:
        raise Rejected("EMPTY")
    if sum(file.size for file in message.media) > MAX_FILES_SIZE:
        raise Rejected("TOO_LARGE", f"at most {MAX_FILES_SIZE} bytes of files")


def _person(name: str, address: str) -> Address:
    """Built from its parts: an address parsed back from a header may split at a comma in the name
    (cpython#121284)."""
    local, _, domain = address.rpartition("@")
    shown = _CONTROLS.sub(" ", name).strip()[:100]
    return Address(shown, username=local, domain=ascii_domain(domain))


def _subject(message: OutboundMessage, language: str) -> str:
    """One "Re:": a changed subject splits the conversation in Gmail."""
    given = _CONTROLS.sub(" ", message.subject or "").strip()[:MAX_SUBJECT]
    if not message.reply_to and not message.references:
        return given or _NO_SUBJECT[language]
    bare = _ANSWER.sub("", given, count=1) if _ANSWER.match(given) else given
    return f"Re: {bare or _NO_SUBJECT[language]}"


def _identify(mail: EmailMessage, message: OutboundMessage, settings: Settings) -> None:
    """Our own id stands in References, too: providers like Amazon SES replace the Message-ID."""
    own = own_id(message.dedupe_key, settings.own)
    ancestors = _ancestors(message)
    mail["Message-ID"] = f"<{own}>"
    if ancestors:
        mail["In-Reply-To"] = f"<{message_id_in(message.reply_to or '') or ancestors[-1]}>"
    mail["References"] = " ".join(f"<{one}>" for one in (*_trimmed(ancestors), own))
    reply_to = _reply_address(message, settings)
    if reply_to:
        mail["Reply-To"] = _person(settings.display_name, reply_to)


def _ancestors(message: OutboundMessage) -> list[str]:
    ids = (message_id_in(one) for one in (*message.references, message.reply_to or ""))
    return list(dict.fromkeys(filter(None, ids)))


def _trimmed(ids: Sequence[str]) -> Sequence[str]:
    """The first and the last ones, as RFC 5537 has it for long threads."""
    return ids if len(ids) <= LAST_REFERENCES else (ids[0], *ids[-LAST_REFERENCES:])


def _reply_address(message: OutboundMessage, settings: Settings) -> str | None:
    token = message.conversation_token
    if not settings.plus_addressing or not token or not _TOKEN.fullmatch(token):
        return None
    local, _, domain = settings.own.rpartition("@")
    address = f"{local}+{token}@{domain}"
    return address if deliverable(address) else None


def _mark_automated(mail: EmailMessage, settings: Settings) -> None:
    """So that no machine answers (RFC 3834, MS-OXCMAIL), and ours knows its own."""
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Precedence"] = "auto_reply"
    mail["X-Kontor-Loop"] = settings.own


def _attach(mail: EmailMessage, file: OutboundMedia) -> None:
    match = _CONTENT_TYPE.fullmatch(file.content_type.partition(";")[0].strip().lower())
    main, sub = match.groups() if match else ("application", "octet-stream")
    if main in {"message", "multipart"}:  # may not be encoded as base64
        main, sub = "application", "octet-stream"
    name = _CONTROLS.sub(" ", file.filename).strip() or "attachment"
    mail.add_attachment(Path(file.path).read_bytes(), main, sub, filename=name)
