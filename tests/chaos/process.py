"""A process of Kontor in a storm: its clock is wrong by what a file says, its disk may be full.

`python -m tests.chaos.process in|out|slow|schedule`; gunicorn calls `create_app`.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

import app
from adapters import discover
from inbox import logs
from inbox.config import load
from inbox.media.store import Store
from inbox.world import World, build
from workers.__main__ import serve

# Nobody wants to wait half a minute for a provider that does not answer.
PATIENCE_SECONDS = 3.0
_ROOM_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Weather:
    """What the storm does to all processes at once, told in files of one folder."""

    folder: Path

    @property
    def disk(self) -> Path:
        """While it exists, there is no room for files."""
        return self.folder / "disk-is-full"

    def now(self) -> datetime:
        try:
            seconds = float((self.folder / "clock").read_text())
        except (FileNotFoundError, ValueError):  # nobody moved it yet, or is about to
            seconds = 0.0
        return datetime.now(UTC) + timedelta(seconds=seconds)

    def move_clock(self, seconds: float) -> None:
        """Everybody's clock is wrong by so much from now on."""
        draft = self.folder / "clock.new"
        draft.write_text(str(seconds))
        draft.replace(self.folder / "clock")


@dataclass(frozen=True, slots=True)
class CrampedStore(Store):
    """The kernel refuses to let a file grow while the disk counts as full."""

    weather: Weather = None  # type: ignore[assignment]

    def write(self, name: str, key: tuple[str, bytes], pieces: Iterable[bytes]) -> int:
        with self._room():
            return Store.write(self, name, key, pieces)

    @contextmanager
    def _room(self) -> Any:
        if not self.weather.disk.exists():
            yield
            return
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM_BYTES, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


def build_world(environment: Any) -> World:
    settings = load(environment)
    weather = Weather(Path(environment["WEATHER"]))
    built = build(settings, discover(), clock=weather.now)
    return replace(built, store=CrampedStore(built.store.folder, weather=weather))


def create_app() -> Any:
    return app.create_app(_world())


def _world() -> World:
    logs.configure("WARNING")
    logs.tell_of_deaths()
    _lose_patience()
    return build_world(os.environ)


def _lose_patience() -> None:
    request = requests.Session.request

    def hurried(self: requests.Session, *arguments: Any, **named: Any) -> requests.Response:
        connect, read = named["timeout"]
        named["timeout"] = (connect, min(read, PATIENCE_SECONDS))
        return request(self, *arguments, **named)

    requests.Session.request = hurried  # type: ignore[method-assign]


if __name__ == "__main__":
    serve(_world(), sys.argv[1])
