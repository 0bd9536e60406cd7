"""`doctor`: configuration and reachability of everything, one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import click
import redis
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from inbox.accounts.account import all_accounts
from inbox.channel import CheckFailed, SendError
from inbox.doorbell import impatient_client
from inbox.intake.raw_event import Fate, RawEvent
from inbox.migrations import run
from inbox.sealing import DataKey, Unreadable, keyring
from inbox.shop import the_shop
from inbox.world import World


class Ill(Exception):
    """What is wrong and what to do, in one sentence."""


Check = tuple[str, Callable[[World], str]]


def command(world: World) -> click.Command:
    @click.command("doctor")
    def doctor() -> None:
        """Check the configuration and everything that Kontor needs; status 1 if one is ill."""
        ill = 0
        for name, check in [*CHECKS, *_account_checks(world)]:
            try:
                click.echo(f"ok    {name}: {check(world)}")
            except Ill as error:
                ill += 1
                click.echo(f"ill   {name}: {error}")
        if ill:
            raise click.exceptions.Exit(1)

    return doctor


def _settings(world: World) -> str:
    mode = "production" if world.settings.production else "development, only for this machine"
    return f"{mode}; data in {world.settings.data_dir}"


def _database(world: World) -> str:
    try:
        current = run.is_current(world.database)
    except SQLAlchemyError as error:
        raise Ill(f"cannot be reached ({type(error).__name__}); check DATABASE_URL.") from None
    if not current:
        raise Ill("is not at the newest revision; run `flask --app app migrate`.")
    return "SQLite" if world.database.embedded else "PostgreSQL"


def _redis(world: World) -> str:
    try:
        impatient_client(world.settings.redis_url).ping()
    except (redis.RedisError, OSError) as error:
        raise Ill(
            f"cannot be reached ({type(error).__name__}); nothing is lost, but work waits for the "
            "sweeper. Check REDIS_URL."
        ) from None
    return "answers"


def _keys(world: World) -> str:
    try:
        with world.database.reading() as session:
            row = session.scalars(select(DataKey).where(DataKey.owner == "installation")).first()
            if row is None or row.wrapped is None:
                raise Ill("are missing; run `flask --app app migrate`.")
            keyring(session).unwrap(row.id, row.wrapped)
    except SQLAlchemyError:
        raise Ill("cannot be read while the database is away.") from None
    except Unreadable:
        raise Ill("were wrapped by another ENCRYPTION_KEY; set the right one.") from None
    return "fit. Keep ENCRYPTION_KEY safe: losing it loses everything that is stored"


def _shop(world: World) -> str:
    try:
        with world.database.reading() as session:
            shop = the_shop(session)
            if not shop.privacy_url:
                raise Ill("has no address of its privacy notice; customers must be told.")
            return shop.name
    except SQLAlchemyError:
        raise Ill("cannot be read while the database is away.") from None


def _dead_letters(world: World) -> str:
    try:
        with world.database.reading() as session:
            dead = session.execute(select(RawEvent.id).where(RawEvent.fate == Fate.DEAD).limit(100))
            count = len(dead.all())
    except SQLAlchemyError:
        raise Ill("cannot be counted while the database is away.") from None
    if count:
        raise Ill(f"{count} events could not be understood; see `flask --app app events list`.")
    return "none"


def _account_checks(world: World) -> Iterator[Check]:
    try:
        with world.database.reading() as session:
            accounts = [(a.id, a.label, a.paused_reason) for a in all_accounts(session)]
    except SQLAlchemyError:
        return
    for account_id, label, paused in accounts:
        yield f"account {label}", partial(_account, account_id=account_id, paused=paused)


def _account(world: World, *, account_id: str, paused: str | None) -> str:
    try:
        facts = world.accounts.channel(account_id).health().facts
    except (CheckFailed, SendError) as error:
        raise Ill(str(error)) from None
    if paused:
        raise Ill(f"is paused ({paused}); `flask --app app accounts resume {account_id}`.")
    return ", ".join(f"{name} {value}" for name, value in facts.items()) or "answers"


CHECKS: tuple[Check, ...] = (
    ("settings", _settings),
    ("database", _database),
    ("redis", _redis),
    ("keys", _keys),
    ("shop", _shop),
    ("dead letters", _dead_letters),
)
