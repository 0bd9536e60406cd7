"""What people wrote, made into markup: escaped, its links alive, its direction its own."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

# Marks that turn what follows around, without an end of their own. Isolates are left in running
# text: they end with the block that holds them.
_TURNING: Final = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e"))
_ISOLATES: Final = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200e\u200f\u061c\ufeff"))
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'\u2066-\u2069]{1,2000}", re.IGNORECASE)
_TRAILING: Final = ".,;:!?)]}»“”'"


def running(text: str) -> Markup:
    """A message's words; line breaks are kept by the style sheet."""
    text = text.translate(_TURNING)
    pieces, end = [], 0
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(_TRAILING)
        pieces += [escape(text[end : match.start()]), _link(address)]
        end = match.start() + len(address)
    return Markup().join([*pieces, escape(text[end:])])


def single(text: str, most: int = 120) -> str:
    """A name, a subject, a file name: one line, not endless, and turning nothing around."""
    line = " ".join(text[: most * 4].translate(_TURNING | _ISOLATES | _INVISIBLE).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def part(text: str) -> str:
    """A piece of a line: it turns nothing around, and the spaces at its ends stay."""
    return text.translate(_TURNING | _ISOLATES | _INVISIBLE)


def file_name(text: str, most: int = 60) -> str:
    """Cut in the middle, because what a file is stands at its end."""
    line = single(text, 255)
    return line if len(line) <= most else f"{line[: most - 16]}…{line[-15:]}"


def _link(address: str) -> Markup:
    return Markup(
        '<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>'
    ).format(address)
