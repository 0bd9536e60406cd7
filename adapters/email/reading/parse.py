"""One mail into events: what somebody wrote, and what it says about a mail of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from adapters.email.addresses import canonical, plus_token
from adapters.email.message_ids import external_id
from adapters.email.reading.automated import automated, says_auto_reply
from adapters.email.reading.bounces import bounce_of, failures_in, looks_of, returned_ids
from adapters.email.reading.charset import Decoder
from adapters.email.reading.content import Content, content_of
from adapters.email.reading.dates import date_of
from adapters.email.reading.details import Verdict, details_of
from adapters.email.reading.files import File
from adapters.email.reading.head import PLACEHOLDER_DOMAIN, Head, head_of
from adapters.email.reading.headers import Headers
from adapters.email.reading.mime import Part, parts_of
from adapters.email.reading.repair import repaired
from adapters.email.reading.reply_part import reply_part
from adapters.email.reading.reports import About, original_header, report_of
from adapters.email.reading.returned import said_about_ours
from adapters.email.reading.signs import loop_signs
from adapters.email.reading.trust import trust_of
from inbox.channel import (
    IMPORTED,
    RECEIVED_AT,
    Alias,
    AliasKind,
    Event,
    InboundMessage,
    Kind,
    Media,
    RawRequest,
    Sender,
)

MAX_PARSED: Final = 50 * 1024 * 1024  # bytes; of a larger mail only the header is read
MAX_HEADER: Final = 1024 * 1024  # bytes

# What the mailbox notes beside a mail's bytes.
INTERNAL_DATE: Final = "x-kontor-internal-date"  # when the server took it in, RFC 3339
SIZE: Final = "x-kontor-size"  # bytes of a mail of which only the header was fetched
UNREADABLE: Final = "x-kontor-unreadable"  # the server could not give it out
KEPT_HEADERS: Final = frozenset({IMPORTED, RECEIVED_AT, INTERNAL_DATE, SIZE, UNREADABLE})

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EARLY, _LATE = timedelta(minutes=15), timedelta(days=14)
_FORWARD: Final = re.compile(r"\s*(?:fwd?|wg|tr|rv|i|enc|doorst|pd|vb)\s*:", re.IGNORECASE)
_EMPTY_LINE: Final = re.compile(rb"\n\r?\n")


@dataclass(frozen=True, slots=True)
class Ours:
    """What reading needs to know of the account; addresses are canonical."""

    address: str
    aliases: frozenset[str] = frozenset()
    authserv_id: str = ""

    @property
    def addresses(self) -> frozenset[str]:
        return self.aliases | {self.address}


def parse_mail(raw: RawRequest, ours: Ours) -> list[Event]:
    """ValueError only if there is not a single byte of a mail."""
    if not raw.body.strip() and UNREADABLE not in raw.headers:
        raise ValueError("empty: not a mail")
    decoder = Decoder()
    data, too_large = _within_reason(raw)
    mail = parts_of(data, decoder)
    digest = _digest(mail, raw)
    head = head_of(mail.headers, decoder, digest)
    content = content_of(mail, decoder)
    verdict = _verdict(mail, head, content, ours, decoder)
    message = InboundMessage(
        external_id=external_id(head.message_id, digest),
        sender=_sender(head),
        sent_at=_sent_at(mail.headers, head, raw.headers),
        kind=Kind.EMAIL,
        text=content.text,
        subject=head.subject,
        html=content.html,
        media=tuple(_media(file) for file in content.files),
        details=details_of(
            mail.headers,
            head,
            content,
            verdict,
            too_large=too_large,
            unreadable=UNREADABLE in raw.headers,
        ),
        reply_to=head.in_reply_to,
        references=_known_by(head),
        reply_token=next(filter(None, (plus_token(a, ours.address) for a in head.reached)), None),
        new_text=_new_text(content.text, head.subject or ""),
        recipients=head.reached,
        automated=automated(verdict.about, verdict.signs),
        loop_signs=verdict.signs,
        trust=trust_of(mail.headers, head.address, ours.authserv_id),
        imported=IMPORTED in raw.headers,
    )
    return [message, *_about_ours(verdict, ours, message.sent_at)]


def mail_in(raw: RawRequest, decoder: Decoder) -> Part:
    """The tree of a mail, as `parse_mail` sees it."""
    return parts_of(_within_reason(raw)[0], decoder)


def _within_reason(raw: RawRequest) -> tuple[bytes, int | None]:
    """(what is read, the size of a mail of which that is only the header)."""
    data = repaired(raw.body)
    size = raw.headers.get(SIZE, "")
    if size.isdecimal():
        return data, int(size[:18])
    if len(data) <= MAX_PARSED:
        return data, None
    end = _EMPTY_LINE.search(data, 0, MAX_HEADER)
    return data[: end.end() if end else MAX_HEADER], len(data)


def _digest(mail: Part, raw: RawRequest) -> str:
    """What stays the same wherever a mail is stored: its date and body. The trace that transports
    write over it does not, so a copy that came another way is no second message; one id over two
    different mails (freescout#5591) makes two. Without an id every byte counts."""
    if "message-id" not in mail.headers:
        return sha256(raw.body).hexdigest()
    digest = sha256(mail.headers.raw("date").encode())
    digest.update(raw.headers.get(SIZE, "").encode())
    digest.update(memoryview(mail.source)[mail.start :])
    return digest.hexdigest()


def _sender(head: Head) -> Sender:
    alias = (
        () if head.address.endswith(PLACEHOLDER_DOMAIN) else (Alias(AliasKind.EMAIL, head.address),)
    )
    return Sender(head.address, head.sender.name or None, alias)


def _sent_at(headers: Headers, head: Head, noted: Mapping[str, str]) -> datetime:
    """The mail's own date, unless its clock was wrong by what was noted on receipt."""
    received = date_of(noted.get(INTERNAL_DATE, "")) or date_of(noted.get(RECEIVED_AT, ""))
    if head.date is None:
        return received or date_of(headers.raw("received").rpartition(";")[2]) or _EPOCH
    plausible = received is None or received - _LATE <= head.date <= received + _EARLY
    return head.date if plausible or IMPORTED in noted or not received else received


def _media(file: File) -> Media:
    return Media(file.ref, file.content_type, file.name, file.size, inline_id=file.inline_id)


def _known_by(head: Head) -> tuple[str, ...]:
    own = (head.message_id,) if head.message_id else ()
    return tuple(dict.fromkeys((*head.references, *own)))


def _new_text(text: str, subject: str) -> str | None:
    """Who forwards a mail wants all of it read."""
    if _FORWARD.match(subject):
        return None
    new = reply_part(text)
    return None if new == text.strip() else new


def _verdict(mail: Part, head: Head, content: Content, ours: Ours, decoder: Decoder) -> Verdict:
    named = {canonical(person.address) for person in (*head.to, *head.cc)}
    named |= {ours.address for address in named if plus_token(address, ours.address) is not None}
    subject = head.subject or ""
    signs = loop_signs(mail.headers, subject, head.address, ours.addresses, named)
    report, original = report_of(mail, decoder), original_header(mail, decoder)
    looks = looks_of(
        mail,
        head.sender,
        subject,
        content.text,
        returned=original is not None,
        auto_reply=says_auto_reply(signs),
    )
    about = report.about if report else bounce_of(looks)
    failed = about is About.FAILED
    return Verdict(
        about=about,
        signs=signs,
        failures=tuple(failures_in(mail, content.text, report, ours.addresses)) if failed else (),
        returned=tuple(returned_ids(report, original, content.text)),
        complainant=report.complainant if report else "",
    )


def _about_ours(verdict: Verdict, ours: Ours, at: datetime) -> Iterator[Event]:
    return said_about_ours(
        verdict.about,
        verdict.returned,
        verdict.failures,
        verdict.complainant,
        address=ours.address,
        at=at,
    )
