"""The consent ledger: append-only, hash-chained per identity, each entry with its evidence.

The database itself refuses to change or delete a row (triggers in the migration). What proves a
consent but names a person is sealed under a key of its own, which outlives the message's key; the
chain runs over the ciphertext, so that it stays whole when that key is destroyed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import sealing
from inbox.changes import journal
from inbox.consent.purpose import Happened, Purpose, Standing, after
from inbox.consent.wordings import Wording
from inbox.conversations.customer import Identity
from inbox.db import Base, new_id

_NO_MORE: Final = (Happened.WITHDRAWN, Happened.DENIED)


class LedgerEntry(Base):
    """`position` counts per identity; `occurred_at` is the provider's time, `recorded_at` ours."""

    __tablename__ = "consent_ledger"
    __table_args__ = (
        UniqueConstraint("identity_id", "position"),
        UniqueConstraint("identity_id", "deed"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"))
    position: Mapped[int] = mapped_column(BigInteger)
    deed: Mapped[str]  # the same deed is entered once
    purpose: Mapped[str]
    happened: Mapped[str]
    wording_id: Mapped[str | None] = mapped_column(ForeignKey("wording.id"))
    wording_digest: Mapped[str | None]  # so that the chain holds the words, too
    method: Mapped[str]  # chat_keyword, chat_button, doi_link, web_form, provider_event, agent, ...
    actor: Mapped[str]  # customer, agent:<id>, provider, shop, system
    message_id: Mapped[str | None]
    rule_version: Mapped[str]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    evidence_sealed: Mapped[bytes | None]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class ConsentState(Base):
    """The projection: where each purpose stands now. Rebuilt from the ledger by `replay`."""

    __tablename__ = "consent_state"

    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    standing: Mapped[str]
    since: Mapped[datetime]
    wording_id: Mapped[str | None]
    position: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Entry:
    """`deed` makes it idempotent, e.g. the message's id with purpose and event."""

    purpose: Purpose
    happened: Happened
    method: str
    actor: str
    deed: str
    occurred_at: datetime
    rule_version: str
    message_id: str | None = None
    wording_id: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def enter(session: Session, identity: Identity, entry: Entry, *, now: datetime) -> bool:
    """Append an entry under the identity's lock; False if this deed was entered before.

    Who wants no advertising any more wants none as an existing customer either: that is entered,
    too.
    """
    session.refresh(identity, with_for_update=True, attribute_names=["customer_id"])
    if _known(session, identity, entry.deed):
        return False
    _append(session, identity, entry, now)
    if _ends_soft_opt_in(session, identity, entry):
        ended = replace(entry, purpose=Purpose.SOFT_OPT_IN, deed=f"{entry.deed}:soft_opt_in",
                        happened=Happened.WITHDRAWN)  # fmt: skip
        _append(session, identity, ended, now)
    return True


def standings(session: Session, identity_id: str) -> dict[Purpose, ConsentState]:
    rows = session.scalars(select(ConsentState).where(ConsentState.identity_id == identity_id))
    return {Purpose(row.purpose): row for row in rows}


def standing(session: Session, identity_id: str, purpose: Purpose) -> Standing:
    row = session.get(ConsentState, (identity_id, purpose))
    return Standing(row.standing) if row else Standing.UNKNOWN


def entries(session: Session, identity_id: str) -> Sequence[LedgerEntry]:
    return session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.identity_id == identity_id)
        .order_by(LedgerEntry.position)
    ).all()


def replay(rows: Sequence[LedgerEntry]) -> dict[Purpose, Standing]:
    """Where every purpose stands, computed from the ledger alone."""
    found: dict[Purpose, Standing] = {}
    for row in rows:
        purpose = Purpose(row.purpose)
        found[purpose] = after(found.get(purpose, Standing.UNKNOWN), Happened(row.happened))
    return found


def is_unbroken(rows: Sequence[LedgerEntry]) -> bool:
    """Whether nobody changed, removed or inserted an entry of one identity's chain."""
    previous = ""
    for position, row in enumerate(rows, start=1):
        if row.position != position or row.previous_hash != previous or row.hash != _hash(row):
            return False
        previous = row.hash
    return True


def _append(session: Session, identity: Identity, entry: Entry, now: datetime) -> None:
    last = session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.identity_id == identity.id)
        .order_by(LedgerEntry.position.desc())
        .limit(1)
    ).first()
    row = _row(session, identity, entry, last, now)
    session.add(row)
    session.flush()
    _project(session, row)
    about = journal.Subject(
        account_id=identity.account_id,
        customer_id=identity.customer_id,
        message_id=entry.message_id,
    )
    journal.note(session, journal.What.CONSENT_CHANGED, about, now=now)


def _ends_soft_opt_in(session: Session, identity: Identity, entry: Entry) -> bool:
    if entry.purpose is not Purpose.MARKETING or entry.happened not in _NO_MORE:
        return False
    return standing(session, identity.id, Purpose.SOFT_OPT_IN) is Standing.NOTED


def _known(session: Session, identity: Identity, deed: str) -> bool:
    return (
        session.execute(
            select(LedgerEntry.id).where(
                LedgerEntry.identity_id == identity.id, LedgerEntry.deed == deed
            )
        ).first()
        is not None
    )


def _row(
    session: Session, identity: Identity, entry: Entry, last: LedgerEntry | None, now: datetime
) -> LedgerEntry:
    entry_id = new_id()
    row = LedgerEntry(
        id=entry_id,
        identity_id=identity.id,
        position=last.position + 1 if last else 1,
        deed=entry.deed,
        purpose=entry.purpose,
        happened=entry.happened,
        wording_id=entry.wording_id,
        wording_digest=_digest(session, entry),
        method=entry.method,
        actor=entry.actor,
        message_id=entry.message_id,
        rule_version=entry.rule_version,
        occurred_at=entry.occurred_at,
        recorded_at=now,
        evidence_sealed=sealing.seal_json(
            session,
            f"evidence:{identity.customer_id}",
            entry.evidence,
            place=f"evidence:{entry_id}",
            now=now,
        )
        if entry.evidence
        else None,
        previous_hash=last.hash if last else "",
    )
    row.hash = _hash(row)
    return row


def _digest(session: Session, entry: Entry) -> str | None:
    return session.get_one(Wording, entry.wording_id).digest if entry.wording_id else None


def _hash(row: LedgerEntry) -> str:
    """SHA-256 over everything that the entry says, and over the entry before it."""
    said = [
        row.id, row.identity_id, row.position, row.deed, row.purpose, row.happened,
        row.wording_id, row.wording_digest, row.method, row.actor, row.message_id, row.rule_version,
        _exact(row.occurred_at), _exact(row.recorded_at),
        row.evidence_sealed.hex() if row.evidence_sealed else None, row.previous_hash,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _exact(moment: datetime) -> int:
    """Microseconds since 1970: the same on a database that keeps zones and on one that does not."""
    return round(moment.timestamp() * 1_000_000)


def _project(session: Session, row: LedgerEntry) -> None:
    held = session.get(ConsentState, (row.identity_id, row.purpose))
    before = Standing(held.standing) if held else Standing.UNKNOWN
    standing_now = after(before, Happened(row.happened))
    if held is None:
        held = ConsentState(
            identity_id=row.identity_id, purpose=row.purpose, standing=standing_now,
            since=row.occurred_at, position=row.position,
        )  # fmt: skip
        session.add(held)
    elif standing_now != before:
        held.standing, held.since = standing_now, row.occurred_at
    held.position = row.position
    held.wording_id = row.wording_id or held.wording_id
