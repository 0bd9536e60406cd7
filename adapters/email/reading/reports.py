"""Machine-readable reports about mail: deliveries (RFC 3464), receipts (RFC 8098), complaints
(RFC 5965). Half of all bounces come without one; see `bounces`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from adapters.email.reading.charset import Decoder
from adapters.email.reading.headers import Headers, split_header
from adapters.email.reading.mime import Part

MAX_BLOCKS: Final = 1_000
MAX_REPORT_BYTES: Final = 256 * 1024

_STATUS_TYPES: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RECEIPT_TYPES: Final = frozenset(
    {"message/disposition-notification", "message/global-disposition-notification"}
)
_ORIGINAL_TYPES: Final = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
    | {"message/rfc822-headers", "text/rfc822-header"}
)
_STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


class About(StrEnum):
    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RECEIPT = "receipt"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient that was not reached. `status` is RFC 3463 ("5.1.1") or ""."""

    address: str
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """`original` is the header of the mail that the report is about, if it came along."""

    about: About
    failures: tuple[Failure, ...] = ()
    original: Headers | None = None
    complainant: str = ""


def report_of(mail: Part, decoder: Decoder) -> Report | None:
    original = original_header(mail, decoder)
    for part in mail.walk():
        if part.content_type in _STATUS_TYPES:
            about, failures = _delivery(list(_blocks(part, decoder)))
            return Report(about, failures, original) if about else None
        if part.content_type in _RECEIPT_TYPES:
            return Report(About.RECEIPT, original=original)
        if part.content_type == "message/feedback-report":
            fields = next(_blocks(part, decoder), None)
            who = _address(fields.raw("original-rcpt-to")) if fields else ""
            return Report(About.COMPLAINT, original=original, complainant=who)
    return None


def original_header(mail: Part, decoder: Decoder) -> Headers | None:
    part = next((p for p in mail.walk() if p.path and p.content_type in _ORIGINAL_TYPES), None)
    if part is None:
        return None
    data = part.content()
    fields, _ = split_header(data, 0, len(data))
    return Headers(tuple(fields), decoder)


def status_in(text: str) -> str:
    """The first enhanced status in a text ("550 5.1.1 no such user"), or ""."""
    found = _STATUS.search(text[:4096])
    return found.group() if found else ""


def _blocks(part: Part, decoder: Decoder) -> Iterator[Headers]:
    """The groups of fields that empty lines separate."""
    data = part.content()[:MAX_REPORT_BYTES]
    at = 0
    for _ in range(MAX_BLOCKS):
        if at >= len(data):
            return
        fields, behind = split_header(data, at, len(data))
        if fields:
            yield Headers(tuple(fields), decoder)
        at = behind if behind > at else (data.find(b"\n", at) + 1 or len(data))


def _delivery(blocks: list[Headers]) -> tuple[About | None, tuple[Failure, ...]]:
    """One failure makes the report a bounce; a delay alone is none (zammad's mail078)."""
    recipients = [b for b in blocks if "action" in b or "status" in b or "final-recipient" in b]
    abouts = [_about(block) for block in recipients]
    failures = (
        _failure(block)
        for block, about in zip(recipients, abouts, strict=True)
        if about is About.FAILED
    )
    order = (About.FAILED, About.DELAYED, About.DELIVERED)
    return next((about for about in order if about in abouts), None), tuple(failures)


def _about(block: Headers) -> About | None:
    action = re.match(r"[a-z]*", block.word("action"))
    named = _ACTIONS.get(action.group() if action else "")
    if named:
        return named
    return {"5": About.FAILED, "4": About.DELAYED, "2": About.DELIVERED}.get(
        status_in(block.raw("status"))[:1]
    )


_ACTIONS: Final = {
    "failed": About.FAILED,
    "failure": About.FAILED,
    "delayed": About.DELAYED,
    "delivered": About.DELIVERED,
    "relayed": About.DELIVERED,
    "expanded": About.DELIVERED,
    "deliverable": About.DELIVERED,
}


def _failure(block: Headers) -> Failure:
    address = block.raw("final-recipient") or block.raw("original-recipient")
    diagnostic = block.text("diagnostic-code")
    status = status_in(block.raw("status"))
    if not status or status.endswith(".0.0"):  # "5.0.0" says less than the server's own words
        status = status_in(diagnostic) or status
    return Failure(_address(address), status, diagnostic[:500])


def _address(field: str) -> str:
    """`rfc822; <max@example.org>` -> `max@example.org`."""
    return field.rpartition(";")[2].strip().strip("<>").strip()
