"""The messages of a customer or of a conversation, page by page, and one by its id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Response
from pydantic import Field
from sqlalchemy.orm import Session

from inbox.api.answer import answer
from inbox.api.guard import caller
from inbox.api.messages import resource
from inbox.api.messages.resource import MessageList
from inbox.api.messages.show import show
from inbox.api.operation import Operations
from inbox.api.page import Cursors, PageQuery, cut, next_url
from inbox.api.problem import not_found
from inbox.api.resource import Moment
from inbox.conversations import history
from inbox.conversations.history import Order, Wanted
from inbox.conversations.keyset import Position
from inbox.conversations.message import Direction, Message
from inbox.people.token import Scope
from inbox.world import World

_TAG: Final = "Messages"
_LIST_EXAMPLE: Final = {"data": [resource.EXAMPLE], "next_cursor": None}


class MessagesQuery(PageQuery):
    order: Order = Field(Order.NEWEST_FIRST, description="desc: the newest first.")
    since: Moment | None = Field(None, description="Only messages from this time on (RFC 3339).")
    channel: str | None = Field(
        None, pattern="^[a-z0-9_]{1,64}$", description="Only on accounts of this kind."
    )
    direction: Direction | None = Field(
        None, description="Only these. Without it, notes are included if the token may read them."
    )


def put(operations: Operations) -> None:
    world = operations.world

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
            return _listed(session, world, rows, query)

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
            return _listed(session, world, rows, query)

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
            [shown] = _shown(session, world, [row])
        return answer(shown)


def readable() -> frozenset[Direction]:
    """Notes only for who may read them."""
    if Scope.NOTES_READ in caller().scopes:
        return frozenset(Direction)
    return frozenset({Direction.IN, Direction.OUT})


def _wanted(query: MessagesQuery) -> Wanted:
    if query.direction is Direction.NOTE:
        caller().needs(Scope.NOTES_READ)
    directions = readable() if query.direction is None else frozenset({query.direction})
    return Wanted(directions, query.channel, query.since, query.order)


def _listed(
    session: Session, world: World, rows: Sequence[Message], query: MessagesQuery
) -> Response:
    page = cut(rows, query.size)
    place = Position(page.last.at, page.last.id) if page.last else None
    cursor = _cursors(world).make(str(place)) if place else None
    shown = MessageList(data=_shown(session, world, page.rows), next_cursor=cursor)
    return answer(shown, next_url=next_url(world.settings.base_url, "cursor", cursor))


def _shown(session: Session, world: World, rows: Sequence[Message]) -> list[resource.Message]:
    return show(session, rows, scopes=caller().scopes, base_url=world.settings.base_url)


def _after(world: World, query: MessagesQuery) -> Position | None:
    if query.cursor is None:
        return None
    return Position.read(_cursors(world).read(query.cursor))


def _cursors(world: World) -> Cursors:
    return Cursors(world.settings.secret_key, "messages")
