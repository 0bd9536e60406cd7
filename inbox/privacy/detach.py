"""Detach what is known of identities: their addresses, what waits for them, what they agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from inbox.accounts.account import AccountMemoryEntry
from inbox.consent.ledger import ConsentState, Entry, LedgerEntry, enter
from inbox.consent.purpose import Happened, Purpose, Standing
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity, IdentityAlias
from inbox.conversations.message import Message
from inbox.outbox.delivery import Delivery, Stage
from inbox.privacy.traces import addresses

RULES: Final = "1"
_OBJECTS: Final = frozenset({Standing.WITHDRAWN, Standing.OBJECTED})
_GIVEN: Final = frozenset({Standing.GRANTED, Standing.PENDING, Standing.NOTED})
_NOT_YET: Final = (Stage.QUEUED, Stage.HELD)


def detach(session: Session, identities: Sequence[Identity], *, now: datetime) -> None:
    """Nobody finds them by an address any more, except to honour an objection. Call it before the
    keys are destroyed; what is detached already stays as it is."""
    for identity in identities:
        if identity.is_erased:
            continue
        _forget_in_memory(session, identity)
        _withhold(session, identity, now)
        if not _end_consents(session, identity, now):
            identity.address_key = f"erased:{identity.id}"
        identity.sealed, identity.language = b"", None
        session.execute(delete(IdentityAlias).where(IdentityAlias.identity_id == identity.id))


def drop_unneeded(session: Session, customer_ids: Sequence[str]) -> None:
    """Identities of which the ledger knows nothing, and which no message of others names."""
    named = (LedgerEntry, Conversation, Message, Delivery)
    unneeded = select(Identity.id).where(
        Identity.customer_id.in_(customer_ids),
        *(~select(one.id).where(one.identity_id == Identity.id).exists() for one in named),
    )
    ids = session.scalars(unneeded).all()
    session.execute(delete(ConsentState).where(ConsentState.identity_id.in_(ids)))
    session.execute(delete(Identity).where(Identity.id.in_(ids)))


def _forget_in_memory(session: Session, identity: Identity) -> None:
    """A channel may keep something by a customer's address, such as their public key."""
    mine = set(addresses(session, [identity]))
    keys = session.scalars(
        select(AccountMemoryEntry.key).where(AccountMemoryEntry.account_id == identity.account_id)
    )
    theirs = [key for key in keys if mine.intersection(key.split(":"))]
    session.execute(
        delete(AccountMemoryEntry).where(
            AccountMemoryEntry.account_id == identity.account_id, AccountMemoryEntry.key.in_(theirs)
        )
    )


def _withhold(session: Session, identity: Identity, now: datetime) -> None:
    session.execute(
        update(Delivery)
        .where(Delivery.identity_id == identity.id, Delivery.stage.in_(_NOT_YET))
        .values(stage=Stage.WITHHELD, reason="ERASURE_IN_PROGRESS", settled_at=now)
    )


def _end_consents(session: Session, identity: Identity, now: datetime) -> bool:
    """Nothing that was agreed to outlives the erasure; whether there is an objection to honour."""
    held = session.scalars(
        select(ConsentState).where(ConsentState.identity_id == identity.id)
    ).all()
    for row in held:
        if row.standing in _GIVEN:
            enter(session, identity, _ended(row), now=now)
    return any(row.standing in _OBJECTS for row in held)


def _ended(row: ConsentState) -> Entry:
    return Entry(
        purpose=Purpose(row.purpose),
        happened=Happened.EXPIRED,
        method="erasure",
        actor="system",
        deed=f"erasure:{row.purpose}:{row.position}",
        occurred_at=row.since,
        rule_version=RULES,
    )
