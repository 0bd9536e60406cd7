"""What the receiving server could prove about the sender (RFC 8601), and nobody else's word.

A small tolerant parser: the published one refuses the header that Microsoft 365 writes.
"""

from __future__ import annotations

import re
from typing import Final

from adapters.email.addresses import ascii_domain
from adapters.email.reading.headers import Headers
from inbox.channel import Trust

WITHOUT_ID: Final = "-"  # the server names no authserv-id, as Microsoft 365 does

_COMMENT: Final = re.compile(r"\([^()]*\)")
_DMARC: Final = re.compile(r"\s*dmarc\s?=\s?([a-z]+)\b", re.IGNORECASE)
_FROM: Final = re.compile(r"\bheader\.from\s?=\s?\"?([^\s\";]+)", re.IGNORECASE)
_VERDICTS: Final = {"pass": Trust.VERIFIED, "fail": Trust.FAILED}


def trust_of(headers: Headers, sender: str, authserv_id: str) -> Trust | None:
    """None if no server is configured whose word we would take.

    Anybody can write such a header: only the topmost one with the server's name is the server's
    own, which removes others that claim to be (RFC 8601, section 5).
    """
    if not authserv_id:
        return None
    results = next(filter(None, (_by(value, authserv_id) for value in _written(headers))), None)
    if results is None or len(headers.every_raw("from")) != 1:
        return Trust.UNVERIFIED
    verdicts = (
        found.group(1).lower() for r in results if _about(r, sender) and (found := _DMARC.match(r))
    )
    return _VERDICTS.get(next(verdicts, ""), Trust.UNVERIFIED)


def _written(headers: Headers) -> list[str]:
    return [_COMMENT.sub("", value) for value in headers.every_raw("authentication-results")]


def _by(value: str, authserv_id: str) -> list[str] | None:
    """The results in a header of that server, or None if another one wrote it."""
    first, *others = value.split(";")
    if "=" in first:  # no authserv-id at all
        return [first, *others] if authserv_id == WITHOUT_ID else None
    named = first.strip().partition(" ")[0].lower()
    return others if named == authserv_id.lower() else None


def _about(dmarc: str, sender: str) -> bool:
    """Servers say for which domain they asked; it must be the one that the page shows."""
    named = _FROM.search(dmarc)
    return named is None or ascii_domain(named.group(1)) == sender.rpartition("@")[2]
