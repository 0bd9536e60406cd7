"""Note what the shop knows of a customer: a better name, their language, fields of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox.changes import journal
from inbox.conversations.customer import Customer, Profile, profile_of, seal_profile
from inbox.conversations.wording import clean, clean_text

MOST_FIELDS: Final = 50
LONGEST_FIELD_NAME: Final = 60
LONGEST_FIELD: Final = 2_000


class TooManyFields(Exception):
    """A customer has at most `MOST_FIELDS`."""


@dataclass(frozen=True, slots=True)
class Described:
    """None: nothing is said about it. A field that is None goes."""

    name: str | None = None
    language: str | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)


def describe(session: Session, customer: Customer, said: Described, *, now: datetime) -> bool:
    """False if all of it was known. Another name is a rectification (Article 16 GDPR), of which
    everybody hears who holds the old one. Raises `TooManyFields`."""
    known = profile_of(session, customer)
    profile = _merged(known, said)
    language = said.language or customer.language
    if profile == known and language == customer.language:
        return False
    customer.language = language
    customer.profile_sealed = seal_profile(session, customer.id, profile, now=now)
    about = journal.Subject(customer_id=customer.id)
    if profile.name != known.name and known.name is not None:
        journal.note(session, journal.What.RECTIFIED, about, now=now)
    journal.note(session, journal.What.CUSTOMER_UPDATED, about, now=now)
    return True


def _merged(known: Profile, said: Described) -> Profile:
    fields = dict(known.fields or {})
    for name, value in said.fields.items():
        fields.pop(clean(name), None)
        if value is not None:
            fields[clean(name)] = clean_text(value)
    if len(fields) > MOST_FIELDS:
        raise TooManyFields
    name = clean(said.name) if said.name else ""
    return replace(known, name=name or known.name, fields=fields or None)
