"""Size: how much memory the embedded system takes, all processes but the phones, when idle.

PSS counts a page that several processes share once, divided among them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psutil  # type: ignore[import-untyped]

from bench.figure import Figure, Goal, Invalid
from bench.progress import saying
from tests.stand import free_ports, listens, wait_for

TOTAL: Final = Goal("<=", 400)
_IDLE_SECONDS: Final = 60
_STARTS_WITHIN: Final = 120
_STOPS_WITHIN: Final = 20
_MEGABYTE: Final = 1024 * 1024


def measure(*, quick: bool) -> Iterator[Figure]:
    """Raises `Invalid`."""
    idle = 10 if quick else _IDLE_SECONDS
    with _embedded_system() as (supervisor, phones_port):
        for left in range(idle, 0, -1):
            saying(f"size: idle for {left} s more")
            time.sleep(1)
        everybody = [supervisor, *supervisor.children(recursive=True)]
        phones = [one for one in everybody if _listens_at(one, phones_port)]
        if len(phones) != 1:
            raise Invalid("the process of the phones was not found")
        sizes = {one.pid: one.memory_full_info().pss / _MEGABYTE for one in everybody}
    without = sum(sizes.values()) - sizes[phones[0].pid]
    yield Figure("PSS of all processes but the phones", without, "MB", TOTAL)
    yield Figure("processes", len(everybody) - 1)


@contextmanager
def _embedded_system() -> Iterator[tuple[psutil.Process, int]]:
    """As `make run` starts it, in a folder of its own."""
    port = free_ports(4)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="kontor-size-") as folder:
        ports = {"PORT": str(port), "PHONES_PORT": str(port + 1)}
        command = [sys.executable, "-m", "workers.supervisor"]
        with subprocess.Popen(
            command,
            env={**kept, **ports, "DATA_DIR": folder},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                saying("size: starting the embedded system")
                wait_for(
                    lambda: listens(port) and listens(port + 1),
                    seconds=_STARTS_WITHIN,
                    what="the embedded system",
                )
                yield psutil.Process(process.pid), port + 1
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(_STOPS_WITHIN)


def _listens_at(process: psutil.Process, port: int) -> bool:
    return any(
        one.laddr.port == port and one.status == psutil.CONN_LISTEN
        for one in process.net_connections(kind="inet")
    )
