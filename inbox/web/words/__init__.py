"""What the pages say, in German and in English. A word that is missing stops the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from inbox.web.words import (
    composer,
    confirm,
    conversations,
    crm,
    failures,
    hours,
    listing,
    machine,
    operations,
    people,
    problems,
    proof,
    records,
    rules,
    search,
    settings,
    shell,
)

LANGUAGES: Final = ("de", "en")
# Key -> (German, English). "one|many" is chosen by `count`.
CATALOGUE: Final[Mapping[str, tuple[str, str]]] = {
    **shell.WORDS,
    **failures.WORDS,
    **confirm.WORDS,
    **conversations.WORDS,
    **composer.WORDS,
    **crm.WORDS,
    **listing.WORDS,
    **machine.WORDS,
    **operations.WORDS,
    **people.WORDS,
    **settings.WORDS,
    **hours.WORDS,
    **rules.WORDS,
    **records.WORDS,
    **problems.WORDS,
    **proof.WORDS,
    **search.WORDS,
}


@dataclass(frozen=True, slots=True)
class Words:
    """Call it with a key and the values for its {names}; raises KeyError for an unknown key."""

    language: str

    def __call__(self, key: str, /, **values: object) -> str:
        text = CATALOGUE[key][LANGUAGES.index(self.language)]
        if "|" in text and "count" in values:
            one, many = text.split("|")
            text = one if values["count"] == 1 else many
        return text.format(**values)

    def code(self, area: str, code: str) -> str | None:
        """The sentence for a code that may be one of somebody else's; None: we have none."""
        return self(f"{area}.{code}") if f"{area}.{code}" in CATALOGUE else None


def explain(language: str, areas: Sequence[str], code: str) -> str | None:
    """The sentence for a code from the first of these areas that has one; None: none has."""
    words = Words(language)
    found = (words.code(area, code) for area in areas if code.isupper())
    return next((sentence for sentence in found if sentence is not None), None)
