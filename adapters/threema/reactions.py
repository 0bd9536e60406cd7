"""Reactions with any emoji (0x82), read and written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.threema import receipts, wire
from adapters.threema.envelope import Envelope
from adapters.threema.text import words
from inbox.channel import Event, Reaction

REACTION: Final = 0x82
# The numbers of these fields stand in no source that we could check; the type byte does.
_MESSAGE_ID: Final = 1
_APPLY: Final = 2
_WITHDRAW: Final = 3
_MAX_EMOJI: Final = 64  # bytes; the longest sequences (families, flags) need about 40


def read(envelope: Envelope, inner: bytes) -> list[Event]:
    """Shown as unsupported if the fields are not where we believe them to be."""
    try:
        fields = wire.read(inner)
        target, emoji = _target(fields), _emoji(fields)
    except ValueError:
        return [envelope.unsupported("reaction (0x82)")]
    return [
        Reaction(
            external_id=envelope.external_id,
            sender=envelope.sender,
            target=envelope.named(target),
            emoji=emoji if _APPLY in fields else None,
            at=envelope.at,
        )
    ]


def write(emoji: str, message_id: str) -> tuple[int, bytes]:
    """(type, inner). The two thumbs go as receipts, which every version of the app understands."""
    for status, thumb in receipts.THUMBS.items():
        if emoji == thumb:
            return receipts.RECEIPT, receipts.write(status, message_id)
    target = wire.fixed64(_MESSAGE_ID, bytes.fromhex(message_id))
    return REACTION, target + wire.length_delimited(_APPLY, emoji.encode())


def _target(fields: Mapping[int, bytes]) -> str:
    raw = fields.get(_MESSAGE_ID, b"")
    if len(raw) != 8:
        raise ValueError("the message id is missing")
    return raw.hex()


def _emoji(fields: Mapping[int, bytes]) -> str:
    raw = fields.get(_APPLY, fields.get(_WITHDRAW, b""))
    if not 0 < len(raw) <= _MAX_EMOJI:
        raise ValueError("the emoji is missing or too long")
    return words(raw)
