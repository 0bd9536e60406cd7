"""What an administrator types to connect a Gateway ID, checked before anything uses it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from adapters.threema.identity import is_gateway

PUBLIC_GATEWAY: Final = "https://msgapi.threema.ch"
_LOOPBACK: Final = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    gateway_id: str = field(
        metadata={
            "label": "Gateway ID",
            "help": "Eight characters, the first is an asterisk. The ID must be an "
            "end-to-end one: a basic ID cannot receive.",
            "placeholder": "*MYSHOP1",
            "de": {
                "label": "Gateway-ID",
                "help": (
                    "Acht Zeichen, das erste ist ein Stern. Es muss eine Ende-zu-Ende-ID sein: "
                    "Eine einfache kann nicht empfangen."
                ),
            },
        },
    )
    api_secret: str = field(
        repr=False,
        metadata={
            "label": "API secret",
            "help": "Shown in the Gateway cockpit beside the ID.",
            "secret": True,
            "de": {"label": "API-Secret", "help": "Steht im Gateway-Cockpit neben der ID."},
        },
    )
    private_key: str = field(
        repr=False,
        metadata={
            "label": "Private key",
            "help": "The key whose public half you gave to Threema: 64 hex digits, with or "
            "without “private:” before them. If it is lost, the ID is lost.",
            "secret": True,
            "placeholder": "private:…",
            "de": {
                "label": "Privater Schlüssel",
                "help": (
                    "Zu dem Schlüssel, dessen öffentliche Hälfte Threema kennt: 64 Hex-Ziffern, "
                    "mit oder ohne „private:“ davor. Geht er verloren, ist die ID verloren."
                ),
            },
        },
    )
    base_url: str = field(
        default=PUBLIC_GATEWAY,
        metadata={
            "label": "Gateway address",
            "help": "Leave it unless you run Threema OnPrem.",
            "placeholder": PUBLIC_GATEWAY,
            "de": {"label": "Gateway-Adresse", "help": "So lassen, außer bei Threema OnPrem."},
        },
    )
    read_receipts: bool = field(
        default=False,
        metadata={
            "label": "Send read receipts",
            "help": "Shows customers when somebody looked at their message. Each one is a call to "
            "the Gateway and may cost a credit.",
            "de": {
                "label": "Lesebestätigungen senden",
                "help": (
                    "Zeigt der Kundschaft, wann ihre Nachricht angesehen wurde. Jede ist ein "
                    "Aufruf des Gateways und kann ein Guthaben kosten."
                ),
            },
        },
    )

    def __post_init__(self) -> None:
        for name, clean in (
            ("gateway_id", _gateway_id(self.gateway_id)),
            ("api_secret", _api_secret(self.api_secret)),
            ("private_key", _private_key(self.private_key)),
            ("base_url", _base_url(self.base_url)),
        ):
            object.__setattr__(self, name, clean)


def _gateway_id(typed: str) -> str:
    address = typed.strip().upper()
    if not is_gateway(address):
        raise ValueError("A Gateway ID is an asterisk and seven letters or digits, like *MYSHOP1.")
    return address


def _api_secret(typed: str) -> str:
    secret = typed.strip()
    if not secret:
        raise ValueError("The API secret is missing; the Gateway cockpit shows it beside the ID.")
    return secret


def _private_key(typed: str) -> str:
    """The form `private:<hex>` is what Threema's own tools write."""
    text = typed.strip().lower()
    if text.startswith("public:"):
        raise ValueError("This is the public key; the private one is needed here.")
    key = text.removeprefix("private:").strip()
    if not re.fullmatch(r"[0-9a-f]{64}", key) or key == "0" * 64:
        raise ValueError("The private key is 64 hex digits, with or without “private:” before.")
    return key


def _base_url(typed: str) -> str:
    """HTTPS, because the API secret travels along; plain HTTP only to this very machine."""
    url = typed.strip().rstrip("/") or PUBLIC_GATEWAY
    parts = urlsplit(url)
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    clean = not (parts.query or parts.fragment or parts.username or parts.password)
    if not parts.hostname or not clean or not (parts.scheme == "https" or plain):
        raise ValueError("The Gateway address must be an https:// address without a query.")
    return url
