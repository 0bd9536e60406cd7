"""One mail address: its canonical spelling, and whether it can be one at all.

Used on both ways, so that a customer who writes and the customer who is answered are one identity.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import idna

MAX_LENGTH: Final = 254  # octets, RFC 5321 section 4.5.3.1.3 less the angle brackets

_IMPOSSIBLE: Final = re.compile(r"[\x00-\x20\x7f<>@,;:\\\"()\[\]]")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


def canonical(address: str) -> str:
    """NFC, the domain in lower-case ASCII (IDNA 2008 after UTS 46), the local part in lower case:
    no provider that shops meet tells Max@ from max@, and people type both."""
    local, at, domain = unicodedata.normalize("NFC", address.strip()).rpartition("@")
    if not at:
        return address.strip().lower()
    return f"{local.lower()}@{ascii_domain(domain)}"


@lru_cache(maxsize=4096)
def ascii_domain(domain: str) -> str:
    """The domain as it travels; one that IDNA refuses stays as it is, in lower case."""
    lowered = domain.strip().rstrip(".").lower()
    if lowered.isascii() or len(lowered) > MAX_LENGTH:  # idna needs quadratic time for long labels
        return lowered
    try:
        return idna.encode(lowered, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return lowered


def deliverable(address: str) -> bool:
    """Whether a mail could be addressed to it; says nothing about whether somebody reads it."""
    local, at, domain = address.rpartition("@")
    if not at or not local or len(address.encode("utf-8", "replace")) > MAX_LENGTH:
        return False
    if len(local.encode("utf-8", "replace")) > 64 or _IMPOSSIBLE.search(local):
        return False
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return False
    labels = ascii_domain(domain).split(".")
    return len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)


def plus_token(address: str, own: str) -> str | None:
    """The token in `local+token@domain` if that is a plus address of `own`; else None."""
    local, _, domain = address.strip().rpartition("@")
    own_local, _, own_domain = own.rpartition("@")
    if ascii_domain(domain) != ascii_domain(own_domain):
        return None
    prefix = f"{own_local}+".lower()
    return local[len(prefix) :] if local.lower().startswith(prefix) else None
