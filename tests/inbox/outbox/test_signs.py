"""Read receipts and "is typing": only where switched on, at most once, harmless when they fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inbox.channel import AccountBroken, TryLater
from inbox.conversations.conversation import Conversation
from inbox.outbox import signs
from inbox.outbox.signs import Sign, SignRow
from inbox.world import World
from tests.conftest import Clock, CountingBell
from tests.pigeon import Pigeon
from tests.shop import Customers, configure_shop, open_account, rows


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the provider was told."""
    told: list[str] = []

    def tell(what: str):  # type: ignore[no-untyped-def]
        def call(self: Pigeon, external_id: str) -> None:
            if self.loft.script:
                raise self.loft.script.popleft()
            told.append(f"{what} {external_id}")

        return call

    monkeypatch.setattr(Pigeon, "mark_seen", tell("seen"))
    monkeypatch.setattr(Pigeon, "show_typing", tell("typing"))
    wanted = replace(Pigeon.capabilities, read_receipts=True, typing=True)
    monkeypatch.setattr(Pigeon, "capabilities", wanted)
    return told


@pytest.fixture
def shop(world: World) -> Customers:
    configure_shop(world, automation=False)
    customers = Customers(world, open_account(world))
    customers.write("Eins")
    return customers


def give(world: World, shop: Customers, sign: Sign) -> None:
    able = world.accounts.channel(shop.account_id).capabilities
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        signs.give(session, conversation, able, sign, now=world.clock())


def send(world: World, shop: Customers) -> int:
    return signs.send_due(world.database, world.accounts, shop.account_id, now=world.clock)


def test_what_was_read_is_told_once_and_by_a_job(
    world: World, shop: Customers, told: list[str], bell: CountingBell
) -> None:
    give(world, shop, Sign.SEEN)
    assert told == []
    assert ("sign", shop.account_id) in bell.rings
    assert send(world, shop) == 1
    assert send(world, shop) == 0
    assert told == ["seen in-1"]


def test_nothing_is_told_where_it_is_not_wanted(world: World, shop: Customers) -> None:
    assert not Pigeon.capabilities.read_receipts
    for sign in Sign:
        give(world, shop, sign)
    assert rows(world, SignRow) == []


def test_several_readings_make_one_call_about_the_newest(
    world: World, shop: Customers, told: list[str]
) -> None:
    give(world, shop, Sign.SEEN)
    shop.write("Zwei")
    give(world, shop, Sign.SEEN)
    give(world, shop, Sign.TYPING)
    assert send(world, shop) == 2
    assert sorted(told) == ["seen in-2", "typing in-2"]


def test_automatic_mail_and_imported_history_get_no_sign(
    world: World, shop: Customers, told: list[str]
) -> None:
    shop.write("Bin im Urlaub", automated="auto_reply")
    shop.write("von früher", imported=True)
    give(world, shop, Sign.SEEN)
    send(world, shop)
    assert told == ["seen in-1"]


def test_a_sign_that_comes_too_late_is_dropped(
    world: World, shop: Customers, told: list[str], clock: Clock
) -> None:
    give(world, shop, Sign.TYPING)
    clock.advance(seconds=16)
    assert send(world, shop) == 0
    give(world, shop, Sign.SEEN)
    clock.advance(minutes=61)
    assert send(world, shop) == 0
    assert (told, rows(world, SignRow)) == ([], [])


@pytest.mark.parametrize("failure", [TryLater("THROTTLED"), AccountBroken("CREDENTIALS_REFUSED")])
def test_a_failure_harms_nobody_and_is_not_repeated(
    world: World, shop: Customers, told: list[str], failure: Exception
) -> None:
    Pigeon.loft.script.append(failure)
    give(world, shop, Sign.SEEN)
    give(world, shop, Sign.TYPING)
    assert send(world, shop) == 1
    assert len(told) == 1
    with world.database.reading() as session:
        assert session.query(Conversation).one().status == "open"


def test_a_switch_that_was_turned_off_meanwhile_counts(
    world: World, shop: Customers, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    give(world, shop, Sign.SEEN)
    off = replace(Pigeon.capabilities, read_receipts=False)
    monkeypatch.setattr(Pigeon, "capabilities", off)
    assert send(world, shop) == 0
    assert told == []


def test_signs_that_no_job_came_for_are_purged(
    world: World, shop: Customers, told: list[str], clock: Clock
) -> None:
    give(world, shop, Sign.SEEN)
    clock.advance(minutes=61)
    with world.database.transaction() as session:
        assert signs.purge(session, now=world.clock()) == 1
