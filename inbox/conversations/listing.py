"""List conversations: one selection at a time, page after page at the same cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Row, Select, func, literal, select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity, profile_of, sender_of
from inbox.conversations.keyset import Position, position_of, strands
from inbox.conversations.labels import Label, labels_of
from inbox.conversations.message import Author, Direction
from inbox.conversations.selection import Order, Selection, View, conditions

# Nobody acts differently on 100 and on 1,000; counting further would cost with every page.
COUNTED_UP_TO: Final = 100
# What somebody has to act on.
COUNTED: Final = (
    View.MINE,
    View.UNASSIGNED,
    View.OPEN,
    View.MACHINE,
    View.WAITING,
    View.SNOOZED,
)

_Found = Row[Conversation, Customer, Identity]


@dataclass(frozen=True, slots=True)
class Preview:
    text: str
    direction: Direction
    author: Author


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation's line. `name`, `subject` and `preview` are None if nobody can read them."""

    conversation: Conversation
    name: str | None
    subject: str | None
    preview: Preview | None
    last_inbound_at: datetime | None  # of the identity; opens the reply window
    labels: Sequence[Label]


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Listed]
    end: Position | None  # of the last row; give it as `until` to see the same again
    has_more: bool

    @property
    def further(self) -> Position | None:
        """Give it as `before` to see what follows; None: nothing does."""
        return self.end if self.has_more else None


def page(
    session: Session,
    selection: Selection,
    *,
    agent_id: str,
    limit: int,
    before: Position | None = None,
    until: Position | None = None,
) -> Page:
    """From the beginning or behind `before`; to `until` and no further, or until there are `limit`
    rows. So a list that somebody has scrolled down stays as long as it is while rows move."""
    query = _rows().where(*conditions(selection, agent_id=agent_id))
    found = _walk(session, query, selection.order, before, until, limit + 1)
    rows = _opened(session, found[:limit])
    end = position_of(rows[-1].conversation, selection.order) if rows else until
    is_more = len(found) > limit or bool(
        until and _walk(session, query, selection.order, end, None, 1)
    )
    return Page(rows, end, is_more)


def one(session: Session, conversation_id: str) -> Listed | None:
    """The line of one conversation, wherever it belongs."""
    found = session.execute(_rows().where(Conversation.id == conversation_id)).all()
    return _opened(session, found)[0] if found else None


def belongs(session: Session, conversation_id: str, selection: Selection, *, agent_id: str) -> bool:
    """Whether the selection has this conversation."""
    query = select(Conversation.id).where(
        Conversation.id == conversation_id, *conditions(selection, agent_id=agent_id)
    )
    return session.execute(query).first() is not None


def counts(
    session: Session, *, agent_id: str, also: Sequence[Selection] = ()
) -> dict[Selection, int]:
    """How many there are, up to `COUNTED_UP_TO`, in the views that somebody has to act on and in
    others that are asked for; one query."""
    wanted = [*(Selection(view) for view in COUNTED), *also]
    columns = [
        select(func.count())
        .select_from(
            select(literal(1).label("there"))
            .select_from(Conversation)
            .where(*conditions(selection, agent_id=agent_id))
            .limit(COUNTED_UP_TO)
            .subquery()
        )
        .scalar_subquery()
        .label(f"count_{number}")
        for number, selection in enumerate(wanted)
    ]
    row = session.execute(select(*columns)).one()
    return dict(zip(wanted, row, strict=True))


def known_as(session: Session, customer: Customer, identity: Identity) -> str | None:
    """A customer's name, or else the address they write from; None once it was erased."""
    try:
        return profile_of(session, customer).name or sender_of(session, identity, []).address
    except (sealing.Destroyed, sealing.Unreadable):
        return None


def subject_of(session: Session, conversation: Conversation) -> str | None:
    if conversation.subject_sealed is None:
        return None
    place = f"conversation:{conversation.id}:subject"
    try:
        return sealing.unseal_text(session, conversation.subject_sealed, place=place)
    except (sealing.Destroyed, sealing.Unreadable):
        return None


def _walk(
    session: Session,
    query: Select[Conversation, Customer, Identity],
    order: Order,
    before: Position | None,
    until: Position | None,
    limit: int,
) -> list[_Found]:
    found: list[_Found] = []
    for strand, begin in strands(order, before, until):
        if len(found) < limit:
            walked = strand.walk(query, begin, until).limit(limit - len(found))
            found += session.execute(walked).all()
    return found


def _rows() -> Select[Conversation, Customer, Identity]:
    return (
        select(Conversation, Customer, Identity)
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Identity, Identity.id == Conversation.identity_id)
    )


def _opened(session: Session, rows: Sequence[_Found]) -> list[Listed]:
    labels = labels_of(session, (conversation.id for conversation, _, _ in rows))
    sealing.warm(
        session,
        (
            value
            for conversation, customer, identity in rows
            for value in (
                conversation.preview_sealed,
                conversation.subject_sealed,
                customer.profile_sealed,
                identity.sealed,
            )
        ),
    )
    return [
        Listed(
            conversation=conversation,
            name=known_as(session, customer, identity),
            subject=subject_of(session, conversation),
            preview=_preview(session, conversation),
            last_inbound_at=identity.last_inbound_at,
            labels=labels[conversation.id],
        )
        for conversation, customer, identity in rows
    ]


def _preview(session: Session, conversation: Conversation) -> Preview | None:
    if conversation.preview_sealed is None:
        return None
    place = f"conversation:{conversation.id}:preview"
    try:
        said = sealing.unseal_json(session, conversation.preview_sealed, place=place)
    except (sealing.Destroyed, sealing.Unreadable):
        return None
    return Preview(said["text"], Direction(said["direction"]), Author(said["author"]))
