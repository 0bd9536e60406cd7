"""To whom an identity belongs: with it go its conversations and everything that was said in them.

A customer who takes over others' identities also owns the keys of what was said before. When an
identity leaves for another customer, what it takes along is sealed anew, so that each of the two
can be erased without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from inbox import sealing
from inbox.conversations import activity
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity, IdentityAlias
from inbox.conversations.message import Message, MessageReaction, MessageRevision
from inbox.conversations.parking import ParkedEffect
from inbox.db import Base, Database
from inbox.media.attachment import Attachment, FileState, place
from inbox.media.store import Store

_AT_ONCE: Final = 500


def lock(session: Session, customer_ids: Sequence[str]) -> list[Identity]:
    """The identities of these customers and then the customers, in the order of everybody who
    locks."""
    identities = session.scalars(
        select(Identity)
        .where(Identity.customer_id.in_(customer_ids))
        .order_by(Identity.id)
        .with_for_update()
    ).all()
    session.scalars(
        select(Customer)
        .where(Customer.id.in_(customer_ids))
        .order_by(Customer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return list(identities)


def hand_over(
    session: Session, identities: Sequence[Identity], customer_id: str, *, now: datetime
) -> None:
    """Both customers are locked. The change feed hears of every conversation that moves."""
    ids = [one.id for one in identities]
    for identity in identities:
        identity.customer_id = customer_id
    moved = session.scalars(select(Conversation).where(Conversation.identity_id.in_(ids))).all()
    for conversation in moved:
        conversation.customer_id = customer_id
    session.flush()
    conversations = select(Conversation.id).where(Conversation.identity_id.in_(ids))
    session.execute(
        update(Message)
        .where(Message.conversation_id.in_(conversations))
        .values(customer_id=customer_id),
        execution_options={"synchronize_session": False},
    )
    for conversation in moved:
        activity.tell(session, conversation, now=now)


# --------------------------------------------------------------------------- other keys


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A sealed column, and the key by which its rows hang on identities, conversations or
    messages that move."""

    table: type[Base]
    column: str
    key: InstrumentedAttribute[Any]
    among: Callable[[Sequence[str]], Any]
    place: Callable[[Any], str]


def _identities(ids: Sequence[str]) -> Sequence[str]:
    return ids


def _conversations(ids: Sequence[str]) -> Select[str]:
    return select(Conversation.id).where(Conversation.identity_id.in_(ids))


def _messages(ids: Sequence[str]) -> Select[str]:
    return select(Message.id).where(Message.conversation_id.in_(_conversations(ids)))


_EVERYTHING: Final = (
    _Sealed(Identity, "sealed", Identity.id, _identities, lambda row: f"identity:{row.id}"),
    _Sealed(IdentityAlias, "sealed", IdentityAlias.identity_id, _identities,
            lambda row: f"alias:{row.id}"),
    _Sealed(Conversation, "subject_sealed", Conversation.identity_id, _identities,
            lambda row: f"conversation:{row.id}:subject"),
    _Sealed(Conversation, "preview_sealed", Conversation.identity_id, _identities,
            lambda row: f"conversation:{row.id}:preview"),
    _Sealed(Message, "sealed", Message.conversation_id, _conversations,
            lambda row: f"message:{row.id}"),
    _Sealed(MessageRevision, "sealed", MessageRevision.message_id, _messages,
            lambda row: f"revision:{row.id}"),
    _Sealed(MessageReaction, "sealed", MessageReaction.message_id, _messages,
            lambda row: f"reaction:{row.message_id}:{row.author_id}"),
    _Sealed(ParkedEffect, "sealed", ParkedEffect.identity_id, _identities,
            lambda row: f"parked:{row.id}"),
    _Sealed(Attachment, "sealed", Attachment.message_id, _messages, lambda row: place(row.id)),
)  # fmt: skip


def seal_anew(
    session: Session, identity_ids: Sequence[str], customer_id: str, *, now: datetime
) -> None:
    """Under the key of `customer_id`, in the transaction in which the identities move to them.

    What was sealed under a key of theirs stays as it is; what nobody can read is left alone.
    """
    for one in _EVERYTHING:
        rows = session.scalars(select(one.table).where(one.key.in_(one.among(identity_ids)))).all()
        values = [getattr(row, one.column) for row in rows]
        sealing.warm(session, values)
        for row, sealed in zip(rows, values, strict=True):
            again = _again(session, sealed, one.place(row), customer_id, now)
            if again is not None:
                setattr(row, one.column, again)
            if isinstance(row, Attachment):
                row.customer_id = customer_id
    session.flush()


def seal_files_anew(
    database: Database,
    store: Store,
    identity_ids: Sequence[str],
    customer_id: str,
    *,
    now: datetime,
) -> None:
    """Before the rows, outside of a transaction: each file names its own key, so that a reader
    finds it right before and after."""
    key = database.attempt(lambda session: sealing.key_for(session, customer_id, now=now))
    with database.reading() as session:
        for row in _stored(session, identity_ids):
            if row.customer_id == customer_id:
                continue
            name = place(row.id)
            try:
                store.write(name, key, store.read(session, name, size=row.size or 0))
            except (FileNotFoundError, sealing.Destroyed, sealing.Unreadable):
                continue  # lost before; nothing to keep


def _again(
    session: Session, sealed: bytes | None, where: str, customer_id: str, now: datetime
) -> bytes | None:
    """None: it may stay as it is."""
    if not sealed or _is_of(session, sealed, customer_id):
        return None
    try:
        plain = sealing.unseal(session, sealed, place=where)
    except (sealing.Destroyed, sealing.Unreadable):
        return None
    return sealing.seal(session, customer_id, plain, place=where, now=now)


def _is_of(session: Session, sealed: bytes, customer_id: str) -> bool:
    row = session.get(sealing.DataKey, sealing.key_id_of(sealed))
    return row is not None and row.owner == customer_id


def _stored(session: Session, identity_ids: Sequence[str]) -> Iterator[Attachment]:
    last = ""
    while True:
        rows = session.scalars(
            select(Attachment)
            .where(
                Attachment.message_id.in_(_messages(identity_ids)),
                Attachment.state == FileState.STORED,
                Attachment.id > last,
            )
            .order_by(Attachment.id)
            .limit(_AT_ONCE)
        ).all()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].id
