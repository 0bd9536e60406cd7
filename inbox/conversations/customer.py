"""Customers, and the identities by which they reach us.

An identity is a customer on one account. Its key is the provider's opaque id; phone numbers and
mail addresses are attributes for matching. What names a person is sealed under that person's key;
look-ups go through keyed hashes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import sealing
from inbox.channel import Alias, AliasKind, Sender
from inbox.db import Base


class Customer(Base):
    """`profile_sealed` holds `Profile`; `merged_into` names who took this customer's place.

    Of an erased customer at most this row is left, empty, as long as the ledger needs it."""

    __tablename__ = "customer"

    id: Mapped[str] = mapped_column(primary_key=True)
    profile_sealed: Mapped[bytes]
    language: Mapped[str | None]
    created_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]
    restricted_at: Mapped[datetime | None]
    erasing_at: Mapped[datetime | None] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("customer.id"), index=True)


# Neither at rest by the customer's wish nor on the way to being erased.
VISIBLE: Final = and_(Customer.restricted_at.is_(None), Customer.erasing_at.is_(None))


class Identity(Base):
    """`address_key` is the keyed hash of the address within the account; the address is sealed."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("account_id", "address_key"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True)
    address_key: Mapped[str]
    sealed: Mapped[bytes]  # address and name
    language: Mapped[str | None]
    created_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]  # the customer's own time; opens the reply window
    wrong_since: Mapped[datetime | None]  # the provider says that it does not exist

    @property
    def is_erased(self) -> bool:
        """Nothing is known of it any more but what it objected to."""
        return not self.sealed


class IdentityAlias(Base):
    """Further identifiers of an identity. `match_key` finds the same value on other accounts."""

    __tablename__ = "identity_alias"
    __table_args__ = (
        UniqueConstraint("identity_id", "kind", "match_key"),
        Index("ix_identity_alias_match_key", "match_key"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    match_key: Mapped[str]
    sealed: Mapped[bytes]


class ShopId(Base):
    """A customer's id in a shop system, written by the CRM."""

    __tablename__ = "shop_id"

    system: Mapped[str] = mapped_column(primary_key=True)
    shop: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True)
    number: Mapped[str | None]
    linked_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a person, as shown; `fields` are the shop's own."""

    name: str | None = None
    fields: dict[str, str] | None = None


def seal_profile(session: Session, customer_id: str, profile: Profile, *, now: datetime) -> bytes:
    values: dict[str, Any] = {"name": profile.name, "fields": profile.fields}
    return sealing.seal_json(session, customer_id, values, place=f"customer:{customer_id}", now=now)


def profile_of(session: Session, customer: Customer) -> Profile:
    values = sealing.unseal_json(session, customer.profile_sealed, place=f"customer:{customer.id}")
    return Profile(values.get("name"), values.get("fields"))


def seal_sender(
    session: Session, identity_id: str, customer_id: str, sender: Sender, *, now: datetime
) -> bytes:
    values = {"address": sender.address, "name": sender.name}
    return sealing.seal_json(session, customer_id, values, place=f"identity:{identity_id}", now=now)


def sender_of(session: Session, identity: Identity, aliases: list[IdentityAlias]) -> Sender:
    """The identity in the contract's words, as the channel needs it for an answer."""
    values = sealing.unseal_json(session, identity.sealed, place=f"identity:{identity.id}")
    return Sender(
        address=values["address"],
        name=values["name"],
        aliases=tuple(
            Alias(
                AliasKind(alias.kind),
                sealing.unseal_text(session, alias.sealed, place=f"alias:{alias.id}"),
            )
            for alias in aliases
        ),
    )
