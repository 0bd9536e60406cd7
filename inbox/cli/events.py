"""`events`: dead letters, and what the machine makes of them when they are read again."""

from __future__ import annotations

import json

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox.channel import RawRequest
from inbox.cli.say import Group, document, fail, table
from inbox.intake.raw_event import Fate, RawEvent, raw_request
from inbox.intake.replay import replay, replay_all
from inbox.sealing import Destroyed
from inbox.world import World

_NUMBER = click.IntRange(1, 2**63 - 1)


def commands(world: World) -> click.Group:
    group = Group("events", help="Events that could not be understood (dead letters).")

    @group.command("list")
    @click.option("--json", "as_json", is_flag=True)
    @click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
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
    @click.argument("event_id", type=_NUMBER)
    @click.option("--json", "as_json", is_flag=True)
    def show(event_id: int, as_json: bool) -> None:
        """The request as it came. It may hold a customer's words."""
        with world.database.reading() as session:
            event = session.get(RawEvent, event_id)
            if event is None:
                fail(f"There is no event {event_id}.")
            raw = _opened(session, world, event)
        head = {
            "problem": event.problem,
            "method": raw.method,
            "url": raw.url,
            "headers": dict(raw.headers),
        }
        body = raw.body.decode("utf-8", "backslashreplace")
        if as_json:
            document({**head, "body": body})
            return
        click.echo(json.dumps(head, indent=2, ensure_ascii=False))
        click.echo(body)

    @group.command("replay")
    @click.argument("event_ids", type=_NUMBER, nargs=-1)
    @click.option("--all", "everything", is_flag=True, help="All dead letters.")
    def replay_them(event_ids: tuple[int, ...], everything: bool) -> None:
        """Read dead letters again, e.g. after an update."""
        if bool(event_ids) == everything:
            raise click.UsageError("Name events, or say --all.")
        wanted = sorted(set(event_ids))
        with world.database.transaction() as session:
            if everything:
                count = replay_all(session, now=world.clock())
            else:
                count = sum(replay(session, one, now=world.clock()) for one in wanted)
        click.echo(f"{count} will be read again.")
        if count < len(wanted):
            fail(f"{len(wanted) - count} are no dead letters.")

    return group


def _opened(session: Session, world: World, event: RawEvent) -> RawRequest:
    try:
        return raw_request(session, world.store, event)
    except (Destroyed, FileNotFoundError):
        fail("Its time is over: what came was destroyed.")
