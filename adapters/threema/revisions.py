"""A customer changes (0x91) or deletes (0x92) what they wrote; apps allow both for six hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.threema import wire
from adapters.threema.envelope import Envelope
from adapters.threema.text import words
from inbox.channel import Edited, Event, Revoked

EDIT: Final = 0x91
DELETE: Final = 0x92
_MESSAGE_ID: Final = 1  # fixed64
_TEXT: Final = 2


def read_edit(envelope: Envelope, inner: bytes) -> list[Event]:
    fields = wire.read(inner)
    text = words(fields.get(_TEXT, b""))
    target = _target(envelope, fields)
    return [Edited(envelope.external_id, envelope.sender, target, text, envelope.at)]


def read_deletion(envelope: Envelope, inner: bytes) -> list[Event]:
    target = _target(envelope, wire.read(inner))
    return [Revoked(envelope.external_id, envelope.sender, target, envelope.at)]


def _target(envelope: Envelope, fields: Mapping[int, bytes]) -> str:
    raw = fields.get(_MESSAGE_ID, b"")
    if len(raw) != 8:
        raise ValueError("the message id is missing")
    return envelope.named(raw.hex())
