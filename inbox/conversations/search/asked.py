"""Read what somebody asks for: words, "phrases", beginnings*, numbers and addresses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from inbox.conversations.search import words

LONGEST: Final = 400  # characters
_MOST_TERMS: Final = 12
# From so many characters on a word is also looked for as the beginning of a longer one.
_COMPOUND: Final = 4
_TYPING: Final = 2  # the last word may not be finished yet
_CHUNK: Final = re.compile(r'"([^"]*)"?|„([^“”"]*)[“”"]?|([^\s"„]+)')
# Two groups of digits or a plus sign: a single number is a word like any other.
_PHONE: Final = re.compile(
    r"(?<!\S)(?:\+[\d ()/.-]{6,24}\d|\d{2,6}(?:[ ()/.-]{1,2}\d{2,12}){1,6})(?!\S)"
)


@dataclass(frozen=True, slots=True)
class Token:
    word: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """Any word that begins like this."""

    word: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    of: tuple[Expression, ...]


Expression: TypeAlias = Token | Beginning | AnyOf | AllOf


@dataclass(frozen=True, slots=True)
class Asked:
    """`phrases` are folded words that must also follow each other."""

    expression: AllOf
    phrases: tuple[tuple[str, ...], ...] = ()

    @property
    def says_nothing(self) -> bool:
        return not self.expression.of


def read(text: str) -> Asked:
    """Every term must be there; beyond twelve of them the rest is not looked at."""
    text = text[:LONGEST]
    terms: list[Expression] = []
    phrases: list[tuple[str, ...]] = []
    for quoted, plain, is_last in _chunks(text):
        if quoted is not None:
            phrase = tuple(filter(None, (words.fold(one.word) for one in words.pieces(quoted))))
            phrases += [phrase] if len(phrase) > 1 else []
            terms += [Token(word) for word in phrase]
        else:
            terms += _term(plain, is_last=is_last)
    return Asked(AllOf(tuple(dict.fromkeys(terms[:_MOST_TERMS]))), tuple(phrases))


def leaves(expression: Expression) -> Iterator[Token | Beginning]:
    if isinstance(expression, Token | Beginning):
        yield expression
        return
    for part in expression.of:
        yield from leaves(part)


def _chunks(text: str) -> Iterator[tuple[str | None, str, bool]]:
    """(quoted, plain, is the last one). A phone number is one chunk, however it is grouped."""
    numbers = _PHONE.findall(text) if '"' not in text and "„" not in text else []
    found: list[tuple[str | None, str]] = [(None, number) for number in numbers]
    rest = _PHONE.sub(" ", text) if numbers else text
    for match in _CHUNK.finditer(rest):
        quoted = match[1] if match[1] is not None else match[2]
        found.append((quoted, match[3] or ""))
    unfinished = bool(text) and not text[-1].isspace()
    for position, (quoted, plain) in enumerate(found, start=1):
        yield quoted, plain, unfinished and position == len(found)


def _term(chunk: str, *, is_last: bool) -> list[Expression]:
    number = words.phone(chunk)
    if number is not None and not chunk.isdecimal():
        return [_phone(chunk, number)]
    joined = words.code(chunk)
    if joined is not None:
        as_written = (Token(joined), Beginning(joined))
        return [AnyOf(as_written if "@" in chunk else (*as_written, _apart(chunk)))]
    open_ended = chunk.endswith("*")
    return [
        _word(one.word, anyhow=open_ended or (is_last and len(one.word) >= _TYPING))
        for one in words.pieces(chunk)
        if words.fold(one.word)
    ]


def _word(word: str, *, anyhow: bool) -> AnyOf:
    plain = words.fold(word)
    ways: list[Expression] = [Token(one) for one in sorted(words.tokens(word))]
    if anyhow or len(plain) >= _COMPOUND:
        ways.append(Beginning(plain))
    if plain.isdecimal():
        last = words.tail(plain)
        ways += [Token(last)] if last else []
    return AnyOf(tuple(ways))


def _phone(chunk: str, digits: str) -> AnyOf:
    """However it is written, or with its groups apart. Without a country: as a part of it."""
    last, national = words.tail(digits), digits.lstrip("0")
    ways: list[Expression] = [Token(digits), Beginning(national), _apart(chunk)]
    return AnyOf(tuple([*ways, Token(last)] if last else ways))


def _apart(chunk: str) -> AllOf:
    """The pieces of a code as words; single letters say nothing."""
    parts = [one.word for one in words.pieces(chunk)]
    telling = [part for part in parts if len(part) > 1] or parts
    ways = (sorted(words.tokens(part)) for part in telling)
    return AllOf(tuple(AnyOf(tuple(map(Token, some))) for some in ways))
