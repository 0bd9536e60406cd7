"""`accounts`: connect a number, an ID or a mailbox; check, pause and resume it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

import click
from sqlalchemy.orm import Session

from inbox.accounts import manage
from inbox.accounts.account import BY_HAND, Account, all_accounts
from inbox.accounts.settings import BadSettings
from inbox.channel import Channel, CheckFailed, SendError
from inbox.cli import asking
from inbox.cli.say import Group, document, fail, table
from inbox.shop import the_shop
from inbox.world import World

_NO_PRIVACY_ADDRESS: Final = (
    "enter the address of your privacy information in the settings of the shop, then resume it."
)


def commands(world: World) -> click.Group:
    group = Group("accounts", help="Configured numbers, IDs and mailboxes.")

    @group.command("add")
    @click.argument("kind", type=click.Choice(sorted(world.registry.kinds)))
    @click.option("--label", default="", help="The name that agents see.")
    @click.option(
        "--set", "pairs", multiple=True, metavar="NAME=VALUE",
        help="A setting; NAME=@FILE reads it from a file, as secrets must be.",
    )  # fmt: skip
    @click.option("--json", "as_json", is_flag=True)
    def add(kind: str, label: str, pairs: tuple[str, ...], as_json: bool) -> None:
        """Add an account of KIND; on a terminal what is missing is asked for."""
        channel_class = world.registry.channel_class(kind)
        values = asking.given(channel_class, pairs)
        if sys.stdin.isatty():
            values = asking.ask(channel_class, values)
        account_id = _add(world, channel_class, label, values)
        _tell_added(world, account_id, as_json=as_json)

    @group.command("list")
    @click.option("--json", "as_json", is_flag=True)
    def list_all(as_json: bool) -> None:
        """All accounts with their health."""
        with world.database.reading() as session:
            rows = [_row(world, account) for account in all_accounts(session)]
        table(rows, as_json=as_json)

    @group.command("check")
    @click.argument("account_id")
    @click.option("--json", "as_json", is_flag=True)
    def check(account_id: str, as_json: bool) -> None:
        """Ask the provider whether all is well."""
        with world.database.reading() as session:
            _get(session, account_id)
        try:
            facts = world.accounts.channel(account_id).health().facts
        except (CheckFailed, SendError) as error:
            fail(str(error))
        if as_json:
            document(dict(facts))
            return
        for name, value in facts.items():
            click.echo(f"{name}: {value}")

    @group.command("pause")
    @click.argument("account_id")
    def pause(account_id: str) -> None:
        """Keep everything that is to be sent until the account is resumed."""
        with world.database.transaction() as session:
            account = _get(session, account_id)
            manage.pause(session, account, reason=BY_HAND, now=world.clock())
        click.echo(f"{account.label} is paused; it goes on receiving.", err=True)

    @group.command("resume")
    @click.argument("account_id")
    def resume(account_id: str) -> None:
        """Send again, beginning with what has waited."""
        with world.database.transaction() as session:
            account = _get(session, account_id)
            _resume(world, session, account)
        click.echo(f"{account.label} sends again.", err=True)

    return group


def _resume(world: World, session: Session, account: Account) -> None:
    try:
        manage.resume(session, account, now=world.clock())
    except manage.NoPrivacyAddress:
        fail(f"{account.label} may not send yet: {_NO_PRIVACY_ADDRESS}")


def _add(world: World, channel_class: type[Channel], label: str, values: Mapping[str, str]) -> str:
    try:
        with world.database.transaction() as session:
            add = manage.add if the_shop(session).privacy_url else manage.prepare
            account = add(session, channel_class, label=label, values=values, now=world.clock())
    except BadSettings as error:
        fail(f"{error}\nIts settings: {asking.names(channel_class)}.")
    return account.id


def _tell_added(world: World, account_id: str, *, as_json: bool) -> None:
    callback = (
        None if world.accounts.channel(account_id).pulls else world.settings.callback(account_id)
    )
    if as_json:
        document({"id": account_id, "callback": callback})
        return
    click.echo(account_id)
    with world.database.reading() as session:
        enabled = _get(session, account_id).enabled
    if not enabled:
        click.echo(f"It receives, but may not send yet: {_NO_PRIVACY_ADDRESS}", err=True)
    if callback:
        click.echo(f"Its address for the provider: {callback}", err=True)


def _row(world: World, account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "kind": account.kind,
        "label": account.label,
        "health": account.health,
        "paused": account.paused_reason,
        "last event": account.last_event_at,
        "callback": world.settings.callback(account.id),
    }


def _get(session: Session, account_id: str) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        fail(f"There is no account {account_id}.")
    return account
