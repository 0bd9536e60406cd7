"""`make run`: start everything that one machine needs, watch it, and stop it again.

The embedded server, the web process, one worker per queue, the scheduler and the simulated phones.
What dies is started again; SIGINT and SIGTERM stop everything that was started, within 10 s.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inbox.config import ConfigError, Settings, load
from workers.embedded import EmbeddedServer, NoServer
from workers.forked import Forked

_STOPS_WITHIN: Final = 7.0
_READY_WITHIN: Final = 60.0
_SHORTEST_LIFE: Final = 5.0  # who dies younger rests longer each time
_LONGEST_REST: Final = 30.0


@dataclass(slots=True)
class Child:
    name: str
    live: Callable[[], int]
    process: Forked | None = None
    started: float = 0.0
    early_deaths: int = 0
    rests_until: float = 0.0


def main() -> int:
    try:
        settings = load(os.environ)
        _refuse_taken_ports(settings)
        return Supervisor(settings, os.environ).run()
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except NoServer as error:
        sys.stderr.write(f"{error}\n")
        return 1


class Supervisor:
    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        self._settings = settings
        self._redis = _embedded(settings, environment)
        self._children = [Child(name, live) for name, live in _lives(settings).items()]
        self._stopping = threading.Event()

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        try:
            if self._redis is not None:
                self._redis.start()
            self._step("migrate")
            self._step("demo", "seed")
            _load_what_all_need()
            for child in self._children:
                self._start(child)
            self._wait_until_ready()
            self._step("demo", "open")
            while not self._stopping.wait(0.5):
                self._watch()
        finally:
            self._stop()
        return 0

    def _step(self, *arguments: str) -> None:
        """A command in a process of its own, so that this one stays small. Raises `NoServer`."""
        if self._stopping.is_set():
            return
        command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
        done = subprocess.run(command, check=False)  # noqa: S603 - our own command
        if done.returncode != 0 and not self._stopping.is_set():
            raise NoServer(f"`flask --app app {' '.join(arguments)}` failed; see above.")

    def _start(self, child: Child) -> None:
        child.process = Forked(child.live)
        child.started = time.monotonic()

    def _wait_until_ready(self) -> None:
        """Raises `NoServer` if a process does not come up."""
        deadline = time.monotonic() + _READY_WITHIN
        ports = (self._settings.port, self._settings.phones_port)
        while not self._stopping.is_set() and not all(_listens(port) for port in ports):
            dead = [c.name for c in self._children if c.process and c.process.poll() is not None]
            if dead or time.monotonic() > deadline:
                raise NoServer(f"{', '.join(dead) or 'Kontor'} did not start; see above.")
            self._stopping.wait(0.1)

    def _watch(self) -> None:
        if self._redis is not None and not self._redis.is_running():
            self._redis.start()
        for child in self._children:
            if child.process is None or child.process.poll() is None:
                continue
            now = time.monotonic()
            if child.rests_until == 0.0:
                young = now - child.started < _SHORTEST_LIFE
                child.early_deaths = child.early_deaths + 1 if young else 0
                child.rests_until = now + min(2.0**child.early_deaths - 1, _LONGEST_REST)
                code = child.process.returncode
                sys.stderr.write(f"{child.name} ended ({code}); it is started again.\n")
            if now >= child.rests_until:
                child.rests_until = 0.0
                self._start(child)

    def _stop(self) -> None:
        running = [c.process for c in self._children if c.process]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _STOPS_WITHIN
        for process in running:
            if not process.wait(max(0.0, deadline - time.monotonic())):
                process.kill()
                process.wait(1)
        if self._redis is not None:
            self._redis.stop()


def _load_what_all_need() -> None:
    """Import before forking, and keep the collector from touching (and copying) what is shared."""
    import app  # noqa: F401
    import workers.__main__  # noqa: F401

    gc.collect()
    gc.freeze()


def _lives(settings: Settings) -> dict[str, Callable[[], int]]:
    roles = ("in", "out", "slow", "schedule")
    workers = {role: (lambda role=role: _work(role)) for role in roles}
    return {"web": lambda: _serve(settings), **workers, "phones": _play}


def _serve(settings: Settings) -> int:
    from gunicorn.app.wsgiapp import run

    sys.argv = [
        "gunicorn", "app:create_app()",
        "--bind", f"127.0.0.1:{settings.port}",
        "--worker-class", "gthread", "--workers", "1", "--threads", str(settings.web_threads),
        "--no-control-socket", "--worker-tmp-dir", _memory_folder(),
        "--graceful-timeout", "5", "--timeout", "60", "--keep-alive", "30",
        "--log-level", "warning",
    ]  # fmt: skip
    run()
    return 0


def _work(role: str) -> int:
    from workers.__main__ import main as work

    return work([role])


def _play() -> int:
    from adapters.phones import main as play

    return play()


def _embedded(settings: Settings, environment: Mapping[str, str]) -> EmbeddedServer | None:
    if environment.get("REDIS_URL") or environment.get("REDIS_URL_FILE"):
        return None
    socket_path = Path(settings.redis_url.removeprefix("unix://"))
    return EmbeddedServer(socket_path, settings.data_dir / "redis")


def _refuse_taken_ports(settings: Settings) -> None:
    """Two copies run side by side on different ports; on the same one neither would work."""
    for name, port in (("PORT", settings.port), ("PHONES_PORT", settings.phones_port)):
        if _listens(port):
            raise ConfigError(f"Port {port} is taken; set {name} to a free one.")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _memory_folder() -> str:
    """For gunicorn's heartbeat file: in memory where that can be, so that no disk stalls it."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else "/tmp"  # noqa: S108


if __name__ == "__main__":
    sys.exit(main())
