"""Accounts that have been silent for unusually long are noticed, by what was usual for them."""

from __future__ import annotations

from datetime import timedelta

from inbox.accounts.account import Account
from inbox.changes.journal import Change
from inbox.intake.silence import note_silence, usual_at_most
from inbox.world import World
from tests.conftest import NOON, Clock
from tests.shop import Customers, open_account, rows, the_only


def test_what_is_usual_is_twice_the_longest_gap_and_never_below_half_a_day() -> None:
    minutes = [NOON - timedelta(minutes=n) for n in range(30)]
    assert usual_at_most(minutes) == timedelta(hours=12)
    assert usual_at_most([*minutes, NOON - timedelta(days=2)]) == (
        (timedelta(days=2) - timedelta(minutes=29)) * 2
    )


def test_nothing_is_usual_yet_after_a_few_events() -> None:
    assert usual_at_most([NOON] * 19) is None
    assert usual_at_most([]) is None


def test_an_account_is_noticed_once_until_it_speaks_again(world: World, clock: Clock) -> None:
    customers = Customers(world, open_account(world))
    for _ in range(20):
        customers.write()
        clock.advance(minutes=10)
    assert note_silence(world.database, now=clock.advance(hours=11)) == []
    assert note_silence(world.database, now=clock.advance(hours=2)) == [customers.account_id]
    assert the_only(world, Account).is_silent
    assert rows(world, Change)[-1].what == "account.updated"
    assert note_silence(world.database, now=clock.advance(hours=1)) == []
    customers.write()
    assert not the_only(world, Account).is_silent


def test_an_account_that_never_heard_anything_is_not_called_silent(
    world: World, clock: Clock
) -> None:
    open_account(world)
    assert note_silence(world.database, now=clock.advance(days=30)) == []
