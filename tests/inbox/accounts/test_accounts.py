"""Accounts: typed settings, sealed secrets, a memory with compare-and-set, notice of changes."""

from __future__ import annotations

import pytest

from inbox.accounts import manage, settings
from inbox.accounts.account import Account, AccountMemoryEntry
from inbox.accounts.memory import AccountMemory
from inbox.accounts.open import NoSuchAccount
from inbox.accounts.settings import BadSettings
from inbox.changes.journal import Change
from tests.pigeon import KEY, Pigeon
from tests.shop import open_account, rows, the_only


def test_settings_come_back_and_their_secrets_stand_nowhere_in_clear(world):
    account_id = open_account(world, name="loft")
    account = the_only(world, Account)
    assert KEY.encode() not in account.settings_sealed
    with world.database.reading() as session:
        back = settings.unseal(session, account_id, account.settings_sealed, Pigeon)
    assert (back.name, back.key) == ("loft", KEY)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Missing: Name of the loft"),
        ({"name": "x", "colour": "blue"}, "no setting named colour"),
    ],
)
def test_wrong_settings_are_refused_with_a_sentence(world, values, sentence):
    with pytest.raises(BadSettings, match=sentence), world.database.transaction() as session:
        manage.add(session, Pigeon, label="", values=values, now=world.clock())


def test_an_opened_account_notices_changed_settings(world, monkeypatch):
    account_id = open_account(world, name="old")
    assert world.accounts.channel(account_id).own_address == "old"
    with world.database.transaction() as session:
        account = session.get_one(Account, account_id)
        manage.change(session, account, Pigeon, values={"name": "new"}, now=world.clock())
    monkeypatch.setattr("inbox.accounts.open._TRUSTED_SECONDS", 0)
    assert world.accounts.channel(account_id).own_address == "new"


def test_most_requests_find_their_account_without_the_database(world, count_queries):
    account_id = open_account(world)
    world.accounts.channel(account_id)
    with count_queries(world) as counted:
        for _ in range(20):
            world.accounts.channel(account_id)
    assert counted() == 0


def test_an_account_that_does_not_exist_is_named(world):
    with pytest.raises(NoSuchAccount):
        world.accounts.channel("nobody")


def test_pausing_twice_keeps_the_first_reason(world, clock):
    account_id = open_account(world)
    for reason in ("FIRST", "SECOND"):
        with world.database.transaction() as session:
            manage.pause(session, session.get_one(Account, account_id), reason=reason, now=clock())
    assert the_only(world, Account).paused_reason == "FIRST"


def test_resuming_rings_for_what_has_waited(world, clock, bell):
    account_id = open_account(world)
    with world.database.transaction() as session:
        account = session.get_one(Account, account_id)
        manage.pause(session, account, reason="X", now=clock())
        manage.resume(session, account, now=clock())
    assert ("dispatch", account_id) in bell.rings
    assert {row.what for row in rows(world, Change)} == {"account.updated"}


class TestMemory:
    def test_compare_and_set(self, world):
        memory = AccountMemory(world.database, open_account(world), world.clock)
        assert memory.get("cursor") is None
        assert memory.put("cursor", "1", expected=None)
        assert not memory.put("cursor", "2", expected=None)
        assert memory.put("cursor", "2", expected="1")
        assert memory.get("cursor") == "2"

    def test_values_are_sealed(self, world):
        AccountMemory(world.database, open_account(world), world.clock).put(
            "token", "GEHEIM", expected=None
        )
        assert b"GEHEIM" not in the_only(world, AccountMemoryEntry).value_sealed

    def test_accounts_do_not_share_a_memory(self, world):
        one = AccountMemory(world.database, open_account(world, name="a"), world.clock)
        two = AccountMemory(world.database, open_account(world, name="b"), world.clock)
        one.put("k", "v", expected=None)
        assert two.get("k") is None
