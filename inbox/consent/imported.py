"""Take over consents that another system has kept, each with its evidence, or not at all.

A grant without its whole evidence is refused and leaves nothing behind: the customer stays as
unknown as before. Whoever withdrew here stays withdrawn, unless they agreed anew after it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox.channel import Sender
from inbox.consent.declared import Declaration, Declared, NoEvidence, declare
from inbox.consent.purpose import Purpose, Standing
from inbox.consent.wordings import keep_wording
from inbox.conversations.identify import identify

COLUMNS: Final = (
    "address", "name", "purpose", "declared", "at", "confirmed_at", "wording", "language",
    "version", "form_url", "reference",
)  # fmt: skip
_DECLARABLE: Final = frozenset({Purpose.MARKETING, Purpose.AUTOMATION, Purpose.CHANNEL})
_LONGEST: Final = {"wording": 4_000}
_LONGEST_ELSE: Final = 500


@dataclass(frozen=True, slots=True)
class Record:
    """One declaration as another system kept it. `form_url` and `reference` say where it was made
    and how it is found there; one of them is needed."""

    address: str
    purpose: Purpose
    declared: Declared
    at: datetime
    confirmed_at: datetime | None = None
    name: str | None = None
    wording: str = ""
    language: str = ""
    version: str = ""
    form_url: str = ""
    reference: str = ""


def read_record(given: Mapping[str, object]) -> Record:
    """From a line of CSV or JSON with the names of `COLUMNS`. Raises `NoEvidence`."""
    if unknown := sorted(name for name in given if name not in COLUMNS):
        raise NoEvidence(f"There is no column {unknown[0][:40]!r}.")
    told = {name: str(value).strip() for name, value in given.items() if value is not None}
    for name, value in told.items():
        if len(value) > _LONGEST.get(name, _LONGEST_ELSE):
            raise NoEvidence(f"What stands under {name} is too long.")
    if not told.get("address"):
        raise NoEvidence("An address is needed.")
    return Record(
        address=_address(told["address"]),
        name=told.get("name") or None,
        purpose=_purpose(told.get("purpose") or Purpose.MARKETING),
        declared=_declared(told.get("declared") or Declared.GRANTED),
        at=_moment(told.get("at", ""), "at"),
        confirmed_at=_moment(told["confirmed_at"], "confirmed_at")
        if told.get("confirmed_at")
        else None,
        **{
            name: told.get(name, "")
            for name in ("wording", "language", "version", "form_url", "reference")
        },
    )


def take_over(
    session: Session, account_id: str, record: Record, *, actor: str, now: datetime
) -> Standing:
    """Where the purpose stands afterwards; the same record again changes nothing. Raises
    `NoEvidence`, and leaves the transaction to be rolled back."""
    if record.declared is Declared.GRANTED and not (record.form_url or record.reference):
        raise NoEvidence("A grant needs form_url or reference: where can it be looked up?")
    wording = (
        keep_wording(
            session,
            name=f"consent:{record.purpose}",
            language=record.language or "und",
            version=record.version or "imported",
            text=record.wording,
            now=now,
        )
        if record.wording
        else None
    )
    identity = identify(session, account_id, Sender(record.address, record.name), now=now)
    said = Declaration(
        purpose=record.purpose,
        declared=record.declared,
        at=record.at,
        confirmed_at=record.confirmed_at,
        deed=f"import:{_digest(record)}",
        actor=actor,
        wording_id=wording.id if wording else None,
        evidence={
            name: value for name in ("form_url", "reference") if (value := getattr(record, name))
        },
        method="import",
    )
    state = declare(session, identity, said, now=now)
    return Standing(state.standing) if state else Standing.UNKNOWN


def _digest(record: Record) -> str:
    told = [
        record.purpose,
        record.declared,
        record.at.isoformat(),
        record.reference,
        record.form_url,
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _address(written: str) -> str:
    """As channels know it: mail in small letters, a number without its plus and spaces."""
    if "@" in written:
        return written.lower()
    return "".join(filter(str.isdigit, written)) if written.startswith("+") else written


def _purpose(written: str) -> Purpose:
    if written not in _DECLARABLE:
        raise NoEvidence(f"The purpose {written[:40]!r} is none of marketing, automation, channel.")
    return Purpose(written)


def _declared(written: str) -> Declared:
    if written not in tuple(Declared):
        raise NoEvidence(f"{written[:40]!r} is none of {', '.join(Declared)}.")
    return Declared(written)


def _moment(written: str, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NoEvidence(f"{name} is a moment with a zone, like 2026-05-01T10:00:00+02:00.")
    return moment.astimezone(UTC)
