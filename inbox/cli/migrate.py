"""`migrate`: bring the database up to date and complete a fresh installation."""

from __future__ import annotations

import click

from inbox.cli.say import Command
from inbox.migrations import run
from inbox.world import World, install


def command(world: World) -> click.Command:
    @click.command("migrate", cls=Command)
    def migrate() -> None:
        """Bring the database to the newest revision; safe to run at any time."""
        if not run.is_current(world.database):
            run.upgrade(world.database)
        install(world)

    return migrate
