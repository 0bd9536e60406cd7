"""`rules`: the pure rules asked from outside, line by line; the simulator; the decision log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

import click

from inbox.accounts.account import Account
from inbox.automation import asked as asking
from inbox.automation import log
from inbox.automation.asked import answers
from inbox.automation.facts import Phase
from inbox.automation.log import Wanted
from inbox.automation.question import read_moment
from inbox.automation.simulate import Simulated, Supposed, simulate
from inbox.cli.say import Group, document, fail, table
from inbox.consent.purpose import Purpose, Standing
from inbox.world import World

_README: Final = Path(asking.__file__).with_name("README.md")
_STANDINGS: Final = [one.value for one in Standing]
_SHOWN: Final = ("decided_at", "phase", "reason", "reply", "command", "conversation_id")


def commands(world: World) -> click.Group:
    group = Group("rules", help="Ask the rules; `rules facts` describes the facts.")
    for rule, sentence in (
        (
            "decide",
            "What would be answered to a message, and why: facts in JSON (FILE or stdin).",
        ),
        ("hours", "Whether a profile of hours is open, and when that changes; the same way."),
    ):
        group.add_command(_command(rule, sentence))
    group.add_command(_facts())
    group.add_command(_simulate(world))
    group.add_command(_log(world))
    return group


def _command(rule: str, sentence: str) -> click.Command:
    @click.command(rule, help=f"{sentence} See `rules facts`.")
    @click.argument("file", type=click.File("rb"), default="-")
    @click.option("--json", "as_json", is_flag=True, required=True, help="One answer per line.")
    def ask(file: BinaryIO, as_json: bool) -> None:  # noqa: ARG001 - the only form, said aloud
        # Bytes that are no text make a question that cannot be answered, not the end of all.
        for said in answers(rule, (line.decode("utf-8-sig", "replace") for line in file)):
            click.echo(said.encode("utf-8", "replace"))

    return ask


def _facts() -> click.Command:
    @click.command("facts")
    def facts() -> None:
        """The names of all facts, their types and defaults, the answers and the decision order."""
        click.echo(_README.read_text("utf-8"))

    return facts


def _simulate(world: World) -> click.Command:
    @click.command("simulate")
    @click.argument("account_id")
    @click.argument("text")
    @click.option("--at", help="The moment, like 2026-12-24T13:00:00+01:00; now if left out.")
    @click.option("--subject", default="", help="Of a mail.")
    @click.option("--language", help="As the text suggests, if left out.")
    @click.option("--marketing", type=click.Choice(_STANDINGS), default="unknown")
    @click.option("--automation", type=click.Choice(_STANDINGS), default="unknown")
    @click.option("--channel", type=click.Choice(_STANDINGS), default="unknown")
    @click.option("--asked", type=click.Choice(["marketing", "channel"]),
                  help="This question was put an hour ago.")  # fmt: skip
    @click.option("--later", is_flag=True, help="An answer has left in this conversation already.")
    @click.option("--json", "as_json", is_flag=True)
    def ask(
        account_id: str, text: str, at: str | None, subject: str, language: str | None,
        marketing: str, automation: str, channel: str, asked: str | None, later: bool,
        as_json: bool,
    ) -> None:  # fmt: skip
        """What would a customer get who wrote TEXT? The same rules; nothing is sent."""
        supposed = Supposed(
            text=text, at=_moment(at) if at else world.clock(), subject=subject, language=language,
            marketing=Standing(marketing), automation=Standing(automation),
            channel=Standing(channel), asked=Purpose(asked) if asked else None, first=not later,
        )  # fmt: skip
        with world.database.reading() as session:
            account = session.get(Account, account_id)
            if account is None:
                fail(f"There is no account {account_id}.")
            try:
                found = simulate(session, world.accounts.channel(account_id), account, supposed)
            except ValueError as error:
                fail(f"{error}.")
        _tell(found, as_json=as_json)

    return ask


def _tell(found: Simulated, *, as_json: bool) -> None:
    decision = found.decision
    if as_json:
        document(
            {
                **asking.as_json(decision),
                "language": found.language,
                "said": found.saying.reference if found.saying else None,
                "text": found.text,
                "hours_open": found.hours_open,
                "hours_change_at": found.changes_at,
            }
        )
        return
    click.echo(f"{decision.reason}: {decision.reply or 'nothing is said'}")
    if found.text:
        click.echo(f"\n{found.text}")
    elif found.is_incomplete:
        click.echo("Its text names what nobody has configured, so nothing would be sent.")


def _log(world: World) -> click.Command:
    @click.command("log")
    @click.option("--reason", "reasons", multiple=True, help="May be given several times.")
    @click.option("--account", "account_id")
    @click.option("--conversation", "conversation_id")
    @click.option("--phase", type=click.Choice(["decide", "send"]))
    @click.option("--days", type=click.IntRange(1, 3650), help="Only of so many days.")
    @click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
    @click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
                  help="csv and json hold all that is wanted, without a limit.")  # fmt: skip
    def show(
        reasons: tuple[str, ...], account_id: str | None, conversation_id: str | None,
        phase: str | None, days: int | None, limit: int, form: str,
    ) -> None:  # fmt: skip
        """What the machine decided and why, the newest first; exports begin with the oldest."""
        wanted = Wanted(
            reasons=reasons, account_id=account_id, conversation_id=conversation_id,
            phase=Phase(phase) if phase else None,
            since=world.clock() - timedelta(days=days) if days else None,
        )  # fmt: skip
        if form != "table":
            with world.database.transaction() as session:
                log.note_export(session, wanted, by=None, now=world.clock())
        with world.database.reading() as session:
            if form == "table":
                found = log.read(session, wanted, limit=limit)
                table([_shown(one) for one in found], as_json=False)
                return
            for piece in (log.as_csv if form == "csv" else log.as_json)(session, wanted):
                click.echo(piece, nl=False)

    return show


def _shown(one: log.Decided) -> dict[str, object]:
    told = one.as_json()
    return {name: told[name] for name in _SHOWN} | {"decided_at": one.row.decided_at}


def _moment(written: str) -> datetime:
    try:
        return read_moment(written).astimezone(UTC)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
