"""What last kept an account from sending."""

from __future__ import annotations

from inbox.channel import Rejected
from inbox.outbox.trouble import last_trouble
from inbox.world import World
from tests.pigeon import Loft
from tests.shop import Customers, open_account


def test_the_newest_failure_of_this_account_is_told(world: World, loft: Loft) -> None:
    customers = Customers(world, open_account(world))
    other = open_account(world, name="other")
    loft.script.append(Rejected("UNREACHABLE", "code 470"))
    customers.write()
    customers.send_all()
    with world.database.reading() as session:
        found = last_trouble(session, customers.account_id)
        assert last_trouble(session, other) is None
    assert found is not None
    assert (found.outcome, found.code, found.detail) == ("Rejected", "UNREACHABLE", "code 470")
    assert found.at == world.clock()
