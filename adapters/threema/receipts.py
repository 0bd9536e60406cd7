"""Delivery receipts (0x80): how far messages came, and the two thumbs of older apps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from adapters.threema.envelope import Envelope
from inbox.channel import DeliveryUpdate, Event, Reaction, State

RECEIPT: Final = 0x80
READ: Final = 2
THUMBS: Final = {3: "👍", 4: "👎"}  # "acknowledged" and "declined"
_STATES: Final = {1: State.DELIVERED, READ: State.READ, 3: State.READ, 4: State.READ}
_ID_BYTES: Final = 8


def read(envelope: Envelope, inner: bytes) -> list[Event]:
    """One status, then one or more message ids. A status nobody knows yet says nothing to us."""
    if len(inner) < 1 + _ID_BYTES or (len(inner) - 1) % _ID_BYTES:
        raise ValueError("the receipt is malformed")
    if inner[0] not in _STATES:
        return []
    return [event for target in _targets(inner) for event in _events(envelope, inner[0], target)]


def write(status: int, message_id: str) -> bytes:
    return bytes([status]) + bytes.fromhex(message_id)


def _targets(inner: bytes) -> list[str]:
    ids = [inner[at : at + _ID_BYTES].hex() for at in range(1, len(inner), _ID_BYTES)]
    return list(dict.fromkeys(ids))


def _events(envelope: Envelope, status: int, target: str) -> Iterator[Event]:
    """Whoever gives a thumb has read the message."""
    yield DeliveryUpdate(envelope.named(target), _STATES[status], envelope.at)
    if status in THUMBS:
        yield Reaction(
            external_id=f"{envelope.external_id}:{target}",
            sender=envelope.sender,
            target=envelope.named(target),
            emoji=THUMBS[status],
            at=envelope.at,
        )
