"""Dead letters are listed, shown and read again."""

from __future__ import annotations

import json

import pytest

from inbox import sealing
from inbox.channel import RawRequest
from inbox.intake.normalise import normalise
from inbox.intake.raw_event import Fate, RawEvent, key_owner
from inbox.sealing import DataKey
from tests.pigeon import Pigeon, request
from tests.shop import Customers, open_account, rows, the_only


@pytest.fixture
def shop(world):
    return Customers(world, open_account(world))


def letter(body=b"{not JSON"):
    return RawRequest("POST", "http://x/hooks/1", {"x-kept": "yes"}, {}, body)


def test_what_nobody_understood_is_listed_newest_first(run, shop):
    shop.write("verstanden")
    shop.arrive(letter(b"{1"), letter(b"{2"))
    listed = json.loads(run("events", "list", "--json").stdout)
    assert len(listed) == 2
    assert listed[0]["id"] > listed[1]["id"]
    assert {row["account"] for row in listed} == {shop.account_id}
    assert all(row["problem"] for row in listed)
    assert "{1" not in run("events", "list").output  # what came is shown only on request


def test_a_long_list_says_how_much_it_leaves_out(run, shop):
    shop.arrive(letter(b"{1"), letter(b"{2"), letter(b"{3"))
    done = run("events", "list", "--limit", "1")
    assert "and 2 more" in done.stderr
    assert run("events", "list", "--limit", "0").exit_code == 2


def test_nothing_is_a_list_too(run, world):
    assert run("events", "list").stdout == "Nothing there.\n"
    assert json.loads(run("events", "list", "--json").stdout) == []


def test_a_letter_is_shown_as_it_came(world, run, shop):
    shop.arrive(letter(b"\xff{Wo ist mein Paket?"))
    event = the_only(world, RawEvent)
    shown = run("events", "show", event.id).stdout
    assert "\\xff{Wo ist mein Paket?" in shown
    document = json.loads(run("events", "show", event.id, "--json").stdout)
    assert document["body"] == "\\xff{Wo ist mein Paket?"
    assert document["headers"]["x-kept"] == "yes"


def test_a_letter_whose_key_is_destroyed_is_not_shown(world, run, shop, clock):
    shop.arrive(letter())
    with world.database.transaction() as session:
        sealing.destroy(session, key_owner(clock()), now=clock())
    failed = run("events", "show", the_only(world, RawEvent).id)
    assert failed.exit_code == 1
    assert "destroyed" in failed.stderr


def test_another_encryption_key_is_not_taken_for_a_destroyed_one(world, run, shop):
    shop.arrive(letter())
    with world.database.transaction() as session:
        for row in session.query(DataKey):
            row.wrapped = b"\0" * 60
        sealing.keyring(session).forget()
    failed = run("events", "show", the_only(world, RawEvent).id)
    assert failed.exit_code == 1
    assert "ENCRYPTION_KEY" in failed.stderr


@pytest.mark.parametrize("number", [7, 2**63 - 1])
def test_a_letter_that_is_not_there_is_said(run, world, number):
    assert run("events", "show", number).exit_code == 1
    assert run("events", "replay", number).exit_code == 1


@pytest.mark.parametrize("words", [("show", "x"), ("show", 2**63), ("replay",), ("show", 0)])
def test_bad_usage_ends_with_2(run, world, words):
    assert run("events", *words).exit_code == 2


def test_a_letter_is_read_again_after_an_update(world, run, shop, monkeypatch):
    shop.arrive(request({"id": "1", "text": "spät", "event": "riddle"}))
    event = the_only(world, RawEvent)
    assert event.fate == Fate.DEAD
    done = run("events", "replay", event.id)
    assert (done.exit_code, done.stdout) == (0, "1 will be read again.\n")
    monkeypatch.setattr(Pigeon, "parse", lambda _self, _raw: [])
    normalise(shop.desks.intake, shop.account_id)
    assert the_only(world, RawEvent).fate == Fate.NORMALISED
    assert run("events", "replay", event.id).exit_code == 1  # it is no dead letter any more


def test_all_letters_are_read_again_at_once(world, run, shop):
    shop.arrive(letter(b"{1"), letter(b"{2"))
    assert run("events", "replay", "--all", 1).exit_code == 2
    assert run("events", "replay", "--all").stdout == "2 will be read again.\n"
    assert {row.fate for row in rows(world, RawEvent)} == {Fate.WAITING}
    assert run("events", "replay", "--all").stdout == "0 will be read again.\n"
