"""All customers, the newest first, page after page at the same cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.account import Account, all_accounts
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.listing import known_as

_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class One:
    customer: Customer
    name: str | None
    identities: Sequence[Identity]


@dataclass(frozen=True, slots=True)
class Everybody:
    """`further` is the id to go on before."""

    people: Sequence[One]
    further: str | None
    accounts: Mapping[str, Account]


def people(session: Session, *, before: str | None) -> Everybody:
    query = (
        select(Customer)
        .where(Customer.merged_into.is_(None), Customer.erasing_at.is_(None))
        .order_by(Customer.id.desc())
        .limit(_SHOWN + 1)
    )
    rows = session.scalars(query if before is None else query.where(Customer.id < before)).all()
    shown = rows[:_SHOWN]
    identities: dict[str, list[Identity]] = {one.id: [] for one in shown}
    for identity in session.scalars(
        select(Identity).where(Identity.customer_id.in_(identities)).order_by(Identity.id)
    ):
        identities[identity.customer_id].append(identity)
    sealing.warm(
        session,
        [
            *(one.profile_sealed for one in shown),
            *(one.sealed for some in identities.values() for one in some),
        ],
    )
    return Everybody(
        [
            One(one, known_as(session, one, ways[0]), ways)
            for one in shown
            if (ways := identities[one.id])
        ],
        shown[-1].id if len(rows) > _SHOWN else None,
        {one.id: one for one in all_accounts(session)},
    )
