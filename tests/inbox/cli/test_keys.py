"""The key that wraps all others is checked and exchanged, and nothing is lost on the way."""

from __future__ import annotations

import dataclasses
import json

from inbox.sealing import DataKey
from inbox.world import build
from tests.inbox.cli.conftest import typist
from tests.pigeon import KINDS
from tests.shop import Customers, open_account, rows, texts

OLD, NEW = b"k" * 32, b"n" * 32


def again(world, **keys):
    """The same installation with other settings, as after a restart."""
    settings = dataclasses.replace(world.settings, **keys)
    return build(settings, KINDS, bell=world.bell, clock=world.clock)


def test_keys_are_counted(world, run):
    Customers(world, open_account(world)).write("Hallo")
    done = run("keys", "check")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{len(rows(world, DataKey))} keys can be read; 0 ")
    told = json.loads(run("keys", "check", "--json").stdout)
    assert told == {"keys": len(rows(world, DataKey)), "previous": 0}


def test_another_encryption_key_is_noticed(world):
    other = again(world, encryption_key=NEW)
    failed = typist(other)("keys", "check")
    other.close()
    assert failed.exit_code == 1
    assert "another ENCRYPTION_KEY" in failed.stderr


def test_the_key_is_exchanged_without_losing_a_word(world):
    Customers(world, open_account(world)).write("Hallo")
    said = texts(world)
    both = again(world, encryption_key=NEW, previous_encryption_key=OLD)
    run = typist(both)
    count = len(rows(world, DataKey))
    assert json.loads(run("keys", "check", "--json").stdout) == {"keys": count, "previous": count}
    done = run("keys", "rotate")
    assert (done.exit_code, done.stdout) == (0, f"{count} keys were wrapped anew.\n")
    assert done.stderr == ""  # no bar where nobody watches
    assert run("keys", "rotate").stdout == "0 keys were wrapped anew.\n"
    both.close()
    new = again(world, encryption_key=NEW)
    assert texts(new) == said
    new.close()


def test_the_old_key_is_needed_to_exchange_it(world):
    other = again(world, encryption_key=NEW)
    failed = typist(other)("keys", "rotate")
    other.close()
    assert failed.exit_code == 1
    assert "PREVIOUS_ENCRYPTION_KEY" in failed.stderr


def test_a_backup_survives_the_exchange_of_the_key(fresh, tmp_path):
    """Keys are wrapped anew, but the one that signs is still the same."""
    world = fresh("sqlite")
    Customers(world, open_account(world)).write("Hallo")
    said = texts(world)
    both = again(world, encryption_key=NEW, previous_encryption_key=OLD)
    run = typist(both)
    assert run("keys", "rotate").exit_code == 0
    told = json.loads(run("backup", tmp_path, "--json").stdout)
    both.close()
    target = fresh("sqlite", key=NEW)
    assert typist(target)("restore", told["data"], told["keys"]).exit_code == 0
    assert texts(target) == said
