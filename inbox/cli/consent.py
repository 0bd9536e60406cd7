"""`consent`: check the ledger, take over consents with their evidence, prove a customer's."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from inbox.accounts.account import Account
from inbox.cli.keep import private
from inbox.cli.say import Group, document, fail, table
from inbox.consent import verify as verifying
from inbox.consent.declared import NoEvidence
from inbox.consent.imported import COLUMNS, read_record, take_over
from inbox.privacy.proof.page import LANGUAGES, as_json, page
from inbox.privacy.proof.take import take
from inbox.privacy.whole import NoSuchCustomer
from inbox.world import World

_LARGEST_FILE: Final = 64 * 1024 * 1024  # bytes
_FAULTS_SHOWN: Final = 50


def commands(world: World) -> click.Group:
    group = Group("consent", help="What customers agreed to, with its evidence.")
    group.add_command(_verify(world))
    group.add_command(_proof(world))
    group.add_command(_import(world))
    return group


def _verify(world: World) -> click.Command:
    @click.command("verify")
    @click.option("--json", "as_json", is_flag=True)
    def verify(as_json: bool) -> None:
        """Check every chain, every wording and every state; status 1 if anything is wrong."""
        entries = 0
        faults: list[verifying.Fault] = []
        with world.database.reading() as session:
            for step in verifying.verify(session):
                entries += step.entries
                faults += step.faults
        if as_json:
            document({"entries": entries, "faults": [[one.code, one.about] for one in faults]})
        elif not faults:
            click.echo(f"{entries} entries, all unbroken.")
        for one in faults[:_FAULTS_SHOWN]:
            click.echo(f"{one.code} {one.about}", err=True)
        if faults:
            fail(f"{len(faults)} of what was checked is not as it was entered.")

    return verify


def _proof(world: World) -> click.Command:
    @click.command("proof")
    @click.argument("customer_id")
    @click.option("--format", "form", type=click.Choice(["html", "json"]), default="html")
    @click.option("--language", type=click.Choice(LANGUAGES), default="de", show_default=True)
    @click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="A file.")
    def proof(customer_id: str, form: str, language: str, to: Path | None) -> None:
        """What a customer agreed to or withdrew: when, where, in which words."""
        try:
            found = take(world, customer_id, by=None)
        except NoSuchCustomer:
            fail(f"There is no customer {customer_id}.")
        text = page(found, language) if form == "html" else as_json(found)
        if to is None:
            click.echo(text)
            return
        try:
            with open(to, "w", encoding="utf-8", opener=private) as file:
                file.write(text)
        except OSError as error:
            fail(f"{to} cannot be written: {error.strerror}.")

    return proof


def _import(world: World) -> click.Command:
    @click.command("import", help=_import_help())
    @click.argument("account_id")
    @click.argument("file", type=click.File("rb"))
    @click.option("--json", "as_json", is_flag=True)
    def import_(account_id: str, file: io.BufferedReader, as_json: bool) -> None:
        with world.database.reading() as session:
            if session.get(Account, account_id) is None:
                fail(f"There is no account {account_id}.")
        outcomes = [
            {"line": line, "result": _taken(world, account_id, given)}
            for line, given in _lines(file.read(_LARGEST_FILE))
        ]
        if as_json:
            document(outcomes)
            return
        counted = Counter(str(one["result"]) for one in outcomes)
        table(
            [{"result": result, "lines": many} for result, many in counted.items()], as_json=False
        )

    return import_


def _import_help() -> str:
    return (
        "Take over consents from a CSV file with a heading or from lines of JSON. The columns: "
        f"{', '.join(COLUMNS)}. A grant needs wording, at, form_url or reference, and for "
        "advertising confirmed_at (double opt-in); without them the line is refused and the "
        "customer stays unknown. Each line is a transaction; a second run changes nothing."
    )


def _taken(world: World, account_id: str, given: Mapping[str, object] | None) -> str:
    if given is None:
        return "refused: no line of CSV or JSON"
    try:
        record = read_record(given)
        with world.database.transaction() as session:
            return str(take_over(session, account_id, record, actor="shop", now=world.clock()))
    except NoEvidence as error:
        return f"refused: {error}"


def _lines(content: bytes) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    text = content.decode("utf-8-sig", "replace")
    if not text.lstrip().startswith("{"):
        for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
            yield line, None if None in row else dict(row)
        return
    for line, written in enumerate(text.splitlines(), start=1):
        if written.strip():
            yield line, _object(written)


def _object(written: str) -> Mapping[str, object] | None:
    try:
        read = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
