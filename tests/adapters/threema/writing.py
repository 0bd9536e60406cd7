"""What tests write as a customer: a callback with real crypto and a valid MAC."""

from __future__ import annotations

import hmac
from urllib.parse import urlencode

from nacl.bindings import crypto_box

from inbox.channel import RawRequest
from tests.adapters.threema import vectors

NONCE = bytes(range(24))
MESSAGE_ID = "00112233445566aa"


def container(kind: int, inner: bytes, padding: int = 40) -> bytes:
    return bytes([kind]) + inner + bytes([padding]) * padding


def box(content: bytes, *, sender: str = vectors.CUSTOMER, nonce: bytes = NONCE) -> bytes:
    theirs = bytes.fromhex(vectors.public(vectors.GATEWAY))
    return crypto_box(content, nonce, theirs, bytes.fromhex(vectors.private(sender)))


def form(
    sealed: bytes,
    *,
    sender: str = vectors.CUSTOMER,
    message_id: str = MESSAGE_ID,
    date: str = "1767225600",
    secret: str = vectors.SECRET,
    nickname: str | None = "Anna Beispiel",
) -> dict[str, str]:
    fields = {
        "from": sender,
        "to": vectors.GATEWAY,
        "messageId": message_id,
        "date": date,
        "nonce": NONCE.hex(),
        "box": sealed.hex(),
    }
    fields["mac"] = hmac.new(
        secret.encode(), "".join(fields.values()).encode(), "sha256"
    ).hexdigest()
    return fields if nickname is None else fields | {"nickname": nickname}


def request(fields: dict[str, str]) -> RawRequest:
    return posted(urlencode(fields).encode())


def posted(body: bytes) -> RawRequest:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return RawRequest("POST", "/hooks/1", headers, {}, body)


def written(kind: int, inner: bytes, **more: str) -> RawRequest:
    """A callback with this content."""
    return request(form(box(container(kind, inner)), **more))
