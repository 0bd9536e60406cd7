"""One holder at a time, by the database's clock; who lost a lease cannot commit under it."""

from __future__ import annotations

import pytest

from inbox.leases import LeaseLost, LeaseRow, acquire, release, renew


def test_one_holder_at_a_time(world):
    with world.database.transaction() as session:
        assert acquire(session, "x", holder="a", seconds=60) is not None
        assert acquire(session, "x", holder="b", seconds=60) is None
        assert acquire(session, "y", holder="b", seconds=60) is not None


def test_a_released_or_expired_lease_is_free(world):
    with world.database.transaction() as session:
        lease = acquire(session, "x", holder="a", seconds=60)
        release(session, lease)
        assert acquire(session, "x", holder="b", seconds=60) is not None
        session.query(LeaseRow).filter_by(name="x").update({"until_ms": 1})
        session.expire_all()
        assert acquire(session, "x", holder="c", seconds=60) is not None


def test_the_same_holder_may_take_it_again_but_the_old_epoch_is_over(world):
    with world.database.transaction() as session:
        old = acquire(session, "x", holder="a", seconds=60)
        new = acquire(session, "x", holder="a", seconds=60)
        renew(session, new)
        with pytest.raises(LeaseLost):
            renew(session, old)


def test_nothing_is_committed_under_a_lost_lease(world):
    with world.database.transaction() as session:
        lease = acquire(session, "x", holder="a", seconds=60)
    with world.database.transaction() as session:
        session.query(LeaseRow).update({"holder": "b", "epoch": 99})
    with pytest.raises(LeaseLost), world.database.transaction() as session:
        session.add(LeaseRow(name="work", holder="a", epoch=1, until_ms=1))
        renew(session, lease)
    with world.database.reading() as session:
        assert session.get(LeaseRow, "work") is None
