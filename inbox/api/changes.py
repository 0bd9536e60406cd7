"""The change feed: everything that somebody could see differently, in one order, nothing missed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated, Final

from flask import Response
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.api.answer import answer
from inbox.api.guard import caller
from inbox.api.operation import Operations
from inbox.api.page import next_url
from inbox.api.resource import Moment, Query, Resource
from inbox.changes import journal
from inbox.changes.journal import What
from inbox.conversations.message import Direction, Message
from inbox.people.token import Scope

MOST: Final = 1_000
_LARGEST: Final = 2**63 - 1
# What concerns the running of Kontor itself says nothing about a customer.
_INTERNAL: Final = frozenset({What.ACCOUNT_UPDATED, What.EVENT_DEAD})
# What was known of the customer must go, or must not be used.
_TOMBSTONES: Final = frozenset({What.ERASED, What.RESTRICTED, What.CUSTOMER_MERGED})


class Change(Resource):
    """What changed; its present state is fetched by its id."""

    number: int = Field(description="Rises; there may be holes.")
    type: What
    tombstone: bool = Field(
        description="The customer was erased, restricted or merged: drop or move what you hold. "
        "Whoever was merged is found at GET /customers/{id}."
    )
    at: Moment
    customer_id: str | None
    conversation_id: str | None
    message_id: str | None


class ChangeList(Resource):
    data: list[Change]
    next_after: int = Field(description="Ask for what comes after this next time, now or later.")
    more: bool = Field(description="There is more to read now.")


class ChangesQuery(Query):
    after: Annotated[int, Field(ge=0, le=_LARGEST)] = Field(
        0, description="`next_after` of the answer before; 0: from the beginning."
    )
    limit: Annotated[int, Field(ge=1)] = Field(
        100, description=f"How many at most; more than {MOST} is taken as {MOST}."
    )


_EXAMPLE: Final = {
    "data": [
        {
            "number": 4711,
            "type": "message.received",
            "tombstone": False,
            "at": "2026-11-24T11:00:01.250000Z",
            "customer_id": "019a5c0e8a797a6b8c5d4e3f20112233",
            "conversation_id": "019a5c0e8a7a7f0e8d1c2b3a49586776",
            "message_id": "019a5c0e8a7b7c1d9e2f3a4b5c6d7e8f",
        }
    ],
    "next_after": 4711,
    "more": False,
}


def put(operations: Operations) -> None:
    world = operations.world

    @operations.get(
        "/changes",
        tag="Changes",
        scope=Scope.CHANGES_READ,
        takes=ChangesQuery,
        shows=ChangeList,
        example=_EXAMPLE,
    )
    def list_changes(query: ChangesQuery) -> Response:
        """List what changed, in the one order in which it is always told.

        Keep `next_after` once you have dealt with a page, and ask again from there: after a
        restart, a month or a second. A page may be empty and still lead on (`more`), because
        changes that the token may not see are left out.
        """
        size = min(query.limit, MOST)
        rows = journal.read_after(world.database, query.after, limit=size + 1)
        page, more = rows[:size], len(rows) > size
        with world.database.reading() as session:
            hidden = _hidden(session, page)
        shown = ChangeList(
            data=[_shown(row) for row in page if _is_told(row, hidden)],
            next_after=(page[-1].number or 0) if page else query.after,
            more=more,
        )
        following = str(shown.next_after) if more else None
        return answer(shown, next_url=next_url(world.settings.base_url, "after", following))


def _hidden(session: Session, rows: Sequence[journal.Change]) -> frozenset[str]:
    """Notes among the messages, unless the caller may read them."""
    if Scope.NOTES_READ in caller().scopes:
        return frozenset()
    ids = {row.message_id for row in rows if row.message_id is not None}
    notes = select(Message.id).where(Message.id.in_(ids), Message.direction == Direction.NOTE)
    return frozenset(session.scalars(notes))


def _is_told(row: journal.Change, hidden: Collection[str]) -> bool:
    return row.what not in _INTERNAL and row.message_id not in hidden


def _shown(row: journal.Change) -> Change:
    return Change(
        number=row.number or 0,
        type=What(row.what),
        tombstone=row.what in _TOMBSTONES,
        at=row.at,
        customer_id=row.customer_id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
    )
