"""Merge two customers who are one person, take it back, or let one identity go its own way.

Only a person decides it. A merge moves identities with all that was said there, ids in the shop
and orders; objections count for all identities from then on, consents stay with the identity that
gave them. What it was before is kept, so that it can be undone at any time, with all that has come
since: a message belongs to the identity that wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import sealing
from inbox.changes import journal
from inbox.changes.journal import What
from inbox.consent.travel import Cause, carry_objections
from inbox.conversations import belonging, orders
from inbox.conversations.customer import (
    Customer,
    Identity,
    Profile,
    ShopId,
    profile_of,
    seal_profile,
    sender_of,
)
from inbox.conversations.orders import ShopOrder
from inbox.db import Base, Database, new_id
from inbox.media.store import Store


class Obstacle(StrEnum):
    """Why it cannot be done; pages translate the code."""

    SAME_CUSTOMER = "SAME_CUSTOMER"
    GONE = "GONE"  # unknown, erased, or merged into somebody
    PROCESSING_RESTRICTED = "PROCESSING_RESTRICTED"
    UNDONE_BEFORE = "UNDONE_BEFORE"
    MERGED_ON = "MERGED_ON"  # a later merge has to be undone first
    ONLY_IDENTITY = "ONLY_IDENTITY"


class NotMergeable(Exception):
    def __init__(self, why: Obstacle) -> None:
        super().__init__(why.value)
        self.why = why


class Merge(Base):
    """`kept_id` goes on, `merged_id` is merged into it; `sealed` holds what it was before."""

    __tablename__ = "customer_merge"

    id: Mapped[str] = mapped_column(primary_key=True)
    kept_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True)
    merged_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True)
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    sealed: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class _Before:
    """`profile_after` tells whether somebody has edited the profile since."""

    identities: Sequence[str]
    shop_ids: Sequence[Sequence[str]]
    orders: Sequence[str]
    name: str | None
    fields: dict[str, str] | None
    name_after: str | None
    fields_after: dict[str, str] | None
    language: str | None
    was_blocked: bool


def merge(
    session: Session, kept_id: str, merged_id: str, *, agent_id: str | None, now: datetime
) -> Merge:
    """Raises `NotMergeable`."""
    identities = belonging.lock(session, [kept_id, merged_id])
    kept, merged = _ready(session, kept_id), _ready(session, merged_id)
    if kept.id == merged.id:
        raise NotMergeable(Obstacle.SAME_CUSTOMER)
    moved = [one for one in identities if one.customer_id == merged.id]
    row = _remember(session, kept, merged, moved, agent_id, now)
    belonging.hand_over(session, moved, kept.id, now=now)
    for table in (ShopId, ShopOrder):
        session.execute(
            update(table).where(table.customer_id == merged.id).values(customer_id=kept.id)
        )
    kept.language = kept.language or merged.language
    kept.blocked_at = kept.blocked_at or merged.blocked_at
    merged.merged_into = kept.id
    session.flush()
    carry_objections(session, kept.id, _cause(agent_id), now=now)
    _note(session, What.CUSTOMER_MERGED, merged.id, now)
    _note(session, What.CUSTOMER_UPDATED, kept.id, now)
    return row


def undo(database: Database, store: Store, merge_id: str, *, now: datetime) -> str:
    """The id of the customer who is there again. Raises `NotMergeable`, e.g. while a later merge
    stands in the way. What objected meanwhile still counts for both."""
    with database.reading() as session:
        row = session.get(Merge, merge_id)
        if row is None or row.undone_at is not None:
            raise NotMergeable(Obstacle.UNDONE_BEFORE)
        moved = _before(session, row).identities
        merged_id = row.merged_id
    belonging.seal_files_anew(database, store, moved, merged_id, now=now)
    database.attempt(lambda session: _undo(session, merge_id, now))
    return merged_id


def split(database: Database, store: Store, identity_id: str, *, now: datetime) -> str:
    """The id of the new customer to whom this identity belongs alone. Raises `NotMergeable` for
    a customer's only identity."""
    new_customer_id = new_id()
    belonging.seal_files_anew(database, store, [identity_id], new_customer_id, now=now)
    database.attempt(lambda session: _split(session, identity_id, new_customer_id, now))
    return new_customer_id


def merges_of(session: Session, customer_id: str) -> Sequence[Merge]:
    """Those that stand, the newest first."""
    return session.scalars(
        select(Merge)
        .where(Merge.kept_id == customer_id, Merge.undone_at.is_(None))
        .order_by(Merge.id.desc())
    ).all()


def kept_apart(session: Session, customer_id: str) -> set[str]:
    """Customers of whom somebody has said that they are others, by undoing a merge."""
    rows = session.execute(
        select(Merge.kept_id, Merge.merged_id).where(
            Merge.undone_at.is_not(None),
            (Merge.kept_id == customer_id) | (Merge.merged_id == customer_id),
        )
    )
    return {one for row in rows for one in row} - {customer_id}


