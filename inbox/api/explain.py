"""Say in the caller's language what a code means. The sentences are the pages' own, lent to us."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from flask import request

# (language, areas in which codes are explained, code) -> a sentence, or None if there is none.
Explain = Callable[[str, Sequence[str], str], str | None]
LANGUAGES: Final = ("en", "de")  # the first is spoken to who names none
_REACHED: Final = ("failure", "gate", "reason")
_DECIDED: Final = ("reason",)
_REFUSED: Final = ("gate", "failure", "reason")


def nobody_explains(_language: str, _areas: Sequence[str], _code: str) -> str | None:
    return None


def language() -> str:
    """The first wish that we can fulfil: German for Austria is German."""
    wishes = (wish.partition("-")[0].lower() for wish in request.accept_languages.values())
    return next((wish for wish in wishes if wish in LANGUAGES), LANGUAGES[0])


def reached(explain: Explain, code: str | None) -> str | None:
    """Why a message failed or was withheld."""
    return explain(language(), _REACHED, code) if code else None


def decided(explain: Explain, code: str) -> str | None:
    """Why the machine answered or not."""
    return explain(language(), _DECIDED, code)


def refused(explain: Explain, code: str) -> str | None:
    """Why the gate would stop a message."""
    return explain(language(), _REFUSED, code)
