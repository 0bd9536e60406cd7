"""The phones as a process: where they live, when they refuse to start, and how they stop."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters import kinds, phones
from inbox import http


@pytest.fixture
def at(tmp_path):
    return phones.place(tmp_path, 8010)


def test_the_folder_and_the_seed_are_for_this_account_only_and_made_once(tmp_path):
    first, second = phones.place(tmp_path, 8010), phones.place(tmp_path, 9000)
    assert first.seed == second.seed
    assert len(first.seed) == 64
    assert stat.S_IMODE(first.state_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE((first.state_dir / "seed").stat().st_mode) == 0o600
    assert [file.name for file in first.state_dir.iterdir()] == ["seed"]


def test_whoever_comes_second_at_the_same_moment_takes_the_seed_of_the_first(tmp_path):
    seeds = set()
    racers = [
        threading.Thread(target=lambda: seeds.add(phones.place(tmp_path, 8010).seed))
        for _ in range(8)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(seeds) == 1


def test_mail_servers_get_the_next_two_ports(at):
    assert (at.url, at.smtp_port, at.imap_port) == ("http://127.0.0.1:8010", 8011, 8012)


def test_every_channel_with_a_simulator_is_found_and_nothing_is_started(at):
    hosted = phones.simulators(at)
    assert set(hosted) <= set(kinds())
    assert "threema" in hosted
    assert all(simulator.kind == kind for kind, simulator in hosted.items())


def test_the_page_is_not_taken_for_a_channel():
    assert not [kind for kind in kinds() if kind.startswith("phones")]


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PHONES_HOST": "0.0.0.0"}, "loopback"),
        ({"PHONES_HOST": "192.168.1.5"}, "loopback"),
        ({"PHONES_HOST": "example.org"}, "loopback"),
        ({"PHONES_PORT": "http"}, "PHONES_PORT"),
        ({"PHONES_PORT": "65534"}, "PHONES_PORT"),
        ({"PHONES_PORT": "0"}, "PHONES_PORT"),
    ],
)
def test_a_wrong_setting_stops_the_start(environment, said):
    with pytest.raises(ValueError, match=said):
        phones.configured(environment)


def test_settings_may_stand_in_files(tmp_path):
    (tmp_path / "port").write_text("8765\n")
    config = phones.configured({"PHONES_PORT_FILE": str(tmp_path / "port"), "PHONES_HOST": "::1"})
    assert (config.port, config.host, config.data_dir) == (8765, "::1", Path("./var"))


# ----- the process


def free_port() -> int:
    """The first of three that are free, below those that outgoing connections take."""
    for _ in range(100):
        port = 20_000 + secrets.randbelow(12_000)
        if all(is_free(port + n) for n in range(3)):
            return port
    raise AssertionError("no three free ports in a row")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def started(data_dir: Path, **environment: str) -> subprocess.Popen[str]:
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir)} | environment
    return subprocess.Popen(
        [sys.executable, "-m", "adapters.phones"],
        cwd=Path(phones.__file__).parents[1],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def running(data_dir: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    port = free_port()
    process = started(data_dir, PHONES_PORT=str(port))
    try:
        line = process.stdout.readline()
        assert f"http://127.0.0.1:{port}" in line, line + process.stdout.read()
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_serves_and_stops_within_two_seconds(tmp_path, sent):
    with running(tmp_path) as (url, process):
        assert http.call("GET", f"{url}/control/health").json()["kinds"] == list(
            phones.simulators(phones.place(tmp_path, 1))
        )
        assert http.call("GET", f"{url}/").status == 200
        account = http.call("GET", f"{url}/control/threema/demo-account").json()["settings"]
        assert account["base_url"] == f"{url}/threema"
        sign = {"from": account["gateway_id"], "secret": account["api_secret"]}
        assert http.call("GET", f"{url}/threema/credits", params=sign).ok
        process.send_signal(sent)
        assert process.wait(timeout=5) == 0
        assert sign["secret"] not in process.stdout.read()


@pytest.mark.slow
def test_it_says_why_it_does_not_start(tmp_path):
    process = started(tmp_path, PHONES_HOST="0.0.0.0")
    assert "loopback" in process.communicate(timeout=20)[0]
    assert process.returncode == 2
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = started(tmp_path, PHONES_PORT=str(taken.getsockname()[1]))
        assert "cannot start" in process.communicate(timeout=20)[0]
        assert process.returncode == 1


@pytest.mark.slow
def test_it_says_so_if_only_a_port_of_the_mail_servers_is_taken(tmp_path):
    port = free_port()
    with socket.create_server(("127.0.0.1", port + 2)):
        process = started(tmp_path, PHONES_PORT=str(port))
        said = process.communicate(timeout=20)[0]
    assert "cannot start" in said
    assert "Traceback" not in said
    assert process.returncode == 1
