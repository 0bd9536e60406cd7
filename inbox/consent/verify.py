"""Check the whole ledger: every chain, every wording, and the projection against its replay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.consent.ledger import ConsentState, LedgerEntry, is_unbroken, replay
from inbox.consent.purpose import Purpose, Standing
from inbox.consent.wordings import Wording

BROKEN_CHAIN: Final = "BROKEN_CHAIN"  # an entry was changed, removed or inserted
WRONG_STATE: Final = "WRONG_STATE"  # the projection says otherwise than the ledger
CHANGED_WORDING: Final = "CHANGED_WORDING"
_AT_ONCE: Final = 200  # identities


@dataclass(frozen=True, slots=True)
class Fault:
    """`about` is the id of an identity, or of a wording."""

    code: str
    about: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at in one step."""

    entries: int
    faults: tuple[Fault, ...]


def verify(session: Session) -> Iterator[Verified]:
    """In steps of some identities, so that it can be watched; changes nothing."""
    yield Verified(0, tuple(_wordings(session)))
    last = ""
    while True:
        ids = session.scalars(
            select(LedgerEntry.identity_id)
            .where(LedgerEntry.identity_id > last)
            .distinct()
            .order_by(LedgerEntry.identity_id)
            .limit(_AT_ONCE)
        ).all()
        if not ids:
            break
        yield _some(session, ids)
        session.expunge_all()
        last = ids[-1]
    yield Verified(0, tuple(_without_entries(session)))


def _some(session: Session, ids: Sequence[str]) -> Verified:
    rows = session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.identity_id.in_(ids))
        .order_by(LedgerEntry.identity_id, LedgerEntry.position)
    ).all()
    held = _held(session, ids)
    faults = []
    for identity_id, theirs in groupby(rows, key=lambda row: row.identity_id):
        entries = list(theirs)
        if not is_unbroken(entries):
            faults.append(Fault(BROKEN_CHAIN, identity_id))
        if replay(entries) != held.get(identity_id, {}):
            faults.append(Fault(WRONG_STATE, identity_id))
    return Verified(len(rows), tuple(faults))


def _held(session: Session, ids: Sequence[str]) -> dict[str, dict[Purpose, Standing]]:
    found: dict[str, dict[Purpose, Standing]] = {}
    for row in session.scalars(select(ConsentState).where(ConsentState.identity_id.in_(ids))):
        found.setdefault(row.identity_id, {})[Purpose(row.purpose)] = Standing(row.standing)
    return found


def _without_entries(session: Session) -> Iterator[Fault]:
    """A state that no entry led to: somebody wrote it, or removed a whole chain."""
    lonely = select(ConsentState.identity_id).where(
        ~select(LedgerEntry.id).where(LedgerEntry.identity_id == ConsentState.identity_id).exists()
    )
    yield from (Fault(WRONG_STATE, one) for one in session.scalars(lonely.distinct()))


def _wordings(session: Session) -> Iterator[Fault]:
    for row in session.scalars(select(Wording).order_by(Wording.id)):
        if not row.is_genuine:
            yield Fault(CHANGED_WORDING, row.id)
