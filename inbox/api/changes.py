"""The change feed: everything that somebody could see differently, in one order, nothing missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from flask import Response
from pydantic import Field
from sqlalchemy.orm import Session

from inbox.api.answer import answer
from inbox.api.guard import caller
from inbox.api.operation import Operations
from inbox.api.page import next_url
from inbox.api.resource import Moment, Query, Resource
from inbox.changes import journal
from inbox.changes.journal import What
from inbox.people import token
from inbox.people.token import Scope
from inbox.subscribers.told import Told, told
from inbox.world import World

MOST: Final = 1_000
_LARGEST: Final = 2**63 - 1


class Change(Resource):
    """What changed; its present state is fetched by its id."""

    number: int = Field(description="Rises; there may be holes.")
    type: What
    tombstone: bool = Field(
        description="What you hold of the customer is no longer right: erased (delete it), "
        "restricted (do not use it), rectified or merged (fetch it anew), consent changed."
    )
    at: Moment
    customer_id: str | None
    conversation_id: str | None
    message_id: str | None
    merged_into: str | None = Field(
        description="Of a merged customer: who took their place; their conversations are there."
    )


class ChangeList(Resource):
    data: list[Change]
    next_after: int = Field(description="Ask for what comes after this next time, now or later.")
    more: bool = Field(description="There is more to read now.")


class FeedPosition(Resource):
    """Where the feed stands."""

    next_after: int = Field(description="Ask for what comes after this to hear what is new.")


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
            "merged_into": None,
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
        changes that the token may not see are left out. What you ask for after counts as dealt
        with: the shop sees there how far its systems have heard of erasures.
        """
        size = min(query.limit, MOST)
        rows = journal.read_after(world.database, query.after, limit=size + 1)
        page, more = rows[:size], len(rows) > size
        _note_how_far(world, query.after)
        with world.database.reading() as session:
            shown = ChangeList(
                data=_shown(session, page),
                next_after=(page[-1].number or 0) if page else query.after,
                more=more,
            )
        following = str(shown.next_after) if more else None
        return answer(shown, next_url=next_url(world.settings.base_url, "after", following))

    @operations.get(
        "/changes/position",
        tag="Changes",
        scope=Scope.CHANGES_READ,
        shows=FeedPosition,
        example={"next_after": 4711},
    )
    def get_feed_position() -> Response:
        """Get where the feed stands now.

        Ask before you make a full copy, and follow the feed from there afterwards.
        """
        journal.stamp(world.database)
        with world.database.reading() as session:
            return answer(FeedPosition(next_after=journal.newest(session)))


def _note_how_far(world: World, after: int) -> None:
    """Written down when it says something new, at most once a minute."""
    held, now = caller().held, world.clock()
    if not token.is_stale_feed(held, after, now=now):
        return
    with world.database.transaction() as session:
        token.fed(session, held.id, after, now=now)


def _shown(session: Session, rows: Sequence[journal.Change]) -> list[Change]:
    notes = Scope.NOTES_READ in caller().scopes
    return [_change(one) for one in told(session, rows, notes=notes)]


def _change(one: Told) -> Change:
    return Change(
        number=one.number,
        type=one.type,
        tombstone=one.is_tombstone,
        at=one.at,
        customer_id=one.customer_id,
        conversation_id=one.conversation_id,
        message_id=one.message_id,
        merged_into=one.merged_into,
    )
