"""Where may events go? An address is checked before it is kept, and again whenever it is called.

What a name resolves to can change at any moment, so the last word has the connection itself: see
`public_only` in inbox/http.py. Here is what can be said without asking anybody.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from typing import Final
from urllib.parse import SplitResult, urlsplit

_LONGEST: Final = 2_000


class BadAddress(Exception):
    """One sentence for the person who entered it, and a code for pages."""

    def __init__(self, sentence: str, code: str = "NO_ADDRESS") -> None:
        super().__init__(sentence)
        self.code = code


def checked(url: str, *, private_hosts: Collection[str]) -> str:
    """The address, if events may be sent there. Raises `BadAddress`."""
    url = url.strip()
    parts = _parts(url)
    host = (parts.hostname or "").casefold()
    if not host or parts.scheme not in {"http", "https"} or len(url) > _LONGEST:
        raise BadAddress("An endpoint is an address like https://crm.example.com/kontor.")
    if parts.username or parts.password or parts.fragment:
        raise BadAddress("An endpoint's address has no password and no fragment.", "ENDPOINT_PLAIN")
    if host in private_hosts:
        return url
    if parts.scheme != "https":
        raise BadAddress("An endpoint's address begins with https://.")
    if _is_private(host):
        raise BadAddress(
            "This address is in a private network. PRIVATE_ENDPOINTS names those that are allowed.",
            "ENDPOINT_PRIVATE",
        )
    return url


def is_allowed_private(url: str, private_hosts: Collection[str]) -> bool:
    return (_parts(url).hostname or "").casefold() in private_hosts


def host_of(url: str) -> str:
    """For people to recognise it by; the rest of an address may hold a secret."""
    return _parts(url).hostname or ""


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise BadAddress("This is no address.") from None
    if any(character.isspace() or ord(character) < 32 for character in url):
        raise BadAddress("This is no address.")
    return parts


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not address.is_global or address.is_multicast