def _ready(session: Session, customer_id: str) -> Customer:
    found = session.get(Customer, customer_id)
    if found is None or found.merged_into is not None or found.erasing_at is not None:
        raise NotMergeable(Obstacle.GONE)
    if found.restricted_at is not None:
        raise NotMergeable(Obstacle.PROCESSING_RESTRICTED)
    return found


def _remember(
    session: Session,
    kept: Customer,
    merged: Customer,
    moved: Sequence[Identity],
    agent_id: str | None,
    now: datetime,
) -> Merge:
    was, theirs = profile_of(session, kept), profile_of(session, merged)
    whole = Profile(
        was.name or theirs.name, {**(theirs.fields or {}), **(was.fields or {})} or None
    )
    before = _Before(
        identities=[one.id for one in moved],
        shop_ids=[
            [one.system, one.shop, one.external_id]
            for one in session.scalars(select(ShopId).where(ShopId.customer_id == merged.id))
        ],
        orders=list(
            session.scalars(select(ShopOrder.id).where(ShopOrder.customer_id == merged.id))
        ),
        name=was.name,
        fields=was.fields,
        name_after=whole.name,
        fields_after=whole.fields,
        language=kept.language,
        was_blocked=kept.blocked_at is not None,
    )
    kept.profile_sealed = seal_profile(session, kept.id, whole, now=now)
    merge_id = new_id()
    row = Merge(
        id=merge_id, kept_id=kept.id, merged_id=merged.id, agent_id=agent_id, at=now,
        sealed=sealing.seal_json(
            session, kept.id, asdict(before), place=_place(merge_id), now=now
        ),
    )  # fmt: skip
    session.add(row)
    return row


def _before(session: Session, row: Merge) -> _Before:
    values: dict[str, Any] = sealing.unseal_json(session, row.sealed, place=_place(row.id))
    return _Before(**values)


def _undo(session: Session, merge_id: str, now: datetime) -> None:
    row = session.get_one(Merge, merge_id, with_for_update=True)
    if row.undone_at is not None:
        raise NotMergeable(Obstacle.UNDONE_BEFORE)
    before = _before(session, row)
    identities = belonging.lock(session, [row.kept_id, row.merged_id])
    kept, merged = _ready(session, row.kept_id), session.get_one(Customer, row.merged_id)
    if merged.merged_into != kept.id:
        raise NotMergeable(Obstacle.MERGED_ON)
    moved = [one for one in identities if one.id in set(before.identities)]
    belonging.hand_over(session, moved, merged.id, now=now)
    belonging.seal_anew(session, [one.id for one in moved], merged.id, now=now)
    _give_back(session, before, kept.id, merged.id, now)
    _restore(session, kept, before, now)
    merged.merged_into, row.undone_at = None, now
    _note(session, What.CUSTOMER_UPDATED, merged.id, now)
    _note(session, What.CUSTOMER_UPDATED, kept.id, now)


def _give_back(
    session: Session, before: _Before, kept_id: str, merged_id: str, now: datetime
) -> None:
    for key in before.shop_ids:
        found = session.get(ShopId, tuple(key))
        if found is not None and found.customer_id == kept_id:
            found.customer_id = merged_id
    orders.hand_back(session, before.orders, kept_id, merged_id, now=now)


def _restore(session: Session, kept: Customer, before: _Before, now: datetime) -> None:
    """What somebody has written since stays."""
    is_now = profile_of(session, kept)
    if is_now == Profile(before.name_after, before.fields_after):
        was = replace(is_now, name=before.name, fields=before.fields)
        kept.profile_sealed = seal_profile(session, kept.id, was, now=now)
    kept.language = before.language
    if not before.was_blocked:
        kept.blocked_at = None


def _split(session: Session, identity_id: str, new_customer_id: str, now: datetime) -> None:
    found = session.get(Identity, identity_id)
    if found is None:
        raise NotMergeable(Obstacle.GONE)
    identities = belonging.lock(session, [found.customer_id])
    old = _ready(session, found.customer_id)
    [leaving] = [one for one in identities if one.id == identity_id]
    if len(identities) < 2:
        raise NotMergeable(Obstacle.ONLY_IDENTITY)
    name = sender_of(session, leaving, []).name
    session.add(
        Customer(
            id=new_customer_id,
            profile_sealed=seal_profile(session, new_customer_id, Profile(name=name), now=now),
            language=leaving.language,
            created_at=now,
        )
    )
    session.flush()
    belonging.hand_over(session, [leaving], new_customer_id, now=now)
    belonging.seal_anew(session, [identity_id], new_customer_id, now=now)
    _note(session, What.CUSTOMER_UPDATED, old.id, now)
    _note(session, What.CUSTOMER_UPDATED, new_customer_id, now)


def _cause(agent_id: str | None) -> Cause:
    return Cause("merge", f"agent:{agent_id}" if agent_id else "system")


def _note(session: Session, what: What, customer_id: str, now: datetime) -> None:
    journal.note(session, what, journal.Subject(customer_id=customer_id), now=now)


def _place(merge_id: str) -> str:
    return f"customer_merge:{merge_id}"
