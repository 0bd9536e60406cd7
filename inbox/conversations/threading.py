"""Which conversation does a message belong to? Chat: the identity's latest. Mail: what it answers.

Never by subject alone. A mail joins a conversation only if its sender takes part in it, so that
two people who answer one newsletter stay two conversations.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.channel import InboundMessage
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Identity
from inbox.conversations.message import MessageReference

# A matter that has been resolved for longer is not reopened: a new one begins.
REOPENED_WITHIN: Final = timedelta(days=14)
_REFERENCES_LOOKED_AT: Final = 50


def find_by_identity(session: Session, identity: Identity, *, now: datetime) -> Conversation | None:
    latest = session.scalars(
        select(Conversation)
        .where(
            Conversation.identity_id == identity.id,
            Conversation.customer_id == identity.customer_id,  # not of before an erasure
        )
        .order_by(Conversation.last_message_at.desc())
        .limit(1)
        .with_for_update()
    ).first()
    return latest if latest is not None and _goes_on(latest, now) else None


def find_by_reference(
    session: Session, identity: Identity, message: InboundMessage, *, now: datetime
) -> Conversation | None:
    """By our signed reply address, then by the ids it answers, the nearest first."""
    candidates = (_by_token(session, message.reply_token), *_by_ids(session, identity, message))
    for conversation_id in candidates:
        if conversation_id is None:
            continue
        found = session.get(Conversation, conversation_id, with_for_update=True)
        if found is not None and _takes_part(identity, found) and _goes_on(found, now):
            return found
    return None


def remember_references(
    session: Session, account_id: str, conversation_id: str, references: Iterable[str]
) -> None:
    """The first conversation that was known by an id keeps it."""
    keys = {reference_key(session, reference) for reference in references}
    known = session.scalars(
        select(MessageReference.reference_key).where(
            MessageReference.account_id == account_id, MessageReference.reference_key.in_(keys)
        )
    )
    session.add_all(
        MessageReference(account_id=account_id, reference_key=key, conversation_id=conversation_id)
        for key in sorted(keys.difference(known))
    )


def reference_key(session: Session, reference: str) -> str:
    return sealing.fingerprint(session, "reference", reference)


def _by_token(session: Session, token: str | None) -> str | None:
    if not token:
        return None
    return session.execute(
        select(Conversation.id).where(Conversation.token == token)
    ).scalar_one_or_none()


def _by_ids(session: Session, identity: Identity, message: InboundMessage) -> list[str]:
    ids = [message.reply_to] if message.reply_to else []
    ids += list(reversed(message.references))
    keys = [reference_key(session, one) for one in dict.fromkeys(ids[:_REFERENCES_LOOKED_AT])]
    if not keys:
        return []
    rows = session.execute(
        select(MessageReference.reference_key, MessageReference.conversation_id).where(
            MessageReference.account_id == identity.account_id,
            MessageReference.reference_key.in_(keys),
        )
    )
    found = {row.reference_key: row.conversation_id for row in rows}
    return list(dict.fromkeys(found[key] for key in keys if key in found))


def _takes_part(identity: Identity, conversation: Conversation) -> bool:
    return conversation.customer_id == identity.customer_id


def _goes_on(conversation: Conversation, now: datetime) -> bool:
    return (
        conversation.status != Status.RESOLVED
        or conversation.resolved_at is None
        or now - conversation.resolved_at <= REOPENED_WITHIN
    )
