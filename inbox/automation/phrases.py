"""Phrases: how a shop writes which messages a keyword answer is for. Pure, and never slow.

A phrase is words in their order, found anywhere in a message (or making up all of it):

    öffnungszeiten            the word
    wann ... geöffnet|offen   either word, up to six others before it
    retour*                   every word that begins so; *paket every word that ends so
    wo ist mein paket         these four in a row

Words are compared as `consent.normalise` spells them: without case, umlauts and punctuation. There
is no other magic and no backtracking: time is linear in the message for every phrase.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from inbox.consent.normalise import normalise

LONGEST_PHRASE: Final = 200  # characters
MOST_STEPS: Final = 12
MOST_ALTERNATIVES: Final = 12
WIDEST_GAP: Final = 6  # words
FEWEST_LETTERS: Final = 3  # of a word with a free end: *a* would be everything
LOOKED_AT: Final = 300  # words of a message
_GAPS: Final = frozenset({"...", "…"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word, perhaps with a free beginning or a free end."""

    letters: str
    starts_free: bool = False
    ends_free: bool = False

    def fits(self, said: str) -> bool:
        if self.starts_free:
            return self.letters in said if self.ends_free else said.endswith(self.letters)
        return said.startswith(self.letters) if self.ends_free else said == self.letters


# The words of which one must come next, each perhaps several ("E-Mail"); empty: a gap.
Step = tuple[tuple[Word, ...], ...]
_GAP: Final[Step] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    steps: tuple[Step, ...]
    needed: frozenset[str]  # words without which it cannot fit, for a quick no
    either: tuple[frozenset[str], ...]  # of each of these at least one, too

    def is_possible_in(self, known: frozenset[str]) -> bool:
        """Whether the words are there at all, in whichever order."""
        return self.needed <= known and not any(map(known.isdisjoint, self.either))

    def found_in(self, words: Sequence[str]) -> bool:
        """Anywhere in `words`."""
        return bool(self._ends(words, set(range(len(words)))))

    def is_all_of(self, words: Sequence[str]) -> bool:
        """From the first of `words` to the last."""
        return len(words) in self._ends(words, {0})

    def _ends(self, words: Sequence[str], places: set[int]) -> set[int]:
        """Where it can end if it begins at one of `places`: all ways are gone side by side."""
        for step in self.steps:
            if not places:
                break
            if not step:
                places = {place + n for place in places for n in range(WIDEST_GAP + 1)}
                continue
            places = {
                place + len(choice)
                for place in places
                for choice in step
                if _fits(choice, words, place)
            }
        return places


def read_phrase(written: str) -> Phrase:
    """Raises ValueError with what to fix."""
    if len(written) > LONGEST_PHRASE:
        raise ValueError(f"a phrase has at most {LONGEST_PHRASE} characters")
    steps = tuple(_step(part) for part in written.split())
    if not any(steps):
        raise ValueError(f"{_quoted(written)} has no words")
    if len(steps) > MOST_STEPS:
        raise ValueError(f"{_quoted(written)} has more than {MOST_STEPS} words")
    if not (steps[0] and steps[-1]):
        raise ValueError(f"{_quoted(written)} begins or ends with ...: that says nothing")
    single = [step[0] for step in steps if len(step) == 1]
    whole = [word for choice in single for word in choice if not _is_free(word)]
    return Phrase(steps, frozenset(word.letters for word in whole), tuple(_either(steps)))


@lru_cache(maxsize=4096)
def read_phrases(written: tuple[str, ...]) -> tuple[Phrase, ...]:
    """The same for many, kept. Raises ValueError."""
    return tuple(read_phrase(one) for one in written)


def spelt(text: str) -> tuple[str, ...]:
    """The words of a message as phrases look at them."""
    return tuple(normalise(text).split()[:LOOKED_AT])


def any_found(phrases: Sequence[Phrase], words: Sequence[str], known: frozenset[str]) -> bool:
    """`known` are the same words as a set."""
    return any(one.is_possible_in(known) and one.found_in(words) for one in phrases)


def any_is_all(phrases: Sequence[Phrase], words: Sequence[str], known: frozenset[str]) -> bool:
    return any(one.is_possible_in(known) and one.is_all_of(words) for one in phrases)


def _either(steps: Sequence[Step]) -> Iterator[frozenset[str]]:
    """The steps that let choose, as long as no choice has a free end."""
    for step in steps:
        if len(step) > 1 and not any(_is_free(word) for choice in step for word in choice):
            yield frozenset(choice[0].letters for choice in step)


def _step(part: str) -> Step:
    if part in _GAPS:
        return _GAP
    choices = tuple(_choice(one) for one in part.split("|"))
    if len(choices) > MOST_ALTERNATIVES:
        raise ValueError(f"{_quoted(part)} has more than {MOST_ALTERNATIVES} words to choose from")
    return choices


def _choice(written: str) -> tuple[Word, ...]:
    """One alternative; what is spelt as several words ("E-Mail") stands in a row."""
    bare = written.strip("*")
    words = normalise(bare).split()
    if not words or "*" in bare:
        raise ValueError(f"{_quoted(written)} is no word; * stands only at the ends of one")
    last = len(words) - 1
    made = tuple(
        Word(letters, written.startswith("*") and n == 0, written.endswith("*") and n == last)
        for n, letters in enumerate(words)
    )
    if any(_is_free(word) and len(word.letters) < FEWEST_LETTERS for word in made):
        raise ValueError(f"{_quoted(written)} needs at least {FEWEST_LETTERS} letters beside *")
    return made


def _fits(choice: tuple[Word, ...], words: Sequence[str], place: int) -> bool:
    if place + len(choice) > len(words):
        return False
    return all(word.fits(words[place + n]) for n, word in enumerate(choice))


def _is_free(word: Word) -> bool:
    return word.starts_free or word.ends_free


def _quoted(written: str) -> str:
    return repr(written[:60])
