"""Everybody that one person is to us: the customer, and those who were merged into them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.conversations.customer import Customer


class NoSuchCustomer(Exception):
    """Nobody has this id, or they were erased."""


def whole(session: Session, customer_id: str) -> Sequence[str]:
    """Ids, who stands for all of them first. Raises `NoSuchCustomer`."""
    found = session.get(Customer, customer_id)
    while found is not None and found.merged_into is not None:
        found = session.get(Customer, found.merged_into)
    if found is None or found.erased_at is not None:
        raise NoSuchCustomer(customer_id)
    everybody, newest = [found.id], [found.id]
    while newest:
        merged = select(Customer.id).where(Customer.merged_into.in_(newest))
        newest = [one for one in session.scalars(merged) if one not in everybody]
        everybody += newest
    return everybody


def hold(session: Session, customer_ids: Sequence[str]) -> Sequence[Customer]:
    """The same customers in the same order, locked until the end of the transaction."""
    held = session.scalars(
        select(Customer)
        .where(Customer.id.in_(customer_ids))
        .order_by(Customer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return sorted(held, key=lambda one: customer_ids.index(one.id))
