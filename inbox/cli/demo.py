"""`demo`: a shop that exists only here, connected to the simulated providers.

Its login and its token are made for this installation and kept in DATA_DIR/demo.json (0600).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import click
from sqlalchemy import select

from inbox import http
from inbox.channel import OutcomeUnknown, TryLater
from inbox.cli.demo_shop import Demo, Simulated, seed
from inbox.cli.say import Group, fail
from inbox.leases import is_any_held
from inbox.migrations import run
from inbox.people.agent import Agent
from inbox.sealing import keyring
from inbox.world import World, install


def commands(world: World, simulated: Callable[[], Mapping[str, Simulated]]) -> click.Group:
    group = Group("demo", help="The demo shop.")

    @group.command("seed")
    def seed_once() -> None:
        """Make the demo shop, unless there is one or the installation is in use."""
        _refuse_production(world)
        if _read(world) is None and not _in_use(world):
            _write(world, seed(world, simulated()))

    @group.command("open")
    def open_demo() -> None:
        """Connect the simulated providers, let their customers write, say where everything is."""
        demo = _read(world)
        if demo is None:
            click.echo(f"Inbox    {world.settings.base_url}")
            return
        _connect(world, demo, simulated())
        _welcome(world, demo)

    @group.command("reset")
    @click.option("--yes", is_flag=True, help="Do not ask.")
    def reset(yes: bool) -> None:
        """Forget everything in this installation and make the demo shop anew."""
        _refuse_production(world)
        if _read(world) is None:
            fail("This installation is not a demo; nothing was deleted.")
        _refuse_running(world)
        if not yes:
            click.confirm("Delete everything in this installation?", abort=True)
        _forget(world, simulated())
        _write(world, seed(world, simulated()))

    return group


def _forget(world: World, simulated: Mapping[str, Simulated]) -> None:
    """The file goes last: what was interrupted is still a demo and can be reset again."""
    run.downgrade(world.database)
    run.upgrade(world.database)
    with world.database.reading() as session:
        keyring(session).forget()  # it may know keys that are gone
    install(world)
    shutil.rmtree(world.store.folder, ignore_errors=True)
    for simulator in simulated.values():
        shutil.rmtree(simulator.place.state_dir, ignore_errors=True)


def _connect(world: World, demo: Demo, simulated: Mapping[str, Simulated]) -> None:
    for kind, simulator in simulated.items():
        account_id = demo.accounts.get(kind)
        if account_id is None:  # a channel that was added after the seed
            continue
        connection = {
            "settings": dict(simulator.demo_account().settings),
            "callback": world.settings.callback(account_id),
        }
        _tell(simulator.place.url, "PUT", f"/control/{kind}/connection", connection)
    some = next(iter(simulated.values()), None)
    if some is not None:
        _tell(some.place.url, "POST", "/control/story", {})


def _tell(url: str, method: str, path: str, document: Mapping[str, Any]) -> None:
    try:
        answer = http.call(
            method,
            url + path,
            headers={"Content-Type": "application/json"},
            body=json.dumps(document).encode(),
        )
    except (TryLater, OutcomeUnknown) as error:
        fail(f"The simulated phones do not answer ({error.code}).")
    if not answer.ok:
        fail(f"The simulated phones refused {path}: {answer.status}.")


def _welcome(world: World, demo: Demo) -> None:
    settings = world.settings
    click.echo(
        "\n"
        f"  Kontor is running. Ctrl-C stops everything.\n\n"
        f"  Inbox     {settings.base_url}\n"
        f"  Phones    http://127.0.0.1:{settings.phones_port}   (play the customer here)\n"
        f"  Sign in   {demo.email}   {demo.password}\n"
        f"  CRM API   {settings.base_url}/api/v1   token {demo.token}\n"
    )


def _refuse_production(world: World) -> None:
    if world.settings.production:
        fail("There is no demo in production.")


def _refuse_running(world: World) -> None:
    with world.database.reading() as session:
        if is_any_held(session):
            fail("Kontor is running (or was a minute ago); stop it first.")


def _in_use(world: World) -> bool:
    with world.database.reading() as session:
        return session.execute(select(Agent.id).limit(1)).first() is not None


def _path(world: World) -> Path:
    return world.settings.data_dir / "demo.json"


def _read(world: World) -> Demo | None:
    path = _path(world)
    if not path.exists():
        return None
    return Demo(**cast("dict[str, Any]", json.loads(path.read_text())))


def _write(world: World, demo: Demo) -> None:
    path = _path(world)
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(demo)))
    draft.replace(path)
