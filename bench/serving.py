"""Starts the servers that the product is compared with, and stops them again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from tests.stand import free_ports, listens, wait_for

# The product's own, see `workers.supervisor`.
_GUNICORN: Final = (
    "gunicorn", "--worker-class", "gthread", "--workers", "1",
    "--threads", "32", "--no-control-socket", "--keep-alive", "30", "--log-level", "warning",
)  # fmt: skip


@contextmanager
def floor(database: str, key: str) -> Iterator[int]:
    """The port of a floor server on this database, for requests signed with `key`."""
    port = free_ports(1)
    environment = {**os.environ, "FLOOR_DATABASE": database, "FLOOR_KEY": key}
    with _running(_gunicorn("bench.floor:app", port), port, environment):
        yield port


@contextmanager
def bare_stream() -> Iterator[int]:
    """The port of a page that shows what is posted to it."""
    port = free_ports(1)
    with _running(_gunicorn("bench.bare_stream:app", port), port, os.environ):
        yield port


@contextmanager
def responder() -> Iterator[int]:
    port = free_ports(1)
    with _running(["bench.responder", str(port)], port, os.environ):
        yield port


def _gunicorn(app: str, port: int) -> Sequence[str]:
    return [*_GUNICORN, "--bind", f"127.0.0.1:{port}", app]


@contextmanager
def _running(module: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", *module]
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: listens(port), seconds=20, what=module[0])
            yield
        finally:
            process.terminate()
