"""Double opt-in by mail: a link that only the mailbox's owner can read, bound to the words shown.

The link shows a page; only the button on that page confirms, because scanners open every link in a
mail. Of the token only a hash is stored.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.consent.ledger import Entry, enter, standings
from inbox.consent.purpose import Happened, Purpose, Standing
from inbox.consent.wordings import Wording
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.message import Message
from inbox.db import Base, new_id, rows_touched

PATH: Final = "/confirm/"
VALID_FOR: Final = timedelta(days=7)
KEPT_FOR: Final = timedelta(days=14)
RULES: Final = "1"
_TOKEN_BYTES: Final = 32
_LONGEST_TOKEN: Final = 100


class ConfirmLink(Base):
    """`message_id` is our mail that carries the link."""

    __tablename__ = "confirm_link"

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"), index=True)
    wording_id: Mapped[str] = mapped_column(ForeignKey("wording.id"))
    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"))
    issued_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]


class Validity(StrEnum):
    VALID = "valid"
    CONFIRMED = "confirmed"  # already; a second click changes nothing
    OUTDATED = "outdated"  # too late, or withdrawn since, or asked anew
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ticket:
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    validity: Validity
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class Click:
    """The request that confirmed; kept sealed with the consent as its evidence."""

    remote_address: str
    user_agent: str


def new_ticket() -> Ticket:
    return Ticket(secrets.token_urlsafe(_TOKEN_BYTES))


def issue(
    session: Session,
    ticket: Ticket,
    identity: Identity,
    wording: Wording,
    mail: Message,
    *,
    now: datetime,
) -> None:
    """From now on the ticket's link can confirm what `wording` says."""
    session.add(
        ConfirmLink(
            id=new_id(),
            token_hash=_hash(ticket.token),
            identity_id=identity.id,
            wording_id=wording.id,
            message_id=mail.id,
            issued_at=now,
            confirmed_at=None,
        )
    )


def look_up(session: Session, token: str, *, now: datetime) -> Found:
    """What the link's page shows; changes nothing."""
    link = _link(session, token)
    return _found(session, link, now) if link else Found(Validity.UNKNOWN)


def confirm(session: Session, token: str, click: Click, *, now: datetime) -> Found:
    """The button was pressed: advertising is agreed to. Safe to press twice."""
    link = _link(session, token)
    if link is None:
        return Found(Validity.UNKNOWN)
    identity = session.get_one(Identity, link.identity_id, with_for_update=True)
    session.refresh(link)
    found = _found(session, link, now)
    if found.validity is Validity.VALID:
        link.confirmed_at = now
        enter(session, identity, _entry(link, click, now), now=now)
        return Found(Validity.CONFIRMED, found.wording)
    return found


def purge(session: Session, *, now: datetime) -> int:
    """Links that nobody used in time; how many."""
    return rows_touched(
        session,
        delete(ConfirmLink).where(
            ConfirmLink.issued_at < now - KEPT_FOR, ConfirmLink.confirmed_at.is_(None)
        ),
    )


def _link(session: Session, token: str) -> ConfirmLink | None:
    if len(token) > _LONGEST_TOKEN:
        return None
    return session.scalars(
        select(ConfirmLink).where(ConfirmLink.token_hash == _hash(token))
    ).one_or_none()


def _found(session: Session, link: ConfirmLink, now: datetime) -> Found:
    wording = session.get_one(Wording, link.wording_id)
    held = standings(session, link.identity_id).get(Purpose.MARKETING)
    if held is not None and held.standing == Standing.GRANTED and link.confirmed_at is not None:
        return Found(Validity.CONFIRMED, wording)
    asked = held is not None and held.standing == Standing.PENDING and held.since <= link.issued_at
    late = link.confirmed_at is not None or now - link.issued_at > VALID_FOR
    if late or not asked or _may_not_be_processed(session, link.identity_id):
        return Found(Validity.OUTDATED, wording)
    return Found(Validity.VALID, wording)


def _may_not_be_processed(session: Session, identity_id: str) -> bool:
    identity = session.get_one(Identity, identity_id)
    customer = session.get_one(Customer, identity.customer_id)
    return bool(customer.erasing_at or customer.restricted_at or customer.blocked_at)


def _entry(link: ConfirmLink, click: Click, now: datetime) -> Entry:
    return Entry(
        purpose=Purpose.MARKETING,
        happened=Happened.GRANTED,
        method="doi_link",
        actor="customer",
        deed=f"confirm:{link.id}",
        occurred_at=now,
        rule_version=RULES,
        message_id=link.message_id,
        wording_id=link.wording_id,
        evidence={
            "remote_address": click.remote_address,
            "user_agent": click.user_agent[:300],
            "token_hash": link.token_hash,
            "asked_at": link.issued_at.isoformat(),
        },
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
