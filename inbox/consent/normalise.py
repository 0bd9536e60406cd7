"""Brings what people type into one spelling, so that a word is found however it is dressed."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST: Final = 4_000  # characters; whoever says more than that says it at the beginning, too

_SPELT: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i"}  # no diacritics to Unicode


class _Folding(dict[int, str]):
    """From a character to its plain form; computed when first met."""

    LARGEST: Final = 4_096  # entries: a text of all Unicode must not fill the memory

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        if len(self) < self.LARGEST:
            self[code] = plain
        return plain


_FOLDING: Final = _Folding()


def normalise(text: str) -> str:
    """Lower-case words without diacritics, punctuation and emoji, one space between them.

    "Ärger… S\u200bTOP!" becomes "aerger stop", and "S T O P" becomes "stop".
    """
    composed = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST].casefold()
    words = composed.translate(_FOLDING).split()
    if len(words) > 2 and all(len(word) == 1 for word in words):
        return "".join(words)
    return " ".join(words)


def _plain(char: str) -> str:
    if char in _SPELT:
        return _SPELT[char]
    return "".join(_kept(part) for part in unicodedata.normalize("NFKD", char))


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if category[0] in "LN":
        return char
    # marks and invisible format characters vanish; everything else parts two words
    return "" if category[0] == "M" or category == "Cf" else " "
