"""The header of a mail or of one of its parts: fields in order, as bytes, decoded on demand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from adapters.email.reading.charset import Decoder, codec_named, storable
from adapters.email.reading.words import decoded

MAX_FIELDS: Final = 1_000
MAX_FIELD_BYTES: Final = 64 * 1024
MAX_LINES: Final = 10_000
MAX_BROKEN_LINES: Final = 20

_FIELD: Final = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_USUAL: Final = re.compile(
    rb"(?:from|to|cc|bcc|subject|date|sender|reply-to|message-id|in-reply-to|references|received"
    rb"|return-path|delivered-to|mime-version|content-[a-z-]+|auto-submitted|precedence|list-[a-z-]+"
    rb"|x-[!-9;-~]+)[ \t]*:",
    re.IGNORECASE,
)
_EMPTY_LINE: Final = re.compile(rb"\n\r?\n")
_LOOK_AHEAD: Final = 100  # lines after a broken one in which a field must follow
_FOLD: Final = re.compile(r"\r?\n[ \t]*|\r")


@dataclass(frozen=True, slots=True)
class Headers:
    """`fields` are (lower-case name, value as it stands), in order. Values are unfolded on
    reading; `charset` is what raw 8-bit values are probably written in."""

    fields: tuple[tuple[str, bytes], ...]
    decoder: Decoder
    charset: str | None = None
    _named: dict[str, list[bytes]] = field(init=False, default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for name, value in self.fields:
            self._named.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._named

    def raw(self, name: str) -> str:
        """The first field of that name, unfolded, encoded words untouched; "" if there is none."""
        return self._unfolded(self._named[name][0]) if name in self._named else ""

    def every_raw(self, name: str) -> list[str]:
        return [self._unfolded(value) for value in self._named.get(name, ())]

    def text(self, name: str) -> str:
        """The first field of that name as a person reads it."""
        return decoded(self.raw(name), self.decoder).strip()

    def word(self, name: str) -> str:
        """The value in front of any ";", in lower case, without comments."""
        return re.sub(r"\([^()]*\)", "", self.raw(name)).partition(";")[0].strip().lower()

    def names(self) -> Iterator[str]:
        return iter(self._named)

    def _unfolded(self, value: bytes) -> str:
        if value.isascii():
            text = storable(value.decode("ascii"))
        else:
            text = self.decoder.text(value, self.charset if _is_8bit(self.charset) else None)
        return _FOLD.sub(" ", text).strip()


def split_header(data: bytes, start: int, end: int) -> tuple[list[tuple[str, bytes]], int]:
    """The fields from `start` on, and where the body begins.

    A broken line is skipped if fields follow it ("quite Delivered-To: x"); otherwise somebody
    forgot the empty line, and it is the first line of the body.
    """
    fields: list[tuple[str, list[bytes]]] = []
    at, broken = start, 0
    for _ in range(MAX_LINES):
        line_end = _line_end(data, at, end)
        line = data[at:line_end]
        if not line.strip(b"\r\n"):
            return _joined(fields), line_end
        match = _FIELD.match(line)
        if line[:1] in b" \t":
            if fields:
                fields[-1][1].append(line)
        elif match:
            fields.append((match.group(1).decode("ascii").lower(), [line[match.end() :]]))
        else:
            broken += 1
            if broken > MAX_BROKEN_LINES or not _fields_follow(data, line_end, end):
                return _joined(fields), at
        at = line_end
    return _joined(fields), _after_empty_line(data, at, end)


def split_mail(data: bytes) -> tuple[list[tuple[str, bytes]], int]:
    """As `split_header` for a whole mail, whose header somebody may have torn in two: if it names
    no sender, and a second one with a sender follows the empty line, both belong together."""
    fields, body = split_header(data, 0, len(data))
    if any(name == "from" for name, _ in fields) or not _USUAL.match(data, body):
        return fields, body
    more, behind = split_header(data, body, len(data))
    torn = any(name == "from" for name, _ in more)
    return (fields + more, behind) if torn else (fields, body)


def _joined(fields: list[tuple[str, list[bytes]]]) -> list[tuple[str, bytes]]:
    kept = fields[:MAX_FIELDS]
    return [(name, b"".join(lines)[:MAX_FIELD_BYTES].strip()) for name, lines in kept]


def _fields_follow(data: bytes, at: int, end: int) -> bool:
    for _ in range(_LOOK_AHEAD):
        line_end = _line_end(data, at, end)
        line = data[at : min(line_end, at + 300)]
        if not line.strip():
            return False
        if _USUAL.match(line):
            return True
        at = line_end
    return False


def _line_end(data: bytes, at: int, end: int) -> int:
    found = data.find(b"\n", at, end)
    return end if found < 0 else found + 1


def _after_empty_line(data: bytes, at: int, end: int) -> int:
    found = _EMPTY_LINE.search(data, at, end)
    return found.end() if found else end


def _is_8bit(charset: str | None) -> bool:
    return codec_named(charset) not in {None, "ascii"}
