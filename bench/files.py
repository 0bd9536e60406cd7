"""Files: from an announced picture to its sealed bytes in the store, in the product's own worker.

The provider is simulated and costs next to nothing; the floor fetches the same bytes with
`requests` and writes them to the disk, synced, without looking at them.
"""

from __future__ import annotations

import base64
import os
import secrets
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import requests
from sqlalchemy import func, select

from bench.databases import DATABASES
from bench.figure import Figure, Goal, Invalid, over_rounds
from bench.progress import saying
from inbox.media.attachment import Attachment, FileState
from tests.adapters.scripted import scripted_server
from tests.stand import Stand, listens, stand, wait_for

RATE: Final = Goal(">=", 5)
_KIND: Final = "whatsapp"
_MEGABYTE: Final = 1024 * 1024
_FILE: Final = 5 * _MEGABYTE  # the largest picture that WhatsApp sends on
_ROUNDS: Final = 3
_WITHIN: Final = 120.0


def measure(*, quick: bool) -> Iterator[Figure]:
    """Raises `Invalid`."""
    many = 4 if quick else 12
    floors = [_floor(many) for _ in range(_ROUNDS)]
    yield over_rounds("floor: requests, and a synced file", floors, "MB/s")
    for name, opened in DATABASES.items():
        with opened() as databases, stand(databases.product("kontor"), kinds=(_KIND,)) as kontor:
            _open(kontor)
            saying(f"files on {name}")
            rates = [_rate(kontor, many) for _ in range(_ROUNDS)]
        yield over_rounds(
            f"{name}: pictures of 5 MB, fetched, checked, sealed", rates, "MB/s", RATE
        )


def _open(kontor: Stand) -> None:
    kontor.start("web", "in", "slow", "schedule", "phones")
    ports = [int(kontor.environment[name]) for name in ("PORT", "PHONES_PORT")]
    wait_for(lambda: all(listens(port) for port in ports), what="the processes")
    kontor.connect_phones()
    _rate(kontor, 1)  # nobody's first connection is measured


def _rate(kontor: Stand, many: int) -> float:
    """The worker holds still until everything is announced and lies ready at the provider."""
    before, worker = _count(kontor, FileState.STORED), kontor.processes["slow"]
    os.killpg(worker.pid, signal.SIGSTOP)
    try:
        for _ in range(many):
            _announce(kontor, secrets.token_bytes(_FILE))
        wait_for(lambda: _count(kontor, FileState.WAITING) == many, what="the announcements")
    finally:
        os.killpg(worker.pid, signal.SIGCONT)
    began = time.monotonic()
    while _count(kontor, FileState.STORED) < before + many:
        if time.monotonic() - began > _WITHIN:
            raise Invalid(f"after {_WITHIN:.0f} s some of {many} pictures were not stored")
        time.sleep(0.02)
    return many * _FILE / _MEGABYTE / (time.monotonic() - began)


def _announce(kontor: Stand, picture: bytes) -> None:
    content = base64.b64encode(picture).decode()
    file = {"name": "foto.jpg", "content_type": "image/jpeg", "content": content}
    document = {"kind": "image", "text": "So kam es an", "file": file}
    kontor.control("POST", f"/{_KIND}/customers/491713920001/messages", document)


def _count(kontor: Stand, state: FileState) -> int:
    query = select(func.count()).where(Attachment.state == state)
    with kontor.world.database.reading() as session:
        return session.execute(query).scalar_one()


def _floor(many: int) -> float:
    with scripted_server() as server, tempfile.TemporaryDirectory() as folder:
        for _ in range(many):
            server.answer(200, secrets.token_bytes(_FILE))
        began = time.monotonic()
        for number in range(many):
            _kept(requests.get(server.url, timeout=30).content, Path(folder) / str(number))
        return many * _FILE / _MEGABYTE / (time.monotonic() - began)


def _kept(content: bytes, path: Path) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
