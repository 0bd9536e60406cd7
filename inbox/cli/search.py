"""`search`: make the index anew."""

from __future__ import annotations

import click
from sqlalchemy import func, select

from inbox.cli.say import Group, progress
from inbox.conversations.customer import Customer
from inbox.conversations.message import Message
from inbox.conversations.search import follow
from inbox.world import World


def commands(world: World) -> click.Group:
    group = Group("search", help="The index by which messages and customers are found.")

    @group.command("rebuild")
    def rebuild() -> None:
        """Forget the index and make it anew; until then not everything is found."""
        with world.database.reading() as session:
            total = sum(
                session.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (Message, Customer)
            )
        with progress("Indexing") as tell:
            looked_at = follow.rebuild(world.database, lambda done: tell(min(done, total), total))
        click.echo(f"{looked_at} messages and customers were looked at.")

    return group
