"""`keys`: whether ENCRYPTION_KEY fits the database, and its rotation by wrapping anew."""

from __future__ import annotations

import click
from sqlalchemy import func, select

from inbox import sealing
from inbox.cli.say import Group, document, fail, progress
from inbox.sealing import DataKey, Unreadable, keyring
from inbox.world import World

_AT_ONCE = 500


def commands(world: World) -> click.Group:
    group = Group("keys", help="The key that wraps all others.")

    @group.command("check")
    @click.option("--json", "as_json", is_flag=True)
    def check(as_json: bool) -> None:
        """Unwrap every key once; fails if one was wrapped by another ENCRYPTION_KEY."""
        with world.database.reading() as session:
            ring, count, old = keyring(session), 0, 0
            for row in session.scalars(select(DataKey).where(DataKey.wrapped.is_not(None))):
                try:
                    ring.unwrap(row.id, row.wrapped or b"")
                except Unreadable as error:
                    fail(f"Key {row.id}: {error}.")
                count += 1
                old += not ring.is_current(row.wrapped or b"")
        if as_json:
            document({"keys": count, "previous": old})
            return
        click.echo(f"{count} keys can be read; {old} are still wrapped by the previous one.")

    @group.command("rotate")
    def rotate() -> None:
        """Wrap every key under ENCRYPTION_KEY; PREVIOUS_ENCRYPTION_KEY opens the old wrapping."""
        with world.database.reading() as session:
            total = session.execute(
                select(func.count()).where(DataKey.wrapped.is_not(None))
            ).scalar_one()
        done = 0
        with progress("Wrapping") as tell:
            while True:
                try:
                    with world.database.transaction() as session:
                        some = sealing.rewrap(session, limit=_AT_ONCE)
                except Unreadable as error:
                    fail(f"{error}; set PREVIOUS_ENCRYPTION_KEY to the old key.")
                done += some
                tell(done, total)
                if some < _AT_ONCE:
                    break
        click.echo(f"{done} keys were wrapped anew.")

    return group
