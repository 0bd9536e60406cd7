"""Show customers: rows become resources, a whole page with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.api import reference
from inbox.api.customers.resource import (
    Alias,
    Consent,
    Customer,
    CustomerIdentity,
    Known,
    ShopId,
)
from inbox.consent.ledger import ConsentState
from inbox.consent.purpose import Purpose, Standing
from inbox.conversations import customer as customers
from inbox.conversations.customer import Identity, IdentityAlias, profile_of, sender_of
from inbox.conversations.identify import aliases_of

_KNOWN: Final = frozenset(Known)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the customers of one page have."""

    identities: Mapping[str, Sequence[CustomerIdentity]]
    shop_ids: Mapping[str, Sequence[ShopId]]
    consents: Mapping[str, Sequence[Consent]]  # by identity


def show(
    session: Session, rows: Sequence[customers.Customer], *, merged_from: str | None = None
) -> list[Customer]:
    around = _around(session, rows)
    return [_shown(session, row, around, merged_from) for row in rows]


def _shown(
    session: Session, row: customers.Customer, around: _Around, merged_from: str | None
) -> Customer:
    profile = profile_of(session, row)
    identities = around.identities.get(row.id, ())
    return Customer(
        id=row.id,
        merged_from=merged_from,
        name=profile.name,
        language=row.language,
        fields=profile.fields or {},
        identities=list(identities),
        shop_ids=list(around.shop_ids.get(row.id, ())),
        consents=[
            consent for identity in identities for consent in around.consents.get(identity.id, ())
        ],
        blocked=row.blocked_at is not None,
        created_at=row.created_at,
    )


def _around(session: Session, rows: Sequence[customers.Customer]) -> _Around:
    ids = [row.id for row in rows]
    identities = session.scalars(
        select(Identity)
        .where(Identity.customer_id.in_(ids))
        .order_by(Identity.customer_id, Identity.id)
    ).all()
    aliases = aliases_of(session, [identity.id for identity in identities])
    sealing.warm(
        session,
        [
            *(row.profile_sealed for row in rows),
            *(identity.sealed for identity in identities),
            *(alias.sealed for some in aliases.values() for alias in some),
        ],
    )
    return _Around(
        identities=_identities(session, identities, aliases),
        shop_ids=_shop_ids(session, ids),
        consents=_consents(session, [identity.id for identity in identities]),
    )


def _identities(
    session: Session, rows: Sequence[Identity], aliases: Mapping[str, list[IdentityAlias]]
) -> dict[str, list[CustomerIdentity]]:
    accounts = reference.accounts_by_id(session)
    return {
        customer_id: [
            _identity(session, row, aliases[row.id], accounts[row.account_id].kind) for row in some
        ]
        for customer_id, some in groupby(rows, key=lambda row: row.customer_id)
    }


def _identity(
    session: Session, row: Identity, aliases: list[IdentityAlias], kind: str
) -> CustomerIdentity:
    sender = sender_of(session, row, [alias for alias in aliases if alias.kind in _KNOWN])
    return CustomerIdentity(
        id=row.id,
        account_id=row.account_id,
        kind=kind,
        address=sender.address,
        name=sender.name,
        aliases=[Alias(kind=Known(alias.kind), value=alias.value) for alias in sender.aliases],
    )


def _shop_ids(session: Session, customer_ids: Sequence[str]) -> dict[str, list[ShopId]]:
    found: dict[str, list[ShopId]] = {}
    rows = session.scalars(
        select(customers.ShopId)
        .where(customers.ShopId.customer_id.in_(customer_ids))
        .order_by(customers.ShopId.system, customers.ShopId.shop, customers.ShopId.external_id)
    )
    for row in rows:
        shown = ShopId(system=row.system, shop=row.shop, id=row.external_id, number=row.number)
        found.setdefault(row.customer_id, []).append(shown)
    return found


def _consents(session: Session, identity_ids: Sequence[str]) -> dict[str, list[Consent]]:
    found: dict[str, list[Consent]] = {}
    rows = session.scalars(
        select(ConsentState)
        .where(ConsentState.identity_id.in_(identity_ids))
        .order_by(ConsentState.identity_id, ConsentState.purpose)
    )
    for row in rows:
        shown = Consent(
            identity_id=row.identity_id,
            purpose=Purpose(row.purpose),
            standing=Standing(row.standing),
            since=row.since,
        )
        found.setdefault(row.identity_id, []).append(shown)
    return found
