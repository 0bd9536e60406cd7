"""What tests of the commands can ask for: somebody who types them, and further installations."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result, _NamedTextIOWrapper

import app as kontor
from inbox.backup.take import take
from inbox.channel import Channel
from inbox.config import load
from inbox.world import World, build, install
from tests.conftest import Clock, CountingBell, _empty, settings_environment
from tests.inbox.cli.installation import live_in
from tests.pigeon import KINDS, Loft, Pigeon

Type = Callable[..., Result]
Fresh = Callable[..., World]


@dataclass(frozen=True)
class Backup:
    """As it was at noon; tests must not write to these files."""

    data: Path
    keys: Path


def typist(world: World) -> Type:
    """Types commands at this installation; a traceback fails the test."""
    runner = kontor.create_app(world).test_cli_runner()

    def typed(*words: object, stdin: str | bytes | None = None) -> Result:
        arguments = [str(word) for word in words]
        return runner.invoke(args=arguments, input=stdin, catch_exceptions=False)

    return typed


@pytest.fixture
def run(world: World) -> Type:
    return typist(world)


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits there and can be asked."""
    monkeypatch.setattr(_NamedTextIOWrapper, "isatty", lambda _stream: True, raising=False)


@pytest.fixture
def fresh(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, loft: Any
) -> Iterator[Fresh]:
    """`fresh("sqlite")` and `fresh("postgresql")`: a migrated, empty installation; there is only
    one on PostgreSQL, emptied each time."""
    built: list[World] = []

    def make(
        kind: str, *, key: bytes = b"k" * 32, kinds: Mapping[str, type[Channel]] = KINDS
    ) -> World:
        folder = tmp_path / f"installation-{len(built)}"
        folder.mkdir()
        environment = settings_environment(_database(request, kind, folder), folder)
        environment["ENCRYPTION_KEY"] = base64.b64encode(key).decode()
        built.append(_installed(environment, clock, kinds))
        return built[-1]

    yield make
    for world in built:
        world.close()


@pytest.fixture(scope="session")
def backup(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Backup:
    """Of an installation in use, on SQLite."""
    folder = tmp_path_factory.mktemp("backup")
    shutil.copy(migrated_sqlite, folder / "kontor.sqlite3")
    environment = settings_environment(f"sqlite:///{folder}/kontor.sqlite3", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pigeon, "loft", Loft())
        world = _installed(environment, Clock(), KINDS)
        live_in(world)
        taken = take(world, folder, lambda _done, _total: None)
        world.close()
    return Backup(taken.data, taken.keys)


def _installed(
    environment: Mapping[str, str], clock: Clock, kinds: Mapping[str, type[Channel]]
) -> World:
    world = build(load(environment), kinds, bell=CountingBell(), clock=clock)
    install(world)
    return world


def _database(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    if kind == "postgresql":
        url: str = request.getfixturevalue("postgresql_url")
        _empty(url)
        return url
    path = folder / "kontor.sqlite3"
    shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
    return f"sqlite:///{path}"
