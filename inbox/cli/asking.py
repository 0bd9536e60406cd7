"""The settings of an account from the command line: from options, from files, or asked for.

What is asked, and how, follows from the channel's `Settings`: label, help, choices and secret.
Secrets come from a file or from an answer that is not shown; an argument would stay in the shell's
history and in the list of processes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, get_type_hints

import click

from inbox.accounts import settings
from inbox.accounts.settings import BadSettings
from inbox.channel import Channel

Field = dataclasses.Field[Any]
_LARGEST_FILE: Final = 64 * 1024  # bytes; a setting is a word, a key at most


def given(channel_class: type[Channel], pairs: Iterable[str]) -> dict[str, str]:
    """NAME=VALUE, NAME=@FILE, and NAME=@@VALUE for a value that begins with an @."""
    fields = _fields(channel_class)
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--set wants NAME=VALUE, not {name!r}.")
        if name not in fields:
            raise click.UsageError(f"{channel_class.label} has no setting {name!r}.")
        values[name] = _value(fields[name], value)
    return values


def ask(channel_class: type[Channel], values: Mapping[str, str]) -> dict[str, str]:
    """Ask for one setting after the other until the channel is content.

    A channel knows best what it needs, so it is asked after every answer. If it is not content
    with all of them, it says why, and the answers can be mended. Ends with Ctrl-C.
    """
    known = dict(values)
    while True:
        for field in _fields(channel_class).values():
            if field.name in values:
                continue
            if problem(channel_class, known) is None:
                return known
            known[field.name] = _answer(channel_class, field, known.get(field.name))
        sentence = problem(channel_class, known)
        if sentence is None:
            return known
        click.echo(sentence, err=True)
        values = {}  # what was given as an option may be what is wrong


def problem(channel_class: type[Channel], values: Mapping[str, str]) -> str | None:
    try:
        settings.typed(channel_class, values)
    except BadSettings as error:
        return str(error)
    return None


def names(channel_class: type[Channel]) -> str:
    """For somebody who cannot be asked."""
    return ", ".join(
        f"{name}=@FILE" if _is_secret(field) else name
        for name, field in _fields(channel_class).items()
    )


def _value(field: Field, value: str) -> str:
    if value.startswith("@@"):
        return value[1:]
    if value.startswith("@"):
        return _read(Path(value[1:]), field.name)
    if value and _is_secret(field):
        raise click.UsageError(
            f"{field.name} is a secret: leave it out to be asked for it, or give "
            f"{field.name}=@FILE, so that it stays out of the shell's history."
        )
    choices = field.metadata.get("choices")
    if choices and value not in choices:
        raise click.UsageError(f"{field.name} is one of {', '.join(choices)}, not {value!r}.")
    return value


def _read(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
        if len(content) > _LARGEST_FILE:
            raise click.UsageError(f"The file for {name} is too large.")
        return content.decode().rstrip("\r\n")
    except OSError as error:
        raise click.UsageError(f"The file for {name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"The file for {name} is not text.") from None


def _answer(channel_class: type[Channel], field: Field, before: str | None) -> str:
    told = field.metadata.get("help")
    if told:
        click.echo(click.style(str(told), dim=True), err=True)
    default = _default(field) if before is None else before
    hint = get_type_hints(channel_class.Settings)[field.name]
    secret, choices = _is_secret(field), field.metadata.get("choices")
    answer = click.prompt(
        str(field.metadata.get("label", field.name)),
        default=default,
        show_default=bool(default) and not secret,
        hide_input=secret,
        type=_KINDS.get(hint) or (click.Choice(choices) if choices else str),
        err=True,
    )
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer) if secret else str(answer).strip()


def _default(field: Field) -> str:
    value = "" if field.default is dataclasses.MISSING else field.default
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _is_secret(field: Field) -> bool:
    return bool(field.metadata.get("secret"))


def _fields(channel_class: type[Channel]) -> dict[str, Field]:
    return {field.name: field for field in dataclasses.fields(channel_class.Settings)}


_KINDS: Final[Mapping[object, click.ParamType[Any]]] = {bool: click.BOOL, int: click.INT}
