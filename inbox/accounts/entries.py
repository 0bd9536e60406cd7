"""What an administrator enters for an account: the fields of its form, made from its channel.

Labels, help and choices come from the metadata of the channel's `Settings`; `de` holds label and
help in German, `when` names the choice on which a field depends, `ours` is a word that we make up
and that is typed at the provider.
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_type_hints

from inbox.channel import Channel


class Entry(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"
    SECRET = "secret"  # noqa: S105 - a kind of field


@dataclass(frozen=True, slots=True)
class Field:
    """`when`: shown only while the field of this name has one of these values."""

    name: str
    entry: Entry
    label: str
    help: str
    placeholder: str
    choices: tuple[str, ...]
    default: str
    required: bool
    ours: bool
    when: tuple[str, tuple[str, ...]] | None


def fields_of(channel_class: type[Channel], language: str) -> Sequence[Field]:
    hints = get_type_hints(channel_class.Settings)
    return [
        _field(one, hints[one.name], language) for one in dataclasses.fields(channel_class.Settings)
    ]


def suggested(fields: Sequence[Field]) -> dict[str, str]:
    """What a fresh form holds: defaults, and words of our own that nobody can guess."""
    return {one.name: secrets.token_urlsafe(24) if one.ours else one.default for one in fields}


def shown(fields: Sequence[Field], settings: Any) -> dict[str, str]:
    """What a form may show of stored settings: no secret, except the words that we made up."""
    return {
        one.name: "" if one.entry is Entry.SECRET else _written(getattr(settings, one.name))
        for one in fields
    }


def counting(fields: Sequence[Field], typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, without the fields that do not count with what stands in others."""
    chosen = {one.name: typed.get(one.name, one.default) for one in fields}
    count = {
        one.name for one in fields if one.when is None or chosen.get(one.when[0]) in one.when[1]
    }
    return {name: value for name, value in typed.items() if name in count}


def stored(fields: Sequence[Field], settings: Any) -> frozenset[str]:
    """The secrets that there are."""
    return frozenset(
        one.name for one in fields if one.entry is Entry.SECRET and getattr(settings, one.name)
    )


def to_copy(fields: Sequence[Field], settings: Any) -> Sequence[tuple[Field, str]]:
    """The words of our own that have to be typed at the provider."""
    found = [(one, str(getattr(settings, one.name))) for one in fields if one.ours]
    return [(one, word) for one, word in found if word]


def with_kept(
    fields: Sequence[Field], typed: Mapping[str, str], settings: Any, *, forget: frozenset[str]
) -> dict[str, str]:
    """What was typed; a secret that was left empty stays as it is unless it is to be forgotten."""
    kept = {
        one.name: str(getattr(settings, one.name))
        for one in fields
        if one.entry is Entry.SECRET and not typed.get(one.name) and one.name not in forget
    }
    return {**typed, **kept}


def _field(one: dataclasses.Field[Any], hint: object, language: str) -> Field:
    told = {**one.metadata, **one.metadata.get(language, {})}
    ours = bool(one.metadata.get("ours"))
    when = one.metadata.get("when")
    return Field(
        name=one.name,
        entry=Entry.TEXT if ours else _entry(one, hint),
        label=str(told.get("label", one.name)),
        help=str(told.get("help", "")),
        placeholder=str(told.get("placeholder", "")),
        choices=tuple(one.metadata.get("choices", ())),
        default="" if one.default is dataclasses.MISSING else _written(one.default),
        required=one.default is dataclasses.MISSING,
        ours=ours,
        when=(str(when[0]), tuple(when[1])) if when else None,
    )


def _entry(one: dataclasses.Field[Any], hint: object) -> Entry:
    if hint is bool:
        return Entry.SWITCH
    if hint is int:
        return Entry.NUMBER
    if one.metadata.get("secret"):
        return Entry.SECRET
    return Entry.CHOICE if one.metadata.get("choices") else Entry.TEXT


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)
