"""What a text is found by: its words without case, accents and endings, and its numbers and codes.

German and English endings are both taken off every word, because a message may hold both and says
nothing about it. Pure, so that the index and a question to it cannot disagree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import snowballstemmer

LONGEST_WORD: Final = 48  # characters; what is longer is found by its beginning
# So much of one text is looked at: more is a file that somebody pasted.
_MOST_CHARACTERS: Final = 100_000
_TAIL: Final = 8  # digits in which +49 171 1234567 and 0171 1234567 agree
_SHORTEST_PHONE: Final = 7
_TAIL_MARK: Final = "zztail"  # no word begins like this

_PIECE: Final = re.compile(r"[^\W_]+")
# Pieces that one sign each holds together: RE-2026-1234, anna.s@example.de, T-Shirt.
# It begins where a word begins and never gives back what it took: linear, whatever the text is.
_CODE: Final = re.compile(r"(?<![^\W_])[^\W_]++(?:[-./_@+#:][^\W_]++){1,5}+")
_DIGITS: Final = re.compile(r"\d{4,}")
_PHONE: Final = re.compile(r"\+?\(?\d[\d ()/.-]{5,24}\d")
# "ae" is how one writes an umlaut without having it; in "neue", "Bauer" and "quer" it is none.
_DIGRAPH: Final = re.compile(r"(?<=[ao])e|(?<=(?<![aeq])u)e")
_BEYOND_ACCENTS: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})
_GERMAN: Final = snowballstemmer.stemmer("german")
_ENGLISH: Final = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word as it stands in a text, from `start` to `end`."""

    word: str
    start: int
    end: int


def pieces(text: str) -> Iterator[Piece]:
    """Every word of a text, in its order."""
    for match in _PIECE.finditer(text[:_MOST_CHARACTERS]):
        yield Piece(match[0], match.start(), match.end())


def found_by(text: str) -> set[str]:
    """Every token by which a text is found."""
    text = text[:_MOST_CHARACTERS]
    found: set[str] = set()
    for match in _PIECE.finditer(text):
        found |= tokens(match[0][:LONGEST_WORD])
    for match in _CODE.finditer(text):
        found.update(_joined(match[0]))
    for match in _PHONE.finditer(text):
        found.update(_as_phone(match[0]))
    return found


@lru_cache(maxsize=30_000)
def tokens(word: str) -> frozenset[str]:
    """The word itself and its stems, and a long number that stands within it."""
    plain = _plain(word)[:LONGEST_WORD]  # taken apart, a sign may have become several
    found = {plain, _GERMAN.stemWord(plain), _ENGLISH.stemWord(plain)}
    if not plain.isdecimal():
        found.update(_DIGITS.findall(plain))
    return frozenset(_DIGRAPH.sub("", one) for one in found if one)


def fold(word: str) -> str:
    """The word without case, accents and umlauts: Schäfer, SCHAEFER and schafer are one."""
    return _DIGRAPH.sub("", _plain(word)[:LONGEST_WORD])


def code(text: str) -> str | None:
    """A code as one token, e.g. re20261234; None if this is no code as a whole."""
    whole = _CODE.fullmatch(text.strip("#"))
    return next(iter(_joined(whole[0]))) if whole else None


def phone(text: str) -> str | None:
    """The digits of what could be a phone number; None if it could be none."""
    digits = re.sub(r"\D", "", text) if _PHONE.fullmatch(text) else ""
    return digits if len(digits) >= _SHORTEST_PHONE else None


def tail(digits: str) -> str | None:
    """The token of a phone number's last digits, alike however its beginning is written."""
    return f"{_TAIL_MARK}{digits[-_TAIL:]}" if len(digits) >= _TAIL else None


def _plain(word: str) -> str:
    """Letters and digits only: what a sign is made of may hold spaces, too."""
    spread = unicodedata.normalize("NFKD", word).casefold().translate(_BEYOND_ACCENTS)
    return "".join(sign for sign in spread if sign.isalnum())


def _joined(whole: str) -> Iterator[str]:
    """A code as one token from each of its pieces on: 2026-1234 finds RE-2026-1234."""
    parts = [fold(part) for part in _PIECE.findall(whole)]
    for start in range(len(parts) - 1):
        yield "".join(parts[start:])[:LONGEST_WORD]


def _as_phone(written: str) -> Iterator[str]:
    digits = phone(written)
    if digits:
        yield digits[:LONGEST_WORD]
        last = tail(digits)
        if last:
            yield last
