"""Messages page by page - everybody's, a customer's, a conversation's - and one by its id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from flask import Response
from pydantic import Field
from sqlalchemy.orm import Session

from inbox.api.answer import answer
from inbox.api.guard import caller
from inbox.api.messages import resource
from inbox.api.messages.resource import MessageList
from inbox.api.messages.show import Viewer, show
from inbox.api.operation import Operations
from inbox.api.page import Cursors, PageQuery, cut, next_url
from inbox.api.problem import not_found
from inbox.api.resource import Moment, Query
from inbox.conversations import history
from inbox.conversations.history import Order, Wanted
from inbox.conversations.keyset import Position
from inbox.conversations.message import Direction, Message
from inbox.people.pull import Pulled
from inbox.people.token import Scope
from inbox.world import World

_TAG: Final = "Messages"
_MOST_EXPORTED: Final = 1_000
_CHANNEL: Final = "^[a-z0-9_]{1,64}$"
_OLDEST_FIRST: Final = Order.OLDEST_FIRST
_LIST_EXAMPLE: Final = {"data": [resource.EXAMPLE], "next_cursor": None}


class MessagesQuery(PageQuery):
    order: Order = Field(Order.NEWEST_FIRST, description="desc: the newest first.")
    since: Moment | None = Field(None, description="Only messages from this time on (RFC 3339).")
    channel: str | None = Field(
        None, pattern=_CHANNEL, description="Only on accounts of this kind."
    )
    direction: Direction | None = Field(
        None, description="Only these. Without it, notes are included if the token may read them."
    )


class ExportQuery(Query):
    limit: Annotated[int, Field(ge=1)] = Field(
        200, description=f"How many at most; more than {_MOST_EXPORTED} is taken as that."
    )
    cursor: str | None = Field(
        None, max_length=1000, description="`next_cursor` of the page before; none: from the start."
    )
    since: Moment | None = Field(None, description="Only messages from this time on (RFC 3339).")
    channel: str | None = Field(
        None, pattern=_CHANNEL, description="Only on accounts of this kind."
    )
    direction: Direction | None = Field(
        None, description="Only these. Without it, notes are included if the token may read them."
    )

    @property
    def size(self) -> int:
        return min(self.limit, _MOST_EXPORTED)


def put(operations: Operations) -> None:
    world = operations.world
    exported = Cursors(world.settings.secret_key, "export")

    @operations.get(
        "/messages",
        tag=_TAG,
        scope=Scope.HISTORY_READ,
        takes=ExportQuery,
        shows=MessageList,
        example=_LIST_EXAMPLE,
    )
    def list_messages(query: ExportQuery) -> Response:
        """List everybody's messages, in the order in which they came in: a full copy.

        Ask for the feed's position first (GET /changes/position), then walk through this list,
        then follow the feed from that position: so nothing is missed.
        """
        after = None if query.cursor is None else exported.read(query.cursor)
        wanted = Wanted(_directions(query.direction), query.channel, query.since, _OLDEST_FIRST)
        with world.database.reading() as session:
            rows = history.messages(session, wanted, after=after, limit=query.size + 1)
            page = cut(rows, query.size)
            data = _shown(session, operations, page.rows)
        cursor = exported.make(page.last.id) if page.last else None
        shown = MessageList(data=data, next_cursor=cursor)
        return answer(shown, next_url=next_url(world.settings.base_url, "cursor", cursor))

    @operations.get(
        "/customers/<customer_id>/messages",
        tag=_TAG,
        scope=Scope.HISTORY_READ,
        takes=MessagesQuery,
        shows=MessageList,
        example=_LIST_EXAMPLE,
    )
    def list_messages_of_customer(customer_id: str, query: MessagesQuery) -> Response:
        """List a customer's messages over all channels."""
        with world.database.reading() as session:
            found = history.customer(session, customer_id)
            if found is None:
                raise not_found()
            rows = history.messages_of_customer(
                session, found.id, _wanted(query), after=_after(world, query), limit=query.size + 1
            )
            return _listed(session, operations, rows, query)

    @operations.get(
        "/conversations/<conversation_id>/messages",
        tag=_TAG,
        scope=Scope.HISTORY_READ,
        takes=MessagesQuery,
        shows=MessageList,
        example=_LIST_EXAMPLE,
    )
    def list_messages_of_conversation(conversation_id: str, query: MessagesQuery) -> Response:
        """List the messages of one conversation."""
        with world.database.reading() as session:
            found = history.conversation(session, conversation_id)
            if found is None:
                raise not_found()
            rows = history.messages_of_conversation(
                session, found.id, _wanted(query), after=_after(world, query), limit=query.size + 1
            )
            return _listed(session, operations, rows, query)

    @operations.get(
        "/messages/<message_id>",
        tag=_TAG,
        scope=Scope.HISTORY_READ,
        shows=resource.Message,
        example=resource.EXAMPLE,
    )
    def get_message(message_id: str) -> Response:
        """Get one message."""
        with world.database.reading() as session:
            row = history.message(session, message_id, readable())
            if row is None:
                raise not_found()
            [shown] = _shown(session, operations, [row])
        return answer(shown)


def readable() -> frozenset[Direction]:
    """Notes only for who may read them."""
    if Scope.NOTES_READ in caller().scopes:
        return frozenset(Direction)
    return frozenset({Direction.IN, Direction.OUT})


def viewer(operations: Operations) -> Viewer:
    """Whoever asks."""
    return Viewer(caller().scopes, operations.world.settings.base_url, operations.explain)


def _directions(asked: Direction | None) -> frozenset[Direction]:
    if asked is Direction.NOTE:
        caller().needs(Scope.NOTES_READ)
    return readable() if asked is None else frozenset({asked})


def _wanted(query: MessagesQuery) -> Wanted:
    return Wanted(_directions(query.direction), query.channel, query.since, query.order)


def _listed(
    session: Session, operations: Operations, rows: Sequence[Message], query: MessagesQuery
) -> Response:
    page = cut(rows, query.size)
    place = Position(page.last.at, page.last.id) if page.last else None
    cursor = _cursors(operations.world).make(str(place)) if place else None
    shown = MessageList(data=_shown(session, operations, page.rows), next_cursor=cursor)
    base_url = operations.world.settings.base_url
    return answer(shown, next_url=next_url(base_url, "cursor", cursor))


def _shown(
    session: Session, operations: Operations, rows: Sequence[Message]
) -> list[resource.Message]:
    operations.handed_out((row.customer_id for row in rows), Pulled.MESSAGES)
    return show(session, rows, viewer(operations))


def _after(world: World, query: MessagesQuery) -> Position | None:
    if query.cursor is None:
        return None
    return Position.read(_cursors(world).read(query.cursor))


def _cursors(world: World) -> Cursors:
    return Cursors(world.settings.secret_key, "messages")
