"""`accounts`: connect a number, an ID or a mailbox; check, pause and resume it."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from inbox.accounts import manage
from inbox.accounts.account import Account, all_accounts
from inbox.accounts.settings import BadSettings
from inbox.channel import CheckFailed, SendError
from inbox.cli.say import fail, table
from inbox.registry import UnknownKind
from inbox.world import World


def commands(world: World) -> click.Group:
    group = click.Group("accounts", help="Configured numbers, IDs and mailboxes.")

    @group.command("add")
    @click.argument("kind")
    @click.option("--label", default="", help="The name that agents see.")
    @click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A setting.")
    def add(kind: str, label: str, given: tuple[str, ...]) -> None:
        """Add an account of KIND; missing settings are asked for, secrets without an echo."""
        try:
            channel_class = world.registry.channel_class(kind)
        except UnknownKind:
            fail(f"No such channel: {kind}. There are: {', '.join(sorted(world.registry.kinds))}.")
        values = dict(_pair(one) for one in given)
        try:
            with world.database.transaction() as session:
                account = manage.add(
                    session, channel_class, label=label, values=values, now=world.clock()
                )
        except BadSettings as error:
            fail(str(error))
        click.echo(f"{account.id}")
        click.echo(f"Its address for the provider: {_callback(world, account.id)}", err=True)

    @group.command("list")
    @click.option("--json", "as_json", is_flag=True)
    def list_all(as_json: bool) -> None:
        """All accounts with their health."""
        with world.database.reading() as session:
            rows = [_row(world, account) for account in all_accounts(session)]
        table(rows, as_json=as_json)

    @group.command("check")
    @click.argument("account_id")
    def check(account_id: str) -> None:
        """Ask the provider whether all is well."""
        _account_exists(world, account_id)
        try:
            facts = world.accounts.channel(account_id).health().facts
        except (CheckFailed, SendError) as error:
            fail(str(error))
        for name, value in facts.items():
            click.echo(f"{name}: {value}")

    @group.command("pause")
    @click.argument("account_id")
    def pause(account_id: str) -> None:
        """Keep everything that is to be sent until the account is resumed."""
        with world.database.transaction() as session:
            manage.pause(
                session, _get(session, account_id), reason="PAUSED_BY_HAND", now=world.clock()
            )

    @group.command("resume")
    @click.argument("account_id")
    def resume(account_id: str) -> None:
        """Send again, beginning with what has waited."""
        with world.database.transaction() as session:
            manage.resume(session, _get(session, account_id), now=world.clock())

    return group


def _pair(given: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not equals:
        raise click.UsageError(f"--set wants NAME=VALUE, not {name!r}.")
    return name, value


def _row(world: World, account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "kind": account.kind,
        "label": account.label,
        "health": account.health,
        "paused": account.paused_reason,
        "last event": account.last_event_at,
        "callback": _callback(world, account.id),
    }


def _callback(world: World, account_id: str) -> str:
    return f"{world.settings.base_url}/hooks/{account_id}"


def _account_exists(world: World, account_id: str) -> None:
    with world.database.reading() as session:
        _get(session, account_id)


def _get(session: Session, account_id: str) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        fail(f"There is no account {account_id}.")
    return account
