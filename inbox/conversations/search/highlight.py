"""Show where a text says what was looked for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from inbox.conversations.search import words
from inbox.conversations.search.asked import Asked, Beginning, leaves
from inbox.conversations.search.words import Piece

_BEFORE: Final = 60  # characters shown before the first place, and after it
_AFTER: Final = 180


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    marked: bool = False


def marked(text: str, asked: Asked) -> list[Part]:
    """The whole text in parts; neighbouring places are one."""
    parts: list[Part] = []
    done = 0
    for start, end in _places(text, asked):
        if start > done:
            parts.append(Part(text[done:start]))
        parts.append(Part(text[start:end], marked=True))
        done = end
    return [*parts, Part(text[done:])] if text[done:] else parts


def snippet(text: str, asked: Asked) -> list[Part]:
    """Some words around the first place where it says it, or its beginning."""
    flat = " ".join(text.split())
    places = _places(flat, asked)
    first = places[0][0] if places else 0
    start = _at_a_word(flat, first - _BEFORE)
    end = min(len(flat), max(first, start) + _AFTER)
    shown = marked(flat[start:end].strip(), asked)
    before = [Part("… ")] if start > 0 else []
    after = [Part(" …")] if end < len(flat) else []
    return [*before, *shown, *after]


def says(text: str, phrase: Sequence[str]) -> bool:
    """Whether the folded words follow each other somewhere."""
    said = [folded for one in words.pieces(text) if (folded := words.fold(one.word))]
    length = len(phrase)
    return any(said[at : at + length] == list(phrase) for at in range(len(said) - length + 1))


def _places(text: str, asked: Asked) -> list[tuple[int, int]]:
    wanted = [(one.word, isinstance(one, Beginning)) for one in leaves(asked.expression)]
    exact = {word for word, is_beginning in wanted if not is_beginning}
    beginnings = tuple(word for word, is_beginning in wanted if is_beginning)
    places: list[tuple[int, int]] = []
    for piece in words.pieces(text):
        if not _is_meant(piece, exact, beginnings):
            continue
        if places and not text[places[-1][1] : piece.start].strip(" -./_@+#:"):
            places[-1] = (places[-1][0], piece.end)
        else:
            places.append((piece.start, piece.end))
    return places


def _is_meant(piece: Piece, exact: set[str], beginnings: tuple[str, ...]) -> bool:
    folded = words.fold(piece.word)
    if not folded:
        return False
    return folded.startswith(beginnings) or not exact.isdisjoint(words.tokens(piece.word))


def _at_a_word(text: str, start: int) -> int:
    """The beginning of the word after `start`."""
    if start <= 0:
        return 0
    space = text.find(" ", start)
    return start if space < 0 or space - start > _BEFORE // 2 else space + 1
