"""Who is who at Threema, and how one message is named in a conversation.

A Threema ID has 8 characters; a Gateway ID (a program behind the HTTP API) starts with "*".
"""

from __future__ import annotations

import re
from typing import Final

_PERSON: Final = re.compile(r"[0-9A-Z]{8}")
_GATEWAY: Final = re.compile(r"\*[0-9A-Z]{7}")
_MESSAGE: Final = re.compile(r"[0-9a-f]{16}")

ECHO_BOT: Final = "ECHOECHO"  # Threema's public robot: sends back whatever it gets


def is_gateway(address: str) -> bool:
    return _GATEWAY.fullmatch(address) is not None


def is_identity(address: str) -> bool:
    """A person's Threema ID or a Gateway ID."""
    return _PERSON.fullmatch(address) is not None or is_gateway(address)


def is_message(message_id: str) -> bool:
    """16 lower-case hex digits of the 8 raw bytes: never byte-swapped, as receipts carry them."""
    return _MESSAGE.fullmatch(message_id) is not None


def external_id(peer: str, message_id: str) -> str:
    """The name of a message in the conversation with `peer`, whichever side wrote it.

    Message ids are random and chosen by the sender, so they need an ID beside them to be unique.
    It is the customer's in both directions, because a quote, a receipt or a reaction names only
    the message id and does not say whose message it was.
    """
    return f"{peer}:{message_id}"


def split(external: str) -> tuple[str, str]:
    """(peer, message id) of an external id; ValueError if it is not one of this channel."""
    peer, _, message_id = external.partition(":")
    if not is_identity(peer) or not is_message(message_id):
        raise ValueError("not the id of a Threema message")
    return peer, message_id
