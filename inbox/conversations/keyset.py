"""In which order a list of conversations goes, and where a page of it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVarTuple

from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, or_

from inbox.conversations.conversation import Conversation
from inbox.conversations.selection import Order

Columns = TypeVarTuple("Columns")

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY_WAITS: Final = _EPOCH  # the moment in positions of conversations that are owed nothing


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
class Strand:
    """A part of a list that one index can walk along."""

    order: tuple[UnaryExpression[Any], ...]
    has: Callable[[Position], bool]
    after: Callable[[Position], ColumnElement[bool]]
    up_to: Callable[[Position], ColumnElement[bool]]
    holds: tuple[ColumnElement[bool], ...] = ()

    def walk(
        self, query: Select[*Columns], before: Position | None, until: Position | None
    ) -> Select[*Columns]:
        """Behind the one and up to the other, including it."""
        query = query.where(*self.holds).order_by(*self.order)
        if before is not None:
            query = query.where(self.after(before))
        if until is not None and self.has(until):
            query = query.where(self.up_to(until))
        return query


_at, _waiting, _id = Conversation.last_message_at, Conversation.waiting_since, Conversation.id
# The first comparison of each pair is for the index, the second for those of the same moment.
_NEWEST: Final = Strand(
    order=(_at.desc(), _id.desc()),
    has=lambda _position: True,
    after=lambda end: and_(_at <= end.at, or_(_at < end.at, _id < end.id)),
    up_to=lambda end: and_(_at >= end.at, or_(_at > end.at, _id >= end.id)),
)
_WAITING: Final = Strand(
    order=(_waiting.asc(), _id.asc()),
    has=lambda position: position.at != _NOBODY_WAITS,
    after=lambda end: and_(_waiting >= end.at, or_(_waiting > end.at, _id > end.id)),
    up_to=lambda end: and_(_waiting <= end.at, or_(_waiting < end.at, _id <= end.id)),
    holds=(_waiting.is_not(None),),
)
_OWED_NOTHING: Final = Strand(
    order=(_id.desc(),),
    has=lambda position: position.at == _NOBODY_WAITS,
    after=lambda end: _id < end.id,
    up_to=lambda end: _id >= end.id,
    holds=(_waiting.is_(None),),
)
STRANDS: Final = {Order.NEWEST: (_NEWEST,), Order.LONGEST: (_WAITING, _OWED_NOTHING)}


def strands(
    order: Order, before: Position | None, until: Position | None
) -> Sequence[tuple[Strand, Position | None]]:
    """What to walk along, one after the other, and behind which position each begins."""
    all_of = STRANDS[order]
    first = next((n for n, one in enumerate(all_of) if before and one.has(before)), 0)
    last = next((n for n, one in enumerate(all_of) if until and one.has(until)), len(all_of) - 1)
    return [(one, before if n == first else None) for n, one in enumerate(all_of)][first : last + 1]


def position_of(conversation: Conversation, order: Order) -> Position:
    if order is Order.NEWEST:
        return Position(conversation.last_message_at, conversation.id)
    return Position(conversation.waiting_since or _NOBODY_WAITS, conversation.id)
