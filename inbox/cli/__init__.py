"""The flask commands: an operator's hands. Each opens a transaction and calls one verb.

Exit status 0: done. 1: it could not be done, and a sentence on stderr says why. 2: bad usage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask

from inbox.cli import (
    accounts,
    agents,
    backup,
    consent,
    demo,
    doctor,
    endpoints,
    events,
    keys,
    migrate,
    privacy,
    rules,
    search,
    tokens,
)
from inbox.cli.demo_shop import Simulated
from inbox.world import World


def register(app: Flask, world: World, simulated: Callable[[], Mapping[str, Simulated]]) -> None:
    """`simulated` brings the simulated providers, only when a demo command asks for them."""
    for commands in (
        accounts.commands(world),
        agents.commands(world),
        backup.backup(world),
        backup.restore(world),
        consent.commands(world),
        demo.commands(world, simulated),
        doctor.command(world),
        endpoints.commands(world),
        events.commands(world),
        keys.commands(world),
        migrate.command(world),
        privacy.commands(world),
        rules.commands(world),
        search.commands(world),
        tokens.commands(world),
    ):
        app.cli.add_command(commands)
