"""Sign an event as Standard Webhooks asks for it (specification of 2026, "Signature scheme").

Signed is `<id>.<timestamp>.<body>` with HMAC-SHA256. While a secret is being replaced, the header
carries a signature of each, so that no event is refused meanwhile.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

PREFIX: Final = "whsec_"
_BYTES: Final = 32  # between 24 and 64


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(
    event_id: str, body: bytes, signing: Iterable[str], *, now: datetime
) -> Mapping[str, str]:
    """The three headers of one attempt; `now` is signed, so that nobody can replay it later."""
    timestamp = str(int(now.timestamp()))
    signed = f"{event_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in signing),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode()
