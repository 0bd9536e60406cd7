"""Makes ids that look like each provider's."""

from __future__ import annotations

import base64
import secrets


def wamid() -> str:
    """WhatsApp's name of a message. The real one contains the customer's number in clear; this
    one does not, and nobody may rely on it."""
    return "wamid." + base64.b64encode(b"\x1c\x18" + secrets.token_bytes(28)).decode()


def sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


def media_id() -> str:
    return str(secrets.randbelow(9 * 10**15) + 10**15)
