"""A message as the CRM sees it."""

from __future__ import annotations

from typing import Final

from pydantic import Field, JsonValue

from inbox.api.reference import Account, Identity
from inbox.api.resource import Moment, Resource
from inbox.automation.reasons import Reply
from inbox.channel import Automated, Kind, Trust
from inbox.conversations.message import Author, Direction, Reached
from inbox.media.attachment import FileState


class WrittenBy(Resource):
    kind: Author = Field(description="phone_app: the shop, in the provider's own app.")
    id: str | None = Field(description="The agent's id; null for everybody else.")


class Attachment(Resource):
    id: str
    name: str | None
    content_type: str = Field(description="As announced by the sender; do not rely on it.")
    size: int | None = Field(description="In bytes.")
    state: FileState = Field(description="Only a stored file can be downloaded.")
    href: str | None = Field(description="Where it is downloaded (scope attachments:read).")


class Reaction(Resource):
    by: str = Field(description="The id of the identity or agent.")
    emoji: str
    at: Moment


class Edit(Resource):
    """What a message said before its author changed it."""

    text: str
    until: Moment


class Decision(Resource):
    """What the machine did about a customer's message, and why."""

    reply: Reply | None = Field(description="The kind of automatic answer; null: none.")
    reason: str = Field(description="A code like OUT_OF_HOURS.")
    reason_text: str | None = Field(
        description="The same in words, in the language of Accept-Language (de, en)."
    )
    at: Moment


class Message(Resource):
    """What a customer or the shop said, or what colleagues noted."""

    id: str
    conversation_id: str
    customer_id: str
    account: Account | None
    identity: Identity | None = Field(description="Who wrote, or to whom; null for a note.")
    direction: Direction = Field(description="note: between colleagues (scope notes:read).")
    author: WrittenBy
    kind: Kind
    text: str = Field(description="All of it; for a mail with what it quotes.")
    new_text: str | None = Field(description="Without quote and signature, where there are some.")
    subject: str | None
    details: dict[str, JsonValue] | None = Field(
        description="What the kind adds, e.g. coordinates, a contact card, the items of an order."
    )
    withheld: bool = Field(
        description="A location whose text and details need the scope locations:read."
    )
    at: Moment = Field(description="Orders the thread.")
    sent_at: Moment | None
    received_at: Moment | None
    delivered_at: Moment | None
    read_at: Moment | None
    state: Reached | None = Field(
        description="How far a message of the shop came; null for all others. unknown: it left "
        "and no answer came. withheld: the machine planned it and rightly did not send it."
    )
    reason: str | None = Field(description="Why it failed or was withheld; a code.")
    reason_text: str | None = Field(
        description="The same in words, in the language of Accept-Language (de, en)."
    )
    attachments: list[Attachment]
    reply_to: str | None = Field(description="The id of the message that it answers.")
    edited_at: Moment | None
    edits: list[Edit] = Field(description="Earlier texts, the oldest first.")
    revoked_at: Moment | None = Field(description="Its author took it back.")
    reactions: list[Reaction]
    automated: Automated | None = Field(
        description="Why an incoming message was not written by a person."
    )
    imported: bool = Field(description="From before the account was connected.")
    trust: Trust | None = Field(description="What could be proved about the sender.")
    language: str | None
    decision: Decision | None = Field(description="Only for incoming messages.")


class MessageList(Resource):
    data: list[Message]
    next_cursor: str | None = Field(description="Where to go on; null: this was the last page.")


EXAMPLE: Final[dict[str, object]] = {
    "id": "019a5c0e8a7b7c1d9e2f3a4b5c6d7e8f",
    "conversation_id": "019a5c0e8a7a7f0e8d1c2b3a49586776",
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
    "direction": "in",
    "author": {"kind": "customer", "id": None},
    "kind": "image",
    "text": "Die Tasse kam so an.",
    "new_text": None,
    "subject": None,
    "details": None,
    "withheld": False,
    "at": "2026-11-24T11:00:00Z",
    "sent_at": "2026-11-24T11:00:00Z",
    "received_at": "2026-11-24T11:00:01.250000Z",
    "delivered_at": None,
    "read_at": None,
    "state": None,
    "reason": None,
    "reason_text": None,
    "attachments": [
        {
            "id": "019a5c0e8a7c7b2a8190a1b2c3d4e5f6",
            "name": "tasse.jpg",
            "content_type": "image/jpeg",
            "size": 184320,
            "state": "stored",
            "href": "https://inbox.example.com/api/v1/messages/019a5c0e8a7b7c1d9e2f3a4b5c6d7e8f"
            "/attachments/019a5c0e8a7c7b2a8190a1b2c3d4e5f6",
        }
    ],
    "reply_to": None,
    "edited_at": None,
    "edits": [],
    "revoked_at": None,
    "reactions": [],
    "automated": None,
    "imported": False,
    "trust": "verified",
    "language": "de",
    "decision": {
        "reply": "ack",
        "reason": "ACK",
        "reason_text": "receipt is acknowledged",
        "at": "2026-11-24T11:00:01.260000Z",
    },
}
