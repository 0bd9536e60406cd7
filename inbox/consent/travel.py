"""Objections travel between the identities of one person, grants do not.

After identities came together (a merge, a link, an import) every withdrawal and every objection
counts for all of them; a consent stays with the identity that gave it. After a change of address
a consent is void, because the new address never gave it; an objection stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.consent.ledger import ConsentState, Entry, enter, standings
from inbox.consent.purpose import Happened, Purpose, Standing
from inbox.conversations.customer import Identity

RULES: Final = "1"
_TRAVELS: Final = {
    Purpose.MARKETING: (Standing.WITHDRAWN, Happened.WITHDRAWN),
    Purpose.AUTOMATION: (Standing.OBJECTED, Happened.OBJECTED),
}
_GIVEN: Final = (Standing.GRANTED, Standing.PENDING, Standing.NOTED)


@dataclass(frozen=True, slots=True)
class Cause:
    """Why objections are carried: how ("merge", "link", "import", "number_change") and by whom
    ("agent:<id>", "provider", "system")."""

    method: str
    actor: str


def carry_objections(session: Session, customer_id: str, cause: Cause, *, now: datetime) -> int:
    """Call it in the transaction that brought identities to this customer, after their rows
    belong to it; safe to call twice. How many objections were entered anew."""
    identities = session.scalars(
        select(Identity)
        .where(Identity.customer_id == customer_id)
        .order_by(Identity.id)
        .with_for_update()
    ).all()
    return carry_between(session, identities, cause, now=now)


def carry_between(
    session: Session, identities: Sequence[Identity], cause: Cause, *, now: datetime
) -> int:
    """The same for identities that need not belong to one customer yet."""
    rows = session.scalars(
        select(ConsentState)
        .where(ConsentState.identity_id.in_([one.id for one in identities]))
        .order_by(ConsentState.since, ConsentState.identity_id)
    ).all()
    stands = {(row.identity_id, row.purpose): row.standing for row in rows}
    origins = [row for row in rows if _objects(row)]
    entered = 0
    for origin in origins:
        for identity in identities:
            if stands.get((identity.id, origin.purpose)) != origin.standing:
                entered += enter(session, identity, _carried(origin, cause), now=now)
                stands[identity.id, origin.purpose] = origin.standing
    return entered


def void_grants(
    session: Session, identity: Identity, cause: Cause, *, deed: str, now: datetime
) -> int:
    """The identity has another address now: what the old one agreed to is void. How much was."""
    held = standings(session, identity.id)
    given = [purpose for purpose, row in held.items() if row.standing in _GIVEN]
    entries = [
        Entry(
            purpose=purpose,
            happened=Happened.CORRECTED,
            method=cause.method,
            actor=cause.actor,
            deed=f"{deed}:{purpose}",
            occurred_at=now,
            rule_version=RULES,
        )
        for purpose in given
    ]
    return sum(enter(session, identity, entry, now=now) for entry in entries)


def _objects(row: ConsentState) -> bool:
    travels = _TRAVELS.get(Purpose(row.purpose))
    return travels is not None and row.standing == travels[0]


def _carried(origin: ConsentState, cause: Cause) -> Entry:
    """With the time of the objection itself and where in the ledger it stands. One objection is
    one deed, over however many identities it came: a consent that was given after it stays."""
    purpose = Purpose(origin.purpose)
    said = round(origin.since.timestamp() * 1_000_000)
    return Entry(
        purpose=purpose,
        happened=_TRAVELS[purpose][1],
        method=cause.method,
        actor=cause.actor,
        deed=f"carried:{purpose}:{said}",
        occurred_at=origin.since,
        rule_version=RULES,
        evidence={"identity": origin.identity_id, "entry": origin.position},
    )
