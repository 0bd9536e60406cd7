"""`doctor`: configuration and reachability of everything, one line each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial

import click
import redis
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from inbox import leases
from inbox.accounts.account import all_accounts
from inbox.channel import CheckFailed, SendError
from inbox.cli.say import document
from inbox.doorbell import impatient_client
from inbox.intake.raw_event import Fate, RawEvent
from inbox.migrations import run
from inbox.registry import UnknownKind
from inbox.sealing import DataKey, Destroyed, Unreadable, keyring
from inbox.shop import the_shop
from inbox.watch.alert import standing
from inbox.watch.findings import LATE, LEAST_FREE
from inbox.watch.queues import total
from inbox.world import World


class Ill(Exception):
    """What is wrong and what to do, in one sentence."""


Check = tuple[str, Callable[[World], str]]


def command(world: World) -> click.Command:
    @click.command("doctor")
    @click.option("--json", "as_json", is_flag=True)
    def doctor(as_json: bool) -> None:
        """Check the configuration and everything that Kontor needs; status 1 if one is ill."""
        found = []
        for name, check in [*CHECKS, *_account_checks(world)]:
            well, said = _examine(world, check)
            found.append({"name": name, "ok": well, "says": said})
            if not as_json:
                click.echo(f"{'ok  ' if well else 'ill '}  {name}: {said}")
        if as_json:
            document(found)
        if not all(one["ok"] for one in found):
            raise click.exceptions.Exit(1)

    return doctor


def _examine(world: World, check: Callable[[World], str]) -> tuple[bool, str]:
    """Whether it is well, and one line about it. Whatever is ill must not hide the rest."""
    try:
        return True, _one_line(check(world))
    except Ill as error:
        return False, _one_line(str(error))
    except SQLAlchemyError:
        return False, "cannot be read; see what is said of the database."


def _settings(world: World) -> str:
    mode = "production" if world.settings.production else "development, only for this machine"
    return f"{mode}; data in {world.settings.data_dir}"


def _disk(world: World) -> str:
    free = shutil.disk_usage(world.settings.data_dir).free
    said = f"{free / 1024**3:.1f} GB are free in DATA_DIR"
    if free < LEAST_FREE:
        raise Ill(f"only {said}; make room before files can no longer be stored.")
    return said


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
    with world.database.reading() as session:
        row = session.scalars(select(DataKey).where(DataKey.owner == "installation")).first()
        if row is None or row.wrapped is None:
            raise Ill("are missing; run `flask --app app migrate`.")
        try:
            keyring(session).unwrap(row.id, row.wrapped)
        except Unreadable:
            raise Ill("were wrapped by another ENCRYPTION_KEY; set the right one.") from None
    return "fit. Keep ENCRYPTION_KEY safe: losing it loses everything that is stored"


def _shop(world: World) -> str:
    with world.database.reading() as session:
        shop = the_shop(session)
    if not shop.privacy_url:
        raise Ill("has no address of its privacy notice; customers must be told.")
    return shop.name


def _scheduler(world: World) -> str:
    with world.database.reading() as session:
        holders = [held.holder for held in leases.held(session) if held.name == "schedule"]
    if not holders:
        raise Ill("is not running; start `python -m workers schedule`, or work waits.")
    return f"runs as {holders[0]}"


def _work(world: World) -> str:
    with world.database.reading() as session:
        found = total(session)
    for since in filter(None, (found.queue.event_since, found.late_since)):
        if world.clock() - since > LATE:
            raise Ill(
                f"the oldest has waited since {since:%Y-%m-%d %H:%M} UTC; are the workers running, "
                "and does the provider answer?"
            )
    return "none is late"


def _alerts(world: World) -> str:
    with world.database.reading() as session:
        needs = [f"{row.need} since {row.since:%Y-%m-%d %H:%M}" for row in standing(session)]
    if needs:
        raise Ill(f"somebody is needed: {', '.join(needs)} UTC.")
    if not world.settings.alert_mail and not world.settings.alert_webhook:
        return "nobody is needed, and nobody would be told: set ALERT_MAIL or ALERT_WEBHOOK"
    return "nobody is needed"


def _dead_letters(world: World) -> str:
    with world.database.reading() as session:
        count = session.execute(select(func.count()).where(RawEvent.fate == Fate.DEAD)).scalar_one()
    if count:
        raise Ill(f"not understood: {count}; see `flask --app app events list`.")
    return "none"


def _account_checks(world: World) -> Iterator[Check]:
    try:
        with world.database.reading() as session:
            accounts = [(a.id, a.label, a.paused_reason) for a in all_accounts(session)]
    except SQLAlchemyError:  # told by the check of the database
        return
    for account_id, label, paused in accounts:
        yield f"account {label}", partial(_account, account_id=account_id, paused=paused)


def _account(world: World, *, account_id: str, paused: str | None) -> str:
    try:
        facts = world.accounts.channel(account_id).health().facts
    except (CheckFailed, SendError, UnknownKind) as error:
        raise Ill(str(error)) from None
    except (Unreadable, Destroyed):
        raise Ill("its settings cannot be opened with this ENCRYPTION_KEY.") from None
    if paused:
        raise Ill(f"is paused ({paused}); `flask --app app accounts resume {account_id}`.")
    return ", ".join(f"{name} {value}" for name, value in facts.items()) or "answers"


def _one_line(text: str) -> str:
    return " ".join(text.split())


CHECKS: tuple[Check, ...] = (
    ("settings", _settings),
    ("disk", _disk),
    ("database", _database),
    ("redis", _redis),
    ("keys", _keys),
    ("shop", _shop),
    ("scheduler", _scheduler),
    ("work", _work),
    ("alerts", _alerts),
    ("dead letters", _dead_letters),
)
