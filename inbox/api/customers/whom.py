"""The customer whom a write is about: locked, and who took their place if they were merged."""

from __future__ import annotations

from http import HTTPStatus

from sqlalchemy.orm import Session

from inbox.api.problem import Problem, not_found
from inbox.conversations import history
from inbox.conversations.customer import Customer


def locked(session: Session, customer_id: str) -> Customer:
    """Raises `Problem` 404 for who is not there, is restricted or is being erased."""
    while True:
        found = history.customer(session, customer_id)
        if found is None:
            raise not_found()
        session.refresh(found, with_for_update=True)
        if found.merged_into is None:  # else somebody merged them at this very moment
            return found


def belongs_to_another(customer: Customer, other_id: str) -> Problem:
    """A collision: a person decides whether the two are the same."""
    return Problem(
        HTTPStatus.CONFLICT,
        "This belongs to another customer. If both are the same person, merge them in Kontor.",
        name="belongs-to-another",
        customer_ids=(customer.id, other_id),
    )
