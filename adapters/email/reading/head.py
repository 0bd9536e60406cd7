"""Who wrote to whom, about what, when, and in answer to which mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from adapters.email.addresses import MAX_LENGTH, canonical
from adapters.email.reading.charset import Decoder
from adapters.email.reading.dates import date_of
from adapters.email.reading.headers import Headers
from adapters.email.reading.identifiers import identifiers, own_identifier
from adapters.email.reading.people import Person, people

MAX_SUBJECT: Final = 2_000
MAX_NAME: Final = 200
PLACEHOLDER_DOMAIN: Final = "sender.invalid"

# Where the transport notes for whom a mail came, which To need not say.
_DELIVERY_HEADERS: Final = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "x-forwarded-to",
    "x-rcpt-to",
    "apparently-to",
)
_RECEIVED_FOR: Final = re.compile(r"\bfor\s+<([^<>\s]{3,254})>", re.IGNORECASE)
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Head:
    """`address` is the identity of whoever wrote; a placeholder that no two mails share if the
    mail does not say. Ids are without angle brackets; `references` are the ancestors, oldest
    first; `reached` are the canonical addresses at which the mail arrived, by all accounts."""

    address: str
    sender: Person
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    reply_to: tuple[Person, ...]
    reached: tuple[str, ...]
    subject: str | None
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    date: datetime | None


def head_of(headers: Headers, decoder: Decoder, digest: str) -> Head:
    authors = people(headers.every_raw("from")[:1], decoder)
    sender = next((p for p in authors if "@" in p.address), authors[0] if authors else _NOBODY)
    to, cc = _everybody(headers, decoder, "to"), _everybody(headers, decoder, "cc")
    answered = identifiers(headers.raw("in-reply-to"), decoder)
    return Head(
        address=_identity(sender.address, digest),
        sender=_shown(sender),
        to=to,
        cc=cc,
        reply_to=_everybody(headers, decoder, "reply-to"),
        reached=_reached(headers, decoder, (*to, *cc)),
        subject=line(headers.text("subject"), MAX_SUBJECT) if "subject" in headers else None,
        message_id=own_identifier(headers.raw("message-id"), decoder),
        in_reply_to=answered[-1] if answered else None,
        references=_ancestors(headers, decoder, answered),
        date=date_of(headers.raw("date")),
    )


_NOBODY: Final = Person("", "")


def line(text: str, limit: int) -> str:
    """One line of a header as a page may show it: no controls, nothing that turns text round."""
    return _CONTROLS.sub(" ", text).strip()[:limit]


def _identity(address: str, digest: str) -> str:
    found = canonical(address)
    local, at, domain = found.rpartition("@")
    if at and local and domain and len(found.encode("utf-8")) <= MAX_LENGTH:
        return found
    if found == "mailer-daemon":  # of the machine that we fetch from; a machine needs no domain
        return found
    return f"unknown-{digest[:16]}@{PLACEHOLDER_DOMAIN}"


def _everybody(headers: Headers, decoder: Decoder, name: str) -> tuple[Person, ...]:
    found = people(headers.every_raw(name), decoder)
    return tuple(_shown(person) for person in found if person.address or person.name)


def _shown(person: Person) -> Person:
    return Person(" ".join(line(person.name, MAX_NAME).split()), person.address)


def _reached(headers: Headers, decoder: Decoder, named: tuple[Person, ...]) -> tuple[str, ...]:
    noted = [value for name in _DELIVERY_HEADERS for value in headers.every_raw(name)]
    traced = _RECEIVED_FOR.findall(" ".join(headers.every_raw("received")[:5]))
    found = [p.address for p in (*named, *people(noted, decoder))] + traced
    return tuple(dict.fromkeys(canonical(address) for address in found if "@" in address))


def _ancestors(headers: Headers, decoder: Decoder, answered: list[str]) -> tuple[str, ...]:
    """References, and what In-Reply-To adds to them: some programs write only one of the two."""
    found = identifiers(" ".join(headers.every_raw("references")), decoder)
    return tuple(dict.fromkeys([*(one for one in answered if one not in found), *found]))
