"""Words from outside, made fit to be stored and shown: no NUL, no lone surrogates, not endless."""

from __future__ import annotations

from typing import Final

LONGEST_TEXT: Final = 1_000_000
LONGEST_LINE: Final = 10_000
_PREVIEW: Final = 200
# Characters that turn the direction of what follows; in names they hide what a name really is.
_TURNING: Final = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def clean(line: str) -> str:
    """A name, an address or a subject: one line of at most 10,000 characters."""
    return " ".join(clean_text(line[:LONGEST_LINE]).translate(_TURNING).split())


def clean_text(text: str) -> str:
    """PostgreSQL refuses NUL, UTF-8 refuses lone surrogates; everything else stays as it is."""
    whole = text[:LONGEST_TEXT].replace("\0", "")
    return whole.encode("utf-8", "replace").decode()


def preview(text: str) -> str:
    return " ".join(text[: _PREVIEW * 3].split())[:_PREVIEW]
