"""Signed WhatsApp webhooks, made before anything is measured."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's number at the provider, as the account's settings name it."""

    number_id: str
    waba_id: str
    app_secret: str

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> Shop:
        return cls(settings["phone_number_id"], settings["waba_id"], settings["app_secret"])


@dataclass(frozen=True, slots=True)
class Written:
    """A customer's message: who, in which order of theirs, when (seconds since 1970)."""

    id: str
    customer: str
    text: str
    at: int


def written(customer: int, number: int, at: float) -> Written:
    """`number` counts this customer's messages."""
    return Written(
        id=f"wamid.{secrets.token_hex(16).upper()}",
        customer=phone(customer),
        text=f"Guten Tag, wo bleibt mein Paket? Das ist meine {number}. Nachricht.",
        at=int(at),
    )


def phone(customer: int) -> str:
    return f"4915{customer:09d}"


def requests(shop: Shop, path: str, messages: Iterable[Written]) -> list[bytes]:
    """Whole HTTP requests, one message in each, as Meta posts them."""
    return [_request(shop, path, message) for message in messages]


def _request(shop: Shop, path: str, message: Written) -> bytes:
    body = json.dumps(_document(shop, message), separators=(",", ":")).encode()
    signature = hmac.new(shop.app_secret.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "User-Agent: facebookexternalua\r\n"
        "Accept: */*\r\n"
        "Content-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _document(shop: Shop, message: Written) -> dict[str, Any]:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "493023125111", "phone_number_id": shop.number_id},
        "contacts": [{"profile": {"name": "Anna Beispiel"}, "wa_id": message.customer}],
        "messages": [
            {
                "from": message.customer,
                "id": message.id,
                "timestamp": str(message.at),
                "type": "text",
                "text": {"body": message.text},
            }
        ],
    }
    entry = {"id": shop.waba_id, "changes": [{"field": "messages", "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}
