"""What a customer's page shows: who they are, how they reach us, who they may also be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.account import Account, all_accounts
from inbox.consent import merge
from inbox.consent.merge import Merge
from inbox.conversations import likeness
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity, Profile, ShopId, profile_of
from inbox.conversations.likeness import Suggestion
from inbox.conversations.listing import subject_of
from inbox.conversations.search import asked as questions
from inbox.conversations.search import find
from inbox.conversations.search.find import Person
from inbox.people.agent import Agent
from inbox.web.conversations.customer import Way, ways
from inbox.web.page import Setting

_CONVERSATIONS_SHOWN: Final = 30
_PEOPLE_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Matter:
    conversation: Conversation
    subject: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that stands: `name` is how the other one was called."""

    merge: Merge
    name: str | None
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """`looked_for` is who an agent searches to merge with; `people` are those who were found."""

    customer: Customer
    profile: Profile
    name: str | None
    ways: Sequence[Way]
    shop_ids: Sequence[ShopId]
    suggestions: Sequence[Suggestion]
    merges: Sequence[Merged]
    matters: Sequence[Matter]
    looked_for: str
    people: Sequence[Person]
    accounts: Mapping[str, Account]


def show(session: Session, setting: Setting, customer: Customer, *, looked_for: str = "") -> Shown:
    accounts = {one.id: one for one in all_accounts(session)}
    identities = session.scalars(
        select(Identity).where(Identity.customer_id == customer.id).order_by(Identity.created_at)
    ).all()
    profile = _profile(session, customer)
    reached = ways(session, setting, identities, accounts)
    apart = merge.kept_apart(session, customer.id)
    return Shown(
        customer=customer,
        profile=profile,
        name=profile.name or next((way.address for way in reached if way.address), None),
        ways=reached,
        shop_ids=session.scalars(
            select(ShopId).where(ShopId.customer_id == customer.id).order_by(ShopId.linked_at)
        ).all(),
        suggestions=likeness.who_else(session, customer, but=apart),
        merges=_merges(session, customer),
        matters=_matters(session, customer),
        looked_for=looked_for,
        people=_people(session, customer, looked_for),
        accounts=accounts,
    )


def _profile(session: Session, customer: Customer) -> Profile:
    try:
        return profile_of(session, customer)
    except (sealing.Destroyed, sealing.Unreadable):
        return Profile()


def _merges(session: Session, customer: Customer) -> list[Merged]:
    rows = merge.merges_of(session, customer.id)
    others = {
        one.id: one
        for one in session.scalars(
            select(Customer).where(Customer.id.in_([row.merged_id for row in rows]))
        )
    }
    sealing.warm(session, [one.profile_sealed for one in others.values()])
    by = select(Agent.id, Agent.name).where(Agent.id.in_([row.agent_id for row in rows]))
    names = {row.id: row.name for row in session.execute(by)}
    return [
        Merged(
            row,
            _profile(session, others[row.merged_id]).name,
            names.get(row.agent_id or ""),
            row.at,
        )
        for row in rows
    ]


def _matters(session: Session, customer: Customer) -> list[Matter]:
    rows = session.scalars(
        select(Conversation)
        .where(Conversation.customer_id == customer.id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(_CONVERSATIONS_SHOWN)
    ).all()
    sealing.warm(session, [row.subject_sealed for row in rows])
    return [Matter(row, subject_of(session, row)) for row in rows]


def _people(session: Session, customer: Customer, looked_for: str) -> list[Person]:
    found = find.customers(session, questions.read(looked_for), limit=_PEOPLE_SHOWN)
    return [one for one in found if one.customer.id != customer.id]
