"""A whole Kontor in processes of its own, with simulated providers: for crashes and benchmarks."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from adapters import discover, phones
from inbox.accounts import manage
from inbox.config import load
from inbox.migrations import run as migrations
from inbox.world import World, build, install
from workers.embedded import EmbeddedServer

ROLES = ("in", "out", "slow", "schedule")
Command = Callable[[str, Mapping[str, str]], list[str]]


def command(role: str, environment: Mapping[str, str]) -> list[str]:
    """As an operator would start it."""
    if role == "web":
        return serving("app:create_app()", environment)
    if role == "phones":
        return [sys.executable, "-m", "adapters.phones"]
    return [sys.executable, "-m", "workers", role]


def serving(application: str, environment: Mapping[str, str], *, workers: int = 1) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", application,
        "--bind", f"127.0.0.1:{environment['PORT']}", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", environment.get("WEB_THREADS", "32"),
        "--no-control-socket", "--keep-alive", "30",
        "--graceful-timeout", "3", "--log-level", "warning",
    ]  # fmt: skip


@dataclass(slots=True)
class Stand:
    """`world` is this process's own view of the same installation. Of a role there may be several
    processes: "in#1", "in#2"."""

    world: World
    environment: dict[str, str]
    redis: EmbeddedServer
    accounts: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    command: Command = command

    @property
    def url(self) -> str:
        return self.world.settings.base_url

    def hook(self, kind: str) -> str:
        return f"{self.url}/hooks/{self.accounts[kind]}"

    def start(self, *names: str) -> None:
        for name in names:
            self.processes[name] = subprocess.Popen(
                self.command(name.split("#")[0], self.environment),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """As the power cut does: at once, with everything that it started."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()

    # ----- the phones

    def control(self, method: str, path: str, document: Mapping[str, Any] | None = None) -> Any:
        answer = requests.request(
            method,
            f"http://127.0.0.1:{self.environment['PHONES_PORT']}/control{path}",
            json=document,
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def connect_phones(self) -> None:
        simulators = phones.simulators(self.place())
        for kind, account_id in self.accounts.items():
            settings = dict(simulators[kind].demo_account().settings)
            self.control(
                "PUT",
                f"/{kind}/connection",
                {"settings": settings, "callback": f"{self.url}/hooks/{account_id}"},
            )

    def place(self) -> Any:
        return phones.place(self.world.settings.data_dir, int(self.environment["PHONES_PORT"]))


@contextmanager
def stand(
    database_url: str | None = None, kinds: Sequence[str] = ("whatsapp",), **settings: str
) -> Iterator[Stand]:
    """Migrated, with an account for each kind; nothing runs but the Redis-compatible server."""
    with tempfile.TemporaryDirectory(prefix="kontor-stand-") as folder:
        environment = _environment(Path(folder), database_url) | settings
        redis = EmbeddedServer(Path(folder) / "valkey.sock", Path(folder) / "redis")
        redis.start()
        environment["REDIS_URL"] = redis.url
        world = build(load(environment), discover())
        migrations.upgrade(world.database)
        install(world)
        built = Stand(world, environment, redis, {})
        try:
            built.accounts = _accounts(built, kinds)
            yield built
        finally:
            built.stop()
            redis.stop()
            world.close()


def wait_for(condition: Any, *, seconds: float = 60, what: str = "it") -> None:
    """Poll with a deadline; AssertionError when it passes."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.05)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_ports(count: int) -> int:
    """The first of `count` neighbouring free ports, below those the system hands out itself."""
    for first in range(10_000 + secrets.randbelow(20_000), 32_000, count):
        if not any(listens(port) for port in range(first, first + count)):
            return first
    raise RuntimeError("no free ports")


def _environment(folder: Path, database_url: str | None) -> dict[str, str]:
    port = free_ports(4)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": database_url or f"sqlite:///{folder}/kontor.sqlite3",
        "PORT": str(port),
        "PHONES_PORT": str(port + 1),
        "LOG_LEVEL": "WARNING",
    }


def _accounts(built: Stand, kinds: Sequence[str]) -> dict[str, str]:
    simulators = phones.simulators(built.place())
    accounts = {}
    with built.world.database.transaction() as session:
        for kind in kinds:
            demo = simulators[kind].demo_account()
            account = manage.add(
                session,
                discover()[kind],
                label=demo.label,
                values=demo.settings,
                now=built.world.clock(),
            )
            accounts[kind] = account.id
    return accounts


def as_json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document).encode()
