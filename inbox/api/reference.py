"""What resources name in passing: accounts and identities, fetched for a whole page at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.accounts import account as accounts
from inbox.api.resource import Resource
from inbox.conversations import customer as customers
from inbox.conversations.customer import sender_of


class Account(Resource):
    """One configured number, ID or mailbox of the shop."""

    id: str
    kind: str = Field(description="The name of the channel.")
    label: str = Field(description="As the shop calls it.")


class Identity(Resource):
    """A customer on one account."""

    id: str
    address: str = Field(description="What the channel knows the customer by.")
    name: str | None = Field(description="As the customer calls themselves there.")


def accounts_by_id(session: Session) -> dict[str, Account]:
    """All of them: a shop has a handful."""
    return {
        row.id: Account(id=row.id, kind=row.kind, label=row.label)
        for row in accounts.all_accounts(session)
    }


def identity_rows(session: Session, ids: Iterable[str]) -> Sequence[customers.Identity]:
    wanted = set(ids)
    return session.scalars(
        select(customers.Identity).where(customers.Identity.id.in_(wanted))
    ).all()


def identity(session: Session, row: customers.Identity) -> Identity:
    sender = sender_of(session, row, [])
    return Identity(id=row.id, address=sender.address, name=sender.name)
