"""What needs a person is found, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox.accounts import manage
from inbox.accounts.account import ON_PURPOSE, Account
from inbox.accounts.forgeries import Forgeries
from inbox.channel import AccountChanged, AccountHealth
from inbox.intake.receive import Arrival, receive
from inbox.subscribers import endpoint
from inbox.watch.findings import LEAST_FREE, Finding, Need, find
from tests.pigeon import request
from tests.shop import Customers, configure_shop, open_account, the_only

ROOM = LEAST_FREE


@pytest.fixture
def shop(world):
    configure_shop(world, automation=False)
    return Customers(world, open_account(world))


def found(world, free=ROOM):
    with world.database.reading() as session:
        return find(session, free_bytes=free, now=world.clock())


def change(world, **values):
    with world.database.transaction() as session:
        account = session.query(Account).one()
        for name, value in values.items():
            setattr(account, name, value)


def test_a_house_in_order_needs_nobody(world, shop):
    shop.write("Hallo")
    assert found(world) == []


def test_an_account_that_its_provider_broke(world, shop):
    shop.happen(event="account", health="broken", what="SIGNED_OUT")
    assert found(world) == [Finding(Need.ACCOUNT_BROKEN, shop.account_id, "SIGNED_OUT")]


def test_an_account_that_does_not_answer(world, shop):
    with world.database.transaction() as session:
        account = session.query(Account).one()
        away = AccountChanged(AccountHealth.WARNING, "MAILBOX_AWAY", world.clock())
        manage.note_health(session, account, away, now=world.clock())
    assert found(world) == [Finding(Need.ACCOUNT_ILL, shop.account_id, "MAILBOX_AWAY")]


@pytest.mark.parametrize("reason", sorted(ON_PURPOSE))
def test_a_pause_that_a_person_wanted_needs_nobody(world, shop, reason):
    change(world, paused_at=world.clock(), paused_reason=reason)
    assert found(world) == []


def test_events_and_deliveries_that_wait_for_too_long(world, clock):
    shop = Customers(world, open_account(world))
    shop.write("Hallo")  # the machine's answer waits
    receive(world.database, world.store, [Arrival(shop.account_id, request({}), clock())])
    assert found(world) == []
    clock.advance(minutes=6)
    needs = {one.need for one in found(world)}
    assert needs == {Need.EVENTS_LATE, Need.DELIVERIES_LATE}
    change(world, paused_at=clock(), paused_reason="BY_HAND")
    assert {one.need for one in found(world)} == {Need.EVENTS_LATE}


def test_what_nobody_understood(world, shop):
    shop.arrive(request({"event": "never heard of"}))
    assert found(world) == [Finding(Need.DEAD_LETTERS, shop.account_id)]


def test_a_disk_that_is_nearly_full(world):
    assert found(world, free=ROOM - 1) == [Finding(Need.DISK_FULL)]


def test_signatures_that_keep_being_wrong(world, shop, clock):
    forgeries = Forgeries(world.database)
    for _ in range(4):
        forgeries.note(shop.account_id, now=clock())
    assert found(world) == []
    forgeries.note(shop.account_id, now=clock())
    assert found(world) == [Finding(Need.FORGED, shop.account_id)]
    clock.advance(minutes=31)
    assert found(world) == []


def test_forged_requests_cost_one_row_in_ten_minutes(world, shop, clock, count_queries):
    forgeries = Forgeries(world.database)
    for _ in range(5):
        forgeries.note(shop.account_id, now=clock())
    with count_queries(world) as counted:
        for _ in range(1000):
            forgeries.note(shop.account_id, now=clock.advance(milliseconds=10))
        assert counted() == 0
    assert the_only(world, Account).forged_at < clock() + timedelta(seconds=1)


def test_a_wrong_signature_now_and_then_is_nothing(world, shop, clock):
    forgeries = Forgeries(world.database)
    for _ in range(20):
        forgeries.note(shop.account_id, now=clock.advance(minutes=3))
    assert found(world) == []


def test_a_house_of_many_accounts_is_asked_as_often_as_one_of_few(world, count_queries):
    def asked():
        with count_queries(world) as counted:
            found(world)
            return counted()

    open_account(world)
    few = asked()
    for number in range(10):
        open_account(world, name=f"shop {number}")
    assert asked() == few


def test_an_endpoint_that_was_stopped_needs_somebody_and_one_that_a_person_paused_does_not(world):
    with world.database.transaction() as session:
        row, _secret = endpoint.add(
            session, name="CRM", url="https://crm.example.com", types=(), private_hosts=(),
            now=world.clock(),
        )  # fmt: skip
        endpoint.stop(session, row, now=world.clock())
    assert found(world) == []
    with world.database.transaction() as session:
        session.get_one(endpoint.Endpoint, row.id).paused_reason = endpoint.Paused.GONE
    assert found(world) == [Finding(Need.ENDPOINT_STOPPED)]
