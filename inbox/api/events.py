"""What an endpoint receives, for the document: one event per type, thin and signed."""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field

from inbox.api.resource import Moment, Resource
from inbox.subscribers.delivery import TEST
from inbox.subscribers.told import TOMBSTONES, TYPES

_SAYS: Final = (
    "Answer with any 2xx within 15 seconds. What is answered otherwise, or not at all, comes again "
    "for three days; 410 pauses the endpoint. Events of one customer come in the order of "
    "`number`, unless one that failed for three days is sent again by hand."
)
_HEADERS: Final = {
    "webhook-id": "The same in every try; what you have dealt with already, answer with 2xx.",
    "webhook-timestamp": "Seconds since 1970 of this try; refuse what is older than five minutes.",
    "webhook-signature": "`v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64, one "
    "per secret, with a space between them (Standard Webhooks).",
}


class EventData(Resource):
    """Ids to fetch; what is said stays here."""

    number: int | None = Field(description="As in the change feed; null for a test.")
    tombstone: bool = Field(description="As in the change feed.")
    customer_id: str | None
    conversation_id: str | None
    message_id: str | None
    merged_into: str | None = Field(description="Of a merged customer: who took their place.")


class Event(Resource):
    """Something changed."""

    type: str
    timestamp: Moment
    data: EventData


def webhooks(schema: str) -> dict[str, Any]:
    """The document's section; `schema` is the reference to that of `Event`."""
    return {one: {"post": _webhook(one, schema)} for one in (*TYPES, TEST)}


def _webhook(type_: str, schema: str) -> dict[str, Any]:
    return {
        "operationId": "on_" + type_.replace(".", "_"),
        "summary": f"Hear of {type_}",
        "description": _SAYS,
        "parameters": [_header(name, says) for name, says in _HEADERS.items()],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": schema}, "example": _example(type_)}
            },
        },
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "This endpoint is no more: nothing further is sent."},
        },
    }


def _header(name: str, says: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "description": says,
        "schema": {"type": "string"},
    }


def _example(type_: str) -> dict[str, Any]:
    is_test = type_ == TEST
    customer_id = None if is_test else "019a5c0e8a797a6b8c5d4e3f20112233"
    return {
        "type": type_,
        "timestamp": "2026-11-24T11:00:01.250000Z",
        "data": {
            "number": None if is_test else 4711,
            "tombstone": type_ in TOMBSTONES,
            "customer_id": customer_id,
            "conversation_id": None,
            "message_id": None,
            "merged_into": None,
        },
    }
