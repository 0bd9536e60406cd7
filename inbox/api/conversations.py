"""Conversations: one by its id, and those of a customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Response
from pydantic import Field
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.api import reference
from inbox.api.answer import answer
from inbox.api.operation import Operations
from inbox.api.page import Cursors, PageQuery, cut, next_url
from inbox.api.problem import not_found
from inbox.api.reference import Account, Identity
from inbox.api.resource import Moment, Resource
from inbox.conversations import conversation as conversations
from inbox.conversations import history
from inbox.conversations.conversation import Status
from inbox.conversations.history import Order
from inbox.conversations.labels import labels_of
from inbox.people.pull import Pulled
from inbox.people.token import Scope

_TAG: Final = "Conversations"


class Label(Resource):
    id: str
    name: str
    known: str | None = Field(
        description="A code, if the machine sets it, e.g. DATA_REQUEST or CONTRACT."
    )


class Conversation(Resource):
    """One matter with one customer on one identity."""

    id: str
    customer_id: str
    account: Account
    identity: Identity
    status: Status = Field(description="waiting: for the customer.")
    subject: str | None
    labels: list[Label]
    assignee_id: str | None = Field(description="The agent who looks after it.")
    opened_at: Moment = Field(description="When it was opened, or reopened.")
    last_message_at: Moment
    waiting_since: Moment | None = Field(description="The oldest message that nobody answered.")
    snoozed_until: Moment | None
    resolved_at: Moment | None
    language: str | None


class ConversationList(Resource):
    data: list[Conversation]
    next_cursor: str | None = Field(description="Where to go on; null: this was the last page.")


class ConversationsQuery(PageQuery):
    order: Order = Field(Order.NEWEST_FIRST, description="desc: the last begun first.")


EXAMPLE: Final[dict[str, object]] = {
    "id": "019a5c0e8a7a7f0e8d1c2b3a49586776",
    "customer_id": "019a5c0e8a797a6b8c5d4e3f20112233",
    "account": {
        "id": "019a5b00000071118222933344455566",
        "kind": "example",
        "label": "Shop Nord",
    },
    "identity": {
        "id": "019a5c0e8a787d4c9b3a291807f6e5d4",
        "address": "4915112345678",
        "name": "Anna",
    },
    "status": "open",
    "subject": None,
    "labels": [{"id": "019a5b00000073338444555566667777", "name": "Reklamation", "known": None}],
    "assignee_id": None,
    "opened_at": "2026-11-24T11:00:01.250000Z",
    "last_message_at": "2026-11-24T11:00:00Z",
    "waiting_since": "2026-11-24T11:00:00Z",
    "snoozed_until": None,
    "resolved_at": None,
    "language": "de",
}


def put(operations: Operations) -> None:
    world = operations.world
    cursors = Cursors(world.settings.secret_key, "conversations")

    def listed(session: Session, customer_id: str | None, query: ConversationsQuery) -> Response:
        after = None if query.cursor is None else cursors.read(query.cursor)
        rows = history.conversations(
            session, customer_id, order=query.order, after=after, limit=query.size + 1
        )
        page = cut(rows, query.size)
        operations.handed_out((row.customer_id for row in page.rows), Pulled.CONVERSATIONS)
        cursor = cursors.make(page.last.id) if page.last else None
        shown = ConversationList(data=_show(session, page.rows), next_cursor=cursor)
        return answer(shown, next_url=next_url(world.settings.base_url, "cursor", cursor))

    @operations.get(
        "/conversations",
        tag=_TAG,
        scope=Scope.HISTORY_READ,
        takes=ConversationsQuery,
        shows=ConversationList,
        example={"data": [EXAMPLE], "next_cursor": None},
    )
    def list_conversations(query: ConversationsQuery) -> Response:
        """List everybody's conversations, for a full copy.

        Ask for the feed's position first (GET /changes/position) and follow the feed from there.
        """
        with world.database.reading() as session:
            return listed(session, None, query)

    @operations.get(
        "/customers/<customer_id>/conversations",
        tag=_TAG,
        scope=Scope.HISTORY_READ,
        takes=ConversationsQuery,
        shows=ConversationList,
        example={"data": [EXAMPLE], "next_cursor": None},
    )
    def list_conversations_of_customer(customer_id: str, query: ConversationsQuery) -> Response:
        """List a customer's conversations over all channels."""
        with world.database.reading() as session:
            found = history.customer(session, customer_id)
            if found is None:
                raise not_found()
            return listed(session, found.id, query)

    @operations.get(
        "/conversations/<conversation_id>",
        tag=_TAG,
        scope=Scope.HISTORY_READ,
        shows=Conversation,
        example=EXAMPLE,
    )
    def get_conversation(conversation_id: str) -> Response:
        """Get one conversation."""
        with world.database.reading() as session:
            row = history.conversation(session, conversation_id)
            if row is None:
                raise not_found()
            [shown] = _show(session, [row])
        operations.handed_out([shown.customer_id], Pulled.CONVERSATIONS)
        return answer(shown)


def _show(session: Session, rows: Sequence[conversations.Conversation]) -> list[Conversation]:
    identities = reference.identity_rows(session, (row.identity_id for row in rows))
    sealing.warm(
        session,
        [*(row.subject_sealed for row in rows), *(identity.sealed for identity in identities)],
    )
    accounts = reference.accounts_by_id(session)
    named = {row.id: reference.identity(session, row) for row in identities}
    labels = labels_of(session, [row.id for row in rows])
    return [
        Conversation(
            id=row.id,
            customer_id=row.customer_id,
            account=accounts[row.account_id],
            identity=named[row.identity_id],
            status=Status(row.status),
            subject=_subject(session, row),
            labels=[
                Label(id=label.id, name=label.name, known=label.known) for label in labels[row.id]
            ],
            assignee_id=row.assignee_id,
            opened_at=row.opened_at,
            last_message_at=row.last_message_at,
            waiting_since=row.waiting_since,
            snoozed_until=row.snoozed_until,
            resolved_at=row.resolved_at,
            language=row.language,
        )
        for row in rows
    ]


def _subject(session: Session, row: conversations.Conversation) -> str | None:
    if row.subject_sealed is None:
        return None
    place = f"conversation:{row.id}:subject"
    return sealing.unseal_text(session, row.subject_sealed, place=place)
