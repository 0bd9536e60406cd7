"""The Message-IDs that we give: `<dedupe key>@<our domain>`, readable again in a bounce.

The key is unguessable and the core knows which it gave away, so an id needs no signature: a forged
bounce would have to know it. Kept without angle brackets throughout, as `reading.identifiers` does.
"""

from __future__ import annotations

import re
from typing import Final

from adapters.email.addresses import ascii_domain

MAX_IN_EXTERNAL_ID: Final = 180

_KEY: Final = re.compile(r"[A-Za-z0-9-]{1,100}")
_EXTERNAL: Final = re.compile(r"(.{0,180})#[0-9a-f]{32}", re.DOTALL)
_WIRE_SAFE: Final = re.compile(r"[!-;=?-~]{1,900}")


def own_id(dedupe_key: str, address: str) -> str:
    return f"{dedupe_key}@{_domain(address)}"


def dedupe_key_in(message_id: str, address: str) -> str | None:
    """The key in an id that we may have given, or None if the id is somebody else's."""
    key, _, domain = message_id.rpartition("@")
    given = domain.lower() == _domain(address) and _KEY.fullmatch(key)
    return key if given else None


def external_id(message_id: str | None, digest: str) -> str:
    """The transport key of a received mail: its own id, so that an answer can name it, and a
    digest, because senders use one id for several mails. `digest` has at least 32 hex digits."""
    named = message_id if message_id and len(message_id) <= MAX_IN_EXTERNAL_ID else ""
    return f"{named}#{digest[:32]}"


def message_id_in(identifier: str) -> str | None:
    """The Message-ID in an external id of ours or in a bare id, if it may go into a header."""
    match = _EXTERNAL.fullmatch(identifier)
    bare = (match.group(1) if match else identifier).strip().removeprefix("<").removesuffix(">")
    return bare if _WIRE_SAFE.fullmatch(bare) else None


def _domain(address: str) -> str:
    return ascii_domain(address.rpartition("@")[2])
