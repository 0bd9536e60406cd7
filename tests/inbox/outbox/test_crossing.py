"""What the gate is told about advertising: consents count, existing customers only by mail."""

from __future__ import annotations

import pytest

from inbox.consent.purpose import Purpose, Standing
from inbox.conversations.customer import Identity
from inbox.outbox.crossing import crossing
from tests.shop import Customers, open_account

MARKETING, SOFT = Purpose.MARKETING, Purpose.SOFT_OPT_IN


@pytest.mark.parametrize(
    ("kind", "stands", "permitted"),
    [
        ("pigeon", {}, False),
        ("pigeon", {MARKETING: Standing.GRANTED}, True),
        ("pigeon", {MARKETING: Standing.PENDING}, False),
        ("pigeon", {SOFT: Standing.NOTED}, False),
        ("parchment", {SOFT: Standing.NOTED}, True),
        ("parchment", {SOFT: Standing.WITHDRAWN, MARKETING: Standing.WITHDRAWN}, False),
        ("parchment", {SOFT: Standing.EXPIRED}, False),
        ("parchment", {}, False),
    ],
)
def test_who_may_be_sent_advertising(world, kind, stands, permitted):
    customers = Customers(world, open_account(world, kind))
    customers.write("Hallo")
    able = world.accounts.channel(customers.account_id).capabilities
    with world.database.reading() as session:
        identity = session.query(Identity).one()
        found = crossing(
            session, identity, able, purpose=MARKETING, now=world.clock(), stands=stands
        )
    assert found.marketing_permitted is permitted
