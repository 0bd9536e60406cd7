"""Every promised command is there, helps, and fails with a sentence and the right status."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import inspect

from inbox.config import load
from inbox.migrations import run as migrations
from inbox.shop import the_shop
from inbox.world import build
from tests.conftest import settings_environment
from tests.inbox.cli.conftest import typist
from tests.pigeon import KINDS
from tests.shop import configure_shop

PROMISED = {
    "accounts": ("add", "list", "check", "pause", "resume"),
    "agents": ("add", "list", "disable"),
    "backup": (),
    "consent": ("verify", "proof", "import"),
    "demo": ("seed", "open", "reset"),
    "doctor": (),
    "events": ("list", "show", "replay"),
    "keys": ("check", "rotate"),
    "migrate": (),
    "restore": (),
    "rules": ("decide", "hours", "facts", "simulate", "log"),
    "tokens": ("add", "list", "revoke"),
}
COMMANDS = [(name, *verb) for name, verbs in PROMISED.items() for verb in zip(verbs or [None])]


@pytest.fixture(scope="module")
def away(tmp_path_factory):
    """An installation whose database cannot be reached."""
    url = "postgresql://kontor:s3cret@127.0.0.1:1/kontor"
    folder = tmp_path_factory.mktemp("away")
    world = build(load(settings_environment(url, folder)), KINDS)
    yield typist(world)
    world.close()


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(filter(None, words)))
def test_every_command_helps(away, words):
    done = away(*filter(None, words), "--help")
    assert done.exit_code == 0
    assert "Usage:" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("accounts", "list"), ("accounts", "pause", "x"), ("agents", "add", "a@x"),
        ("agents", "list"), ("backup", "somewhere"), ("demo", "seed"), ("events", "list"),
        ("events", "replay", "--all"), ("keys", "check"), ("keys", "rotate"), ("migrate",),
        ("tokens", "add", "x"), ("tokens", "list"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_database_that_is_away_is_a_sentence(away, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    failed = away(*words)
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert failed.stderr.count("\n") == 1
    assert "doctor" in failed.stderr
    assert "s3cret" not in failed.stderr


def test_migrating_completes_a_fresh_installation_and_twice_is_once(tmp_path):
    url = f"sqlite:///{tmp_path}/empty.sqlite3"
    world = build(load(settings_environment(url, tmp_path)), KINDS)
    run = typist(world)
    assert run("migrate").exit_code == 0
    assert migrations.is_current(world.database)
    configure_shop(world, name="Lavendel")
    assert run("migrate").exit_code == 0
    with world.database.reading() as session:
        assert the_shop(session).name == "Lavendel"
    assert "data_key" in inspect(world.database.engine).get_table_names()
    world.close()


def test_a_process_of_its_own_ends_with_the_same_status(tmp_path):
    """Through flask itself, as an operator types it; nothing is migrated yet."""
    environment = settings_environment(f"sqlite:///{tmp_path}/kontor.sqlite3", tmp_path)
    flask = [sys.executable, "-m", "flask", "--app", "app"]

    def status(*words):
        done = subprocess.run([*flask, *words], env=environment, capture_output=True, check=False)
        assert b"Traceback" not in done.stderr
        return done.returncode

    assert status("agents", "list") == 1
    assert status("agents", "paint") == 2
