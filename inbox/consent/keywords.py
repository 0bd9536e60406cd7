"""Hears commands: a message that consists of nothing but STOP, START, HILFE, MENSCH, JA, ...

Always the whole message, never a part of it: "Stop, die Farbe ist falsch" is no command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from inbox.consent import vocabulary
from inbox.consent.hints import Hint, declares_about_contract, hint_in
from inbox.consent.normalise import normalise
from inbox.consent.own_words import before_farewell
from inbox.consent.rights import Right, rights_in


class Command(StrEnum):
    STOP = "stop"  # no advertising on this identity; where there is none, no machine either
    STOP_ALL = "stop_all"  # neither, on every identity of the customer
    BOT_OFF = "bot_off"  # no machine-made answers
    START = "start"
    YES = "yes"  # means something only where we asked
    NO = "no"
    HELP = "help"
    HUMAN = "human"
    CONTRACT = "contract"  # a declaration about a contract: for people, never an opt-out
    AMBIGUOUS = "ambiguous"  # CANCEL and the like: the order or the advertising?


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says to the machine; `hint` is for the agent."""

    command: Command | None = None
    rights: tuple[Right, ...] = ()
    hint: Hint | None = None


NOTHING: Final = Heard()


def hear(
    text: str,
    *,
    subject: str = "",
    button: str | None = None,
    own: Mapping[str, Command] = MappingProxyType({}),
) -> Heard:
    """What a message says. `text` is the sender's own, without quote and signature. `own` are the
    shop's words, normalised; ours mean what they mean.

    Of a tapped button its id counts, not its label. The subject of a mail is the command if the
    body is empty; rights and contracts are heard in both, unless the mail is an answer, because
    then its subject is ours.
    """
    if button is not None:
        return Heard(_EXACT.get(normalise(button.rpartition(":")[2])))
    said = _Said(text)
    title = _Said("" if _ANSWER.match(subject) else subject)
    if command := title.command(own) if said.is_empty() else said.command(own):
        return Heard(command)
    both = f"{title.words} {said.words}".strip()
    rights = rights_in(both)
    if said.declares() or title.declares():
        return Heard(Command.CONTRACT, rights)
    return Heard(None, rights, hint_in(both))


def meaning_of(phrase: str) -> Command | None:
    """What these words mean to us already, whatever a shop adds."""
    return hear(phrase).command


def phrases_of(command: Command) -> list[str]:
    """In which words we hear it, as they are compared; sorted."""
    return sorted(phrase for phrase, meant in _EXACT.items() if meant is command)


def button_id(command: Command) -> str:
    """The id that a button of ours carries, so that `hear` knows it when it is tapped."""
    return f"kontor:{command}"


class _Said:
    """One text and its plain words."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\uff1f", "?")  # the full-width one
        self.words = normalise(text)

    def is_empty(self) -> bool:
        return not self.words and "?" not in self.text

    def command(self, own: Mapping[str, Command]) -> Command | None:
        if _QUESTION_MARKS.fullmatch(self.text):
            return Command.HELP
        if len(self.words) > _LONGEST_COMMAND:
            return None
        bare = normalise(_AFTER.sub("", _BEFORE.sub("", self.words)))
        return (
            _EXACT.get(self.words)
            or _EXACT.get(bare)
            or own.get(self.words)
            or own.get(bare)
            or _forgiven(bare)
            or self._command_before_farewell(own)
        )

    def _command_before_farewell(self, own: Mapping[str, Command]) -> Command | None:
        shorter = before_farewell(self.text)
        return _Said(shorter).command(own) if shorter != self.text else None

    def declares(self) -> bool:
        return "?" not in self.text and declares_about_contract(self.words)


def _forgiven(word: str) -> Command | None:
    """One typing error in a single word; the known ones are long. A tie is a STOP."""
    if " " in word:
        return None
    if any(_one_edit_apart(word, known) for known in vocabulary.FORGIVEN_STOP):
        return Command.STOP
    if any(_one_edit_apart(word, known) for known in vocabulary.FORGIVEN_START):
        return Command.START
    return None


def _one_edit_apart(word: str, known: str) -> bool:
    """One letter more, fewer or other, or two neighbours exchanged (Damerau-Levenshtein <= 1)."""
    pairs = zip(word, known, strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(word), len(known)))
    rest, expected = word[same:], known[same:]
    return (
        rest[1:] == expected[1:]
        or rest[1:] == expected
        or rest == expected[1:]
        or (rest[:2] == expected[1::-1] and rest[2:] == expected[2:])
    )


def _around(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(normalise(phrase)) for phrase in phrases)


_LONGEST_COMMAND: Final = 120  # characters
_QUESTION_MARKS: Final = re.compile(r"\s*(?:\?{1,3}|\?!)\s*")
_ANSWER: Final = re.compile(
    r"\s*(?:re|aw|antw|antwort|fwd?|wg|sv|vs)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
_BEFORE: Final = re.compile(rf"^(?:(?:{_around(vocabulary.BEFORE)}) )+")
_AFTER: Final = re.compile(rf"(?: (?:{_around(vocabulary.AFTER)}))+$")
# In this order, so that what is in two lists means the earlier.
_LISTS: Final = (
    (Command.STOP, vocabulary.STOP),
    (Command.STOP_ALL, vocabulary.STOP_ALL),
    (Command.BOT_OFF, vocabulary.BOT_OFF),
    (Command.START, vocabulary.START),
    (Command.YES, vocabulary.YES),
    (Command.NO, vocabulary.NO),
    (Command.HELP, vocabulary.HELP),
    (Command.HUMAN, vocabulary.HUMAN),
    (Command.CONTRACT, vocabulary.CONTRACT),
    (Command.AMBIGUOUS, vocabulary.AMBIGUOUS),
)
_EXACT: Final = {
    normalise(phrase): command for command, phrases in reversed(_LISTS) for phrase in phrases
}
