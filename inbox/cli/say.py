"""What commands say: a table for people, JSON for scripts, one sentence for a failure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

import click


def table(rows: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, default=_plain))
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


def fail(sentence: str) -> NoReturn:
    """Ends the command with status 1."""
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(1)


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
