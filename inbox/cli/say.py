"""What commands say: a table for people, JSON for scripts, a bar while they wait, one sentence for
a failure."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, NoReturn

import click
from sqlalchemy.exc import SQLAlchemyError

from inbox.registry import UnknownKind
from inbox.sealing import Unreadable

_STEPS: Final = 500  # at most, of a bar


class _Plain(click.Command):
    """What every command may meet ends it with a sentence and status 1, not with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SQLAlchemyError as error:  # its text would show the statement and its values
            fail(
                f"The database does not answer as it should ({type(error).__name__}); "
                "run `flask --app app doctor`."
            )
        except Unreadable as error:
            fail(f"ENCRYPTION_KEY does not open what is stored ({error}).")
        except UnknownKind as error:
            fail(f"{error}.")


class Command(_Plain):
    """A command of its own."""


class Group(_Plain, click.Group):
    """Commands about one thing."""


def table(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    if as_json:
        document(rows)
        return
    if not rows:
        click.echo("Nothing there.")
        return
    names = list(rows[0])
    texts = [[_shown(row[name]) for name in names] for row in rows]
    widths = [max(len(line[n]) for line in [names, *texts]) for n in range(len(names))]
    for line in [names, *texts]:
        click.echo(
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        )


def document(value: Any) -> None:
    """One line of JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, default=_plain))


def fail(sentence: str) -> NoReturn:
    """Ends the command with status 1."""
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(1)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing anywhere else; it is told (done, of how many)."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            if done == total or done - bar.pos > total // _STEPS:  # drawing costs more than a row
                bar.update(done - bar.pos)

        yield tell


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
