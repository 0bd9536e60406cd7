"""Who else may be this person? It suggests, with what speaks for it, and decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.account import Account
from inbox.channel import Alias, AliasKind
from inbox.conversations.customer import (
    VISIBLE,
    Customer,
    Identity,
    IdentityAlias,
    profile_of,
    sender_of,
)
from inbox.conversations.identify import MATCHED, address_key, aliases_of, match_key
from inbox.conversations.search import asked, find, words

_MOST: Final = 8
_NAMES_LOOKED_AT: Final = 20
_UNREADABLE: Final = (sealing.Destroyed, sealing.Unreadable)


class Likeness(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"  # the provider's id
    NAME = "name"  # the weakest: two people may be called alike


@dataclass(frozen=True, slots=True)
class Evidence:
    likeness: Likeness
    value: str


@dataclass(slots=True)
class Suggestion:
    customer: Customer
    name: str | None
    evidence: list[Evidence] = field(default_factory=list)


def who_else(
    session: Session, customer: Customer, *, but: Collection[str] = ()
) -> list[Suggestion]:
    """The strongest first. `but` are customers that somebody has said are others."""
    known = _known_by(session, customer.id)
    speaks: dict[str, list[Evidence]] = {}
    for customer_id, evidence in (
        *_by_alias(session, known),
        *_by_address(session, known),
        *_by_name(session, customer),
    ):
        shown = _as_dialled(evidence)
        if shown not in speaks.setdefault(customer_id, []):
            speaks[customer_id].append(shown)
    others = _visible(session, set(speaks) - {customer.id, *but})
    found = [Suggestion(one, _name(session, one), speaks[one.id]) for one in others]
    return sorted(found, key=lambda one: (-_strength(one), one.customer.id))[:_MOST]


def _known_by(session: Session, customer_id: str) -> dict[str, Evidence]:
    """Every value that identifies the customer, by its keyed hash."""
    identities = session.scalars(select(Identity).where(Identity.customer_id == customer_id)).all()
    aliases = aliases_of(session, [one.id for one in identities])
    sealing.warm(
        session,
        [
            *(one.sealed for one in identities),
            *(alias.sealed for some in aliases.values() for alias in some),
        ],
    )
    known: dict[str, Evidence] = {}
    for identity in identities:
        try:
            sender = sender_of(session, identity, aliases[identity.id])
        except _UNREADABLE:
            continue
        names = [alias for alias in sender.aliases if alias.kind in MATCHED]
        names += [Alias(kind, sender.address) for kind in MATCHED]
        for alias in names:
            known[match_key(session, alias)] = Evidence(_likeness(alias), alias.value)
    return known


def _as_dialled(evidence: Evidence) -> Evidence:
    is_number = evidence.likeness is Likeness.PHONE and evidence.value.isdecimal()
    return replace(evidence, value=f"+{evidence.value}") if is_number else evidence


def _likeness(alias: Alias) -> Likeness:
    """By what the value looks like: a provider's id is often a number or a mail address."""
    if "@" in alias.value:
        return Likeness.EMAIL
    is_number = alias.value.lstrip("+").isdecimal()
    return Likeness.PHONE if alias.kind is AliasKind.PHONE or is_number else Likeness.ADDRESS


def _by_alias(session: Session, known: Mapping[str, Evidence]) -> Iterable[tuple[str, Evidence]]:
    rows = session.execute(
        select(Identity.customer_id, IdentityAlias.match_key)
        .join(IdentityAlias, IdentityAlias.identity_id == Identity.id)
        .where(IdentityAlias.match_key.in_(known))
    )
    return [(row.customer_id, known[row.match_key]) for row in rows]


def _by_address(session: Session, known: Mapping[str, Evidence]) -> Iterable[tuple[str, Evidence]]:
    """The same value as an address on any account."""
    accounts = session.scalars(select(Account.id)).all()
    values = {one.value: one for one in known.values()}
    keys = {
        address_key(session, account, spelled): evidence
        for account in accounts
        for value, evidence in values.items()
        for spelled in {value, value.casefold(), f"+{value}", value.lstrip("+")}
    }
    rows = session.execute(
        select(Identity.customer_id, Identity.address_key).where(Identity.address_key.in_(keys))
    )
    return [(row.customer_id, keys[row.address_key]) for row in rows]


def _by_name(session: Session, customer: Customer) -> Iterable[tuple[str, Evidence]]:
    """First and last name alike, in whatever spelling; a single name says too little."""
    name = _name(session, customer)
    called = _folded(name or "")
    if name is None or len(called) < 2:
        return []
    people = find.customers(session, asked.read(name), limit=_NAMES_LOOKED_AT)
    return [
        (one.customer.id, Evidence(Likeness.NAME, name))
        for one in people
        if _folded(_name(session, one.customer) or "") == called
    ]


def _folded(name: str) -> list[str]:
    return sorted(words.fold(one.word) for one in words.pieces(name))


def _visible(session: Session, ids: Collection[str]) -> Sequence[Customer]:
    found = session.scalars(
        select(Customer).where(Customer.id.in_(ids), Customer.merged_into.is_(None), VISIBLE)
    ).all()
    sealing.warm(session, [one.profile_sealed for one in found])
    return found


def _name(session: Session, customer: Customer) -> str | None:
    try:
        return profile_of(session, customer).name
    except _UNREADABLE:
        return None


def _strength(one: Suggestion) -> int:
    return sum(1 if each.likeness is Likeness.NAME else 3 for each in one.evidence)
