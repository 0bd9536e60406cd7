"""The doctor says one line about everything, and 1 if anything is ill; nothing stops it."""

from __future__ import annotations

import dataclasses
import json
import shutil
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from inbox import leases
from inbox.accounts import manage
from inbox.accounts.account import Account
from inbox.channel import CheckFailed, Health, RawRequest
from inbox.cli import doctor
from inbox.config import load
from inbox.watch.alert import look
from inbox.watch.findings import LEAST_FREE
from inbox.world import build
from tests.conftest import settings_environment
from tests.inbox.cli.conftest import typist
from tests.pigeon import KINDS, Pigeon
from tests.shop import Customers, configure_shop, open_account

NAMES = [name for name, _check in doctor.CHECKS]


@pytest.fixture
def healthy(world, redis_url):
    """Everything is there and set."""
    configure_shop(world, privacy_url="https://shop.example/datenschutz")
    _hold_the_schedule(world)
    settings = dataclasses.replace(world.settings, redis_url=redis_url)
    return dataclasses.replace(world, settings=settings)


def _hold_the_schedule(world):
    with world.database.transaction() as session:
        leases.acquire(session, "schedule", holder="host:1", seconds=600)


def ill(world) -> dict[str, str]:
    """What is ill, by name, with what is said of it."""
    done = typist(world)("doctor", "--json")
    found = json.loads(done.stdout)
    wrong = {one["name"]: one["says"] for one in found if not one["ok"]}
    assert done.exit_code == (1 if wrong else 0)
    assert [one["name"] for one in found][: len(NAMES)] == NAMES
    return wrong


def test_a_healthy_installation_is_called_healthy(healthy, monkeypatch):
    open_account(healthy, name="loft")
    monkeypatch.setattr(Pigeon, "health", lambda _self: Health({"corn": "plenty\nof it"}))
    done = typist(healthy)("doctor")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) == len(NAMES) + 1
    assert all(line.startswith("ok    ") for line in lines)
    assert lines[-1] == "ok    account loft: corn plenty of it"
    assert "losing it loses everything" in done.stdout


def test_redis_that_is_away_is_ill_but_loses_nothing(world):
    configure_shop(world, privacy_url="https://shop.example/datenschutz")
    _hold_the_schedule(world)
    assert set(ill(world)) == {"redis"}
    assert "nothing is lost" in ill(world)["redis"]


def test_another_encryption_key_is_ill_in_every_account(healthy):
    open_account(healthy, name="loft")
    settings = dataclasses.replace(healthy.settings, encryption_key=b"n" * 32)
    other = build(settings, KINDS, bell=healthy.bell, clock=healthy.clock)
    found = ill(other)
    other.close()
    assert set(found) == {"keys", "account loft"}
    assert "ENCRYPTION_KEY" in found["keys"]


def test_a_shop_without_a_privacy_notice_is_ill(healthy):
    configure_shop(healthy, privacy_url="")
    assert set(ill(healthy)) == {"shop"}


def test_dead_letters_are_ill(healthy):
    shop = Customers(healthy, open_account(healthy))
    shop.arrive(RawRequest("POST", "/", {}, {}, b"{"))
    assert "understood: 1;" in ill(healthy)["dead letters"]


def test_work_that_nobody_does_is_ill(healthy, clock):
    shop = Customers(healthy, open_account(healthy))
    shop.write("Wo ist mein Paket?")  # its answer waits
    clock.advance(minutes=4)
    assert ill(healthy) == {}
    clock.advance(minutes=2)
    assert "workers" in ill(healthy)["work"]


def test_work_of_a_paused_account_waits_rightly_and_the_account_is_ill(healthy, clock):
    shop = Customers(healthy, open_account(healthy, name="loft"))
    shop.write("Wo ist mein Paket?")
    with healthy.database.transaction() as session:
        account = session.get_one(Account, shop.account_id)
        manage.pause(session, account, reason="BY_HAND", now=clock())
    clock.advance(days=1)
    found = ill(healthy)
    assert set(found) == {"account loft"}
    assert f"accounts resume {shop.account_id}" in found["account loft"]


def test_an_account_that_is_ill_says_what_to_do(healthy, monkeypatch):
    def check(_self):
        raise CheckFailed("Buy more corn.")

    open_account(healthy, name="loft")
    monkeypatch.setattr(Pigeon, "health", check)
    assert ill(healthy) == {"account loft": "Buy more corn."}


def test_a_channel_that_is_no_longer_installed_is_ill(healthy):
    open_account(healthy, name="loft")
    object.__setattr__(healthy.registry, "kinds", {})
    assert "pigeon" in ill(healthy)["account loft"]


def test_a_full_disk_is_ill(healthy, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=10))
    assert "0.0 GB" in ill(healthy)["disk"]


@pytest.mark.parametrize("url", ["postgresql://kontor:s3cret@127.0.0.1:1/kontor",
                                 "sqlite:////does/not/exist/kontor.sqlite3"])  # fmt: skip
def test_a_database_that_is_away_is_ill_and_its_password_is_not_told(tmp_path, url):
    world = build(load(settings_environment(url, tmp_path)), KINDS)
    done = typist(world)("doctor")
    world.close()
    assert done.exit_code == 1
    assert "ill   database: cannot be reached" in done.stdout
    assert len(done.stdout.splitlines()) == len(NAMES)
    assert "s3cret" not in done.output


def test_a_database_that_was_never_migrated_is_ill(tmp_path):
    url = f"sqlite:///{tmp_path}/empty.sqlite3"
    world = build(load(settings_environment(url, tmp_path)), KINDS)
    found = ill(world)
    assert "migrate" in found["database"]
    world.close()


def test_an_older_schema_is_ill(fresh):
    world = fresh("sqlite")
    with world.database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert "migrate" in ill(world)["database"]


def test_without_a_scheduler_work_waits(healthy):
    with healthy.database.transaction() as session:
        session.query(leases.LeaseRow).update({"until_ms": 0})
    assert set(ill(healthy)) == {"scheduler"}


def test_what_needs_somebody_is_said(healthy, clock):
    Customers(healthy, open_account(healthy)).happen(event="account", health="broken", what="X")
    look(healthy.database, None, free_bytes=LEAST_FREE, now=clock())
    assert "ACCOUNT_BROKEN" in ill(healthy)["alerts"]
