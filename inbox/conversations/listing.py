"""List conversations: one view at a time, the newest first, every page at the same cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Customer, Identity, profile_of, sender_of
from inbox.conversations.message import Author, Direction

# Nobody acts differently on 100 and on 1,000; counting further would cost with every page.
COUNTED_UP_TO: Final = 100
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class View(StrEnum):
    """What an agent looks at. Each is served by one index."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    SPAM = "spam"


_COUNTED: Final = (View.MINE, View.UNASSIGNED, View.OPEN, View.WAITING, View.SNOOZED)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ends: the sort key of its last row. As text it goes into addresses."""

    at: datetime
    id: str

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.id}"

    @classmethod
    def read(cls, text: str) -> Position | None:
        """None for anything that `str` did not write."""
        moment, _, row_id = text.partition("-")
        if not (moment.isascii() and moment.isdigit() and len(moment) <= 17):
            return None
        if not (row_id.isascii() and row_id.isalnum() and len(row_id) <= 32):
            return None
        return cls(_EPOCH + timedelta(microseconds=int(moment)), row_id)


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


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Listed]
    further: Position | None  # give it as `before` to see what follows


def page(
    session: Session, view: View, *, agent_id: str, limit: int, before: Position | None = None
) -> Page:
    query = (
        select(Conversation, Customer, Identity)
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Identity, Identity.id == Conversation.identity_id)
        .where(*_belongs(view, agent_id))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(limit + 1)
    )
    found = session.execute(query if before is None else query.where(_older(before))).all()
    rows = found[:limit]
    more = len(found) > limit
    listed = _opened(session, rows)
    last = listed[-1].conversation if more and listed else None
    return Page(listed, Position(last.last_message_at, last.id) if last else None)


def one(session: Session, conversation_id: str) -> Listed | None:
    """The line of one conversation, wherever it belongs."""
    found = session.execute(
        select(Conversation, Customer, Identity)
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Identity, Identity.id == Conversation.identity_id)
        .where(Conversation.id == conversation_id)
    ).first()
    return _opened(session, [found])[0] if found else None


def belongs(conversation: Conversation, view: View, *, agent_id: str) -> bool:
    """Whether `page` would show this conversation in this view."""
    if conversation.status != _STATUS[view]:
        return False
    if view is View.MINE:
        return conversation.assignee_id == agent_id
    return view is not View.UNASSIGNED or conversation.assignee_id is None


def counts(session: Session, *, agent_id: str) -> dict[View, int]:
    """How many there are, up to `COUNTED_UP_TO`, of what somebody has to act on; one query."""
    columns = [
        select(func.count())
        .select_from(
            select(literal(1).label("there"))
            .select_from(Conversation)
            .where(*_belongs(view, agent_id))
            .limit(COUNTED_UP_TO)
            .subquery()
        )
        .scalar_subquery()
        .label(view.value)
        for view in _COUNTED
    ]
    row = session.execute(select(*columns)).one()
    return dict(zip(_COUNTED, row, strict=True))


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


def _belongs(view: View, agent_id: str) -> tuple[ColumnElement[bool], ...]:
    status = Conversation.status == _STATUS[view].value
    if view is View.MINE:
        return status, Conversation.assignee_id == agent_id
    if view is View.UNASSIGNED:
        return status, Conversation.assignee_id.is_(None)
    return (status,)


_STATUS: Final = {
    View.MINE: Status.OPEN,
    View.UNASSIGNED: Status.OPEN,
    View.OPEN: Status.OPEN,
    View.WAITING: Status.WAITING,
    View.SNOOZED: Status.SNOOZED,
    View.RESOLVED: Status.RESOLVED,
    View.SPAM: Status.SPAM,
}


def _older(before: Position) -> ColumnElement[bool]:
    at = Conversation.last_message_at
    return and_(at <= before.at, or_(at < before.at, Conversation.id < before.id))


def _opened(
    session: Session, rows: Sequence[Row[Conversation, Customer, Identity]]
) -> list[Listed]:
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
