"""Message-IDs: as mails name themselves and each other. Kept without their angle brackets."""

from __future__ import annotations

import re
from typing import Final

from adapters.email.reading.charset import Decoder, storable
from adapters.email.reading.words import decoded

MAX_IDS: Final = 200
MAX_LENGTH: Final = 998

_BRACKETED: Final = re.compile(r"<([^<>]{1,2000})>")
_SEPARATORS: Final = re.compile(r"[\s<>,;\"]+")


def identifiers(header: str, decoder: Decoder) -> list[str]:
    """Every id in an (unfolded) header, in order, each once. Some mailers encode the header as if
    it were text (cpython#79986), others break an id over two lines; both are undone."""
    text = decoded(header, decoder) if "=?" in header else header
    found = [re.sub(r"\s+", "", bracketed) for bracketed in _BRACKETED.findall(text)]
    found = found or [word for word in _SEPARATORS.split(text) if "@" in word]
    kept = list(dict.fromkeys(storable(one) for one in found if one and len(one) <= MAX_LENGTH))
    return kept if len(kept) <= MAX_IDS else [kept[0], *kept[-MAX_IDS + 1 :]]


def own_identifier(header: str, decoder: Decoder) -> str | None:
    """The mail's own id. Anything that stands there will do: others will quote it."""
    found = identifiers(header, decoder)
    if found:
        return found[0]
    return storable(re.sub(r"[\s<>]+", "", header))[:MAX_LENGTH] or None
