"""A template as the composer shows it: its variables to fill in, and how it will read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from inbox.accounts.templates import AccountTemplate
from inbox.people.drafts import Words

_VARIABLE: Final = re.compile(r"\{\{([^{}]{1,100})\}\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a template's preview: text, or the place of the variable of that number."""

    text: str
    variable: int | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen template with the values as far as they are known."""

    key: str
    fields: Sequence[tuple[str, str]]  # name, value
    pieces: Sequence[Piece]
    advertises: bool


def chosen_template(templates: Sequence[AccountTemplate], words: Words) -> Chosen | None:
    row = next((one for one in templates if key_of(one) == words.template), None)
    if row is None:
        return None
    names = row.variable_names
    values = [*words.values, *("" for _ in names)]
    return Chosen(
        key=words.template,
        fields=list(zip(names, values, strict=False)),
        pieces=_pieces(row.body, names),
        advertises=row.advertises,
    )


def key_of(template: AccountTemplate) -> str:
    return f"{template.name} {template.language}"


def _pieces(body: str, names: Sequence[str]) -> list[Piece]:
    numbers = {name: number for number, name in enumerate(names)}
    found, end = [], 0
    for match in _VARIABLE.finditer(body):
        if match[1] in numbers:
            found += [Piece(body[end : match.start()]), Piece(match[0], numbers[match[1]])]
            end = match.end()
    return [piece for piece in (*found, Piece(body[end:])) if piece.text]
