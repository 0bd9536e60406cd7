"""Gather what the ledger holds about a customer, with the words and the evidence of every entry.

An erased customer's entries are shown, too: without a name, and without evidence once its key is
destroyed. The order and the hashes of the chain are checked while it is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.account import Account, all_accounts
from inbox.consent.ledger import LedgerEntry, is_unbroken, replay
from inbox.consent.purpose import Purpose, Standing
from inbox.consent.wordings import Wording
from inbox.conversations.customer import (
    Customer,
    Identity,
    IdentityAlias,
    profile_of,
    sender_of,
)
from inbox.conversations.identify import aliases_of
from inbox.privacy.whole import NoSuchCustomer
from inbox.shop import the_shop


@dataclass(frozen=True, slots=True)
class Words:
    """`is_genuine`: they are those whose digest the ledger's chain holds."""

    text: str
    language: str
    version: str
    digest: str
    is_genuine: bool


@dataclass(frozen=True, slots=True)
class Event:
    """`evidence` None: there is none, or its key was destroyed (`evidence_destroyed`)."""

    position: int
    purpose: str
    happened: str
    occurred_at: datetime
    recorded_at: datetime
    method: str
    actor: str
    message_id: str | None
    rule_version: str
    words: Words | None
    evidence: Mapping[str, Any] | None
    evidence_destroyed: bool
    hash: str


@dataclass(frozen=True, slots=True)
class Stands:
    purpose: str
    standing: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OneIdentity:
    """`address` None: erased. `is_unbroken`: nobody changed, removed or inserted an entry."""

    identity_id: str
    account: str
    channel: str
    address: str | None
    further: tuple[str, ...]  # by which the same person is known there
    is_unbroken: bool
    stands: tuple[Stands, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    made_at: datetime
    shop: str
    zone: str
    customer_id: str
    name: str | None
    identities: tuple[OneIdentity, ...]

    def as_json(self) -> dict[str, Any]:
        return {"schema": "kontor-consent-proof/1", **asdict(self)}


def gather(session: Session, customer_id: str, *, now: datetime) -> Proof:
    """Of the customer or of whoever took their place. Raises `NoSuchCustomer`."""
    customer = _standing_for(session, customer_id)
    shop, accounts = the_shop(session), {one.id: one for one in all_accounts(session)}
    identities = session.scalars(
        select(Identity).where(Identity.customer_id == customer.id).order_by(Identity.id)
    ).all()
    rows = _entries(session, [one.id for one in identities])
    wordings = _wordings(session, rows)
    aliases = aliases_of(session, [one.id for one in identities])
    sealing.warm(
        session,
        [
            customer.profile_sealed,
            *(one.sealed for one in identities),
            *(alias.sealed for known in aliases.values() for alias in known),
            *(row.evidence_sealed for row in rows),
        ],
    )
    return Proof(
        made_at=now,
        shop=shop.name,
        zone=shop.zone,
        customer_id=customer.id,
        name=_name(session, customer),
        identities=tuple(
            _identity(session, one, accounts[one.account_id], aliases[one.id], rows, wordings)
            for one in identities
        ),
    )


def _standing_for(session: Session, customer_id: str) -> Customer:
    found = session.get(Customer, customer_id)
    while found is not None and found.merged_into is not None:
        found = session.get(Customer, found.merged_into)
    if found is None:
        raise NoSuchCustomer(customer_id)
    return found


def _entries(session: Session, identity_ids: Sequence[str]) -> Sequence[LedgerEntry]:
    return session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.identity_id.in_(identity_ids))
        .order_by(LedgerEntry.identity_id, LedgerEntry.position)
    ).all()


def _wordings(session: Session, rows: Sequence[LedgerEntry]) -> Mapping[str, Wording]:
    wanted = {row.wording_id for row in rows if row.wording_id}
    found = session.scalars(select(Wording).where(Wording.id.in_(wanted)))
    return {one.id: one for one in found}


def _name(session: Session, customer: Customer) -> str | None:
    try:
        return profile_of(session, customer).name
    except (sealing.Destroyed, sealing.Unreadable):
        return None


def _identity(
    session: Session,
    identity: Identity,
    account: Account,
    aliases: list[IdentityAlias],
    rows: Sequence[LedgerEntry],
    wordings: Mapping[str, Wording],
) -> OneIdentity:
    theirs = [row for row in rows if row.identity_id == identity.id]
    known = _addresses(session, identity, aliases)
    address = known[0] if known else None
    return OneIdentity(
        identity_id=identity.id,
        account=account.label,
        channel=account.kind,
        address=address,
        further=tuple(dict.fromkeys(one for one in known[1:] if one != address)),
        is_unbroken=is_unbroken(theirs),
        stands=_stands(theirs),
        events=tuple(_event(session, row, wordings) for row in theirs),
    )


def _addresses(session: Session, identity: Identity, aliases: list[IdentityAlias]) -> Sequence[str]:
    """Nothing of who was erased."""
    if identity.is_erased:
        return []
    try:
        sender = sender_of(session, identity, aliases)
    except (sealing.Destroyed, sealing.Unreadable):
        return []
    return [sender.address, *(alias.value for alias in sender.aliases)]


def _stands(rows: Sequence[LedgerEntry]) -> tuple[Stands, ...]:
    """Replayed from the entries themselves; `since` is the entry that led there."""
    found: dict[Purpose, Stands] = {}
    for position in range(1, len(rows) + 1):
        row = rows[position - 1]
        purpose = Purpose(row.purpose)
        if purpose is Purpose.SERVICE:  # it needs no consent
            continue
        standing = replay(rows[:position])[purpose]
        if purpose not in found or found[purpose].standing != standing:
            found[purpose] = Stands(purpose, standing, row.occurred_at)
    return tuple(one for one in found.values() if one.standing != Standing.UNKNOWN)


def _event(session: Session, row: LedgerEntry, wordings: Mapping[str, Wording]) -> Event:
    evidence, destroyed = _evidence(session, row)
    return Event(
        position=row.position,
        purpose=row.purpose,
        happened=row.happened,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        method=row.method,
        actor=row.actor,
        message_id=row.message_id,
        rule_version=row.rule_version,
        words=_words(row, wordings),
        evidence=evidence,
        evidence_destroyed=destroyed,
        hash=row.hash,
    )


def _words(row: LedgerEntry, wordings: Mapping[str, Wording]) -> Words | None:
    wording = wordings.get(row.wording_id or "")
    if wording is None:
        return None
    genuine = wording.is_genuine and wording.digest == row.wording_digest
    return Words(wording.text, wording.language, wording.version, wording.digest, genuine)


def _evidence(session: Session, row: LedgerEntry) -> tuple[Mapping[str, Any] | None, bool]:
    if row.evidence_sealed is None:
        return None, False
    try:
        found = sealing.unseal_json(session, row.evidence_sealed, place=f"evidence:{row.id}")
    except (sealing.Destroyed, sealing.Unreadable):
        return None, True
    return {name: value for name, value in found.items() if value not in (None, "")}, False
