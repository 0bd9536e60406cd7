"""The grammar of IMAP commands, as far as mail programs use it here (RFC 3501, section 9)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

Word = str | bytes | list["Word"]  # an atom, a string or literal, a parenthesised list

_TOKEN: Final = re.compile(
    rb"""\s*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|\{(\d{1,8})\+?\}\r\n"""
    rb"""|([^\s()"{\[]+(?:\[[^\]]*\](?:<[^>]*>)?)?))"""
)
_MONTHS: Final = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())  # noqa: SIM905


class BadCommand(Exception):
    """The client said something that this server does not understand."""


def words(line: bytes) -> list[Word]:
    """A whole command with its literals in place."""
    stack: list[list[Word]] = [[]]
    at = 0
    while line[at:].strip():
        match = _TOKEN.match(line, at)
        if match is None:
            raise BadCommand
        at = match.end()
        opened, closed, quoted, literal, atom = match.groups()
        if opened:
            stack.append([])
        elif closed:
            if len(stack) < 2:
                raise BadCommand
            inner = stack.pop()
            stack[-1].append(inner)
        elif literal is not None:
            stack[-1].append(line[at : at + int(literal)])
            at += int(literal)
        elif quoted is not None:
            stack[-1].append(re.sub(rb"\\(.)", rb"\1", quoted))
        else:
            stack[-1].append(atom.decode("utf-8", "replace"))
    if len(stack) != 1:
        raise BadCommand
    return stack[0]


def text(word: Word) -> str:
    if isinstance(word, list):
        raise BadCommand
    return word.decode("utf-8", "replace") if isinstance(word, bytes) else word


def uids(spelled: str, last: int) -> Iterator[tuple[int, int]]:
    """The ranges of a set like "4,7:9,12:*"; "n:*" includes the last one even if that is < n."""
    for part in spelled.split(","):
        first, _, second = part.partition(":")
        ends = [last if end == "*" else _number(end) for end in (first, second or first)]
        yield min(ends), max(ends)


def _number(spelled: str) -> int:
    if not spelled.isdecimal():
        raise BadCommand
    return int(spelled)


def day(spelled: str) -> datetime:
    """`3-Mar-2026` at its beginning."""
    match = re.fullmatch(r"(\d{1,2})-([A-Z][a-z]{2})-(\d{4})", spelled)
    if match is None or match.group(2) not in _MONTHS:
        raise BadCommand
    month = _MONTHS.index(match.group(2)) + 1
    return datetime(int(match.group(3)), month, int(match.group(1)), tzinfo=UTC)


def internal_date(moment: datetime) -> str:
    return f'"{moment.day:2d}-{_MONTHS[moment.month - 1]}-{moment.year} {moment:%H:%M:%S} +0000"'


def quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def flag_list(flags: Sequence[str] | set[str]) -> str:
    return f"({' '.join(sorted(flags))})"
