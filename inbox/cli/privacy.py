"""`privacy`: erase, restrict and export what is held about a customer."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from inbox.cli.keep import private
from inbox.cli.say import Group, document, fail
from inbox.privacy import erase as erasing
from inbox.privacy import restrict as restricting
from inbox.privacy.erase import Asked
from inbox.privacy.export.write import write
from inbox.privacy.plan import plan
from inbox.privacy.whole import NoSuchCustomer
from inbox.world import World

_NOBODY = "There is no customer {}."


def commands(world: World) -> click.Group:
    group = Group("privacy", help="Erase, restrict and export what is held about a customer.")
    group.add_command(_erase(world))
    group.add_command(_restrict(world))
    group.add_command(_export(world))
    return group


def _erase(world: World) -> click.Command:
    @click.command("erase")
    @click.argument("customer_id")
    @click.option("--dry-run", is_flag=True, help="Only say what would go.")
    @click.option("--yes", is_flag=True, help="Do not ask.")
    @click.option("--json", "as_json", is_flag=True)
    def erase(customer_id: str, dry_run: bool, yes: bool, as_json: bool) -> None:
        """Erase a customer for ever: keys, rows, files, raw events, index. Cannot be undone."""
        try:
            with world.database.reading() as session:
                counts = plan(session, customer_id)
            if dry_run:
                _tell(counts, as_json=as_json)
                return
            if not yes:
                _tell(counts, as_json=False)
                click.confirm("Erase this customer for ever?", abort=True, err=True)
            erased = erasing.erase(world, customer_id, Asked())
        except NoSuchCustomer:
            fail(_NOBODY.format(customer_id))
        if as_json:
            document(
                {
                    "customer": erased.customer_id,
                    "messages": erased.messages,
                    "raw_events": erased.raw_events,
                    "complete": erased.is_complete,
                }
            )
            return
        click.echo(f"Erased: {erased.messages} messages, {erased.raw_events} raw events.")
        if not erased.is_complete:
            click.echo("A message is on its way; the rest goes within minutes.", err=True)

    return erase


def _restrict(world: World) -> click.Command:
    @click.command("restrict")
    @click.argument("customer_id")
    @click.option("--lift", is_flag=True, help="End the restriction.")
    def restrict(customer_id: str, lift: bool) -> None:
        """Keep a customer's data, but do not process them: no reply, no search, no pull."""
        verb = restricting.lift if lift else restricting.restrict
        try:
            with world.database.transaction() as session:
                changed = verb(session, customer_id, Asked(), now=world.clock())
        except NoSuchCustomer:
            fail(_NOBODY.format(customer_id))
        state = "lifted" if lift else "restricted"
        click.echo(f"{state.capitalize()}." if changed else f"It was {state} before.")

    return restrict


def _export(world: World) -> click.Command:
    @click.command("export")
    @click.argument("customer_id")
    @click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
    def export(customer_id: str, target: Path) -> None:
        """Write everything that is held about a customer into a ZIP file."""
        draft = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        try:
            with open(draft, "xb", opener=private) as file:
                write(world, customer_id, file, asked=Asked())
            draft.replace(target)
        except NoSuchCustomer:
            fail(_NOBODY.format(customer_id))
        except OSError as error:
            fail(f"{target} cannot be written: {error.strerror}.")
        finally:
            draft.unlink(missing_ok=True)
        click.echo(str(target))

    return export


def _tell(counts: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        document(counts)
        return
    for name, count in counts.items():
        click.echo(f"{count:>8} {name}", err=True)
