"""`events`: dead letters, and what the machine makes of them when they are read again."""

from __future__ import annotations

import json

import click
from sqlalchemy import func, select

from inbox.cli.say import fail, table
from inbox.intake.raw_event import Fate, RawEvent, raw_request
from inbox.intake.replay import replay, replay_all
from inbox.sealing import Destroyed, Unreadable
from inbox.world import World


def commands(world: World) -> click.Group:
    group = click.Group("events", help="Events that could not be understood (dead letters).")

    @group.command("list")
    @click.option("--json", "as_json", is_flag=True)
    @click.option("--limit", default=100, show_default=True)
    def list_dead(as_json: bool, limit: int) -> None:
        """Dead letters, the newest first."""
        with world.database.reading() as session:
            rows = session.scalars(
                select(RawEvent)
                .where(RawEvent.fate == Fate.DEAD)
                .order_by(RawEvent.id.desc())
                .limit(limit)
            ).all()
            total = session.execute(
                select(func.count()).where(RawEvent.fate == Fate.DEAD)
            ).scalar_one()
        shown = [
            {
                "id": row.id,
                "account": row.account_id,
                "received": row.received_at,
                "problem": row.problem,
                "tries": row.attempts,
            }
            for row in rows
        ]
        table(shown, as_json=as_json)
        if total > len(rows):
            click.echo(f"... and {total - len(rows)} more.", err=True)

    @group.command("show")
    @click.argument("event_id", type=int)
    def show(event_id: int) -> None:
        """The request as it came. It may hold a customer's words."""
        with world.database.reading() as session:
            event = session.get(RawEvent, event_id)
            if event is None:
                fail(f"There is no event {event_id}.")
            try:
                raw = raw_request(session, world.store, event)
            except (Destroyed, Unreadable, FileNotFoundError):
                fail("Its day is over: the key was destroyed.")
        head = {"method": raw.method, "url": raw.url, "headers": dict(raw.headers)}
        click.echo(json.dumps({**head, "problem": event.problem}, indent=2, ensure_ascii=False))
        click.echo(raw.body.decode("utf-8", "backslashreplace"))

    @group.command("replay")
    @click.argument("event_ids", type=int, nargs=-1)
    @click.option("--all", "everything", is_flag=True, help="All dead letters.")
    def replay_them(event_ids: tuple[int, ...], everything: bool) -> None:
        """Read dead letters again, e.g. after an update."""
        if bool(event_ids) == everything:
            raise click.UsageError("Name events, or say --all.")
        with world.database.transaction() as session:
            if everything:
                count = replay_all(session, now=world.clock())
            else:
                count = sum(replay(session, one, now=world.clock()) for one in event_ids)
        click.echo(f"{count} will be read again.")

    return group
