"""The feed beside several writers, one of whom is killed: nothing missed, repeated or reordered."""

from __future__ import annotations

from tests.inbox.api.case import Crm
from tests.writers import Heard, follow


def test_the_feed_misses_and_reorders_nothing_beside_writers_of_whom_one_is_killed(world):
    crm = Crm(world, per_minute=60_000)

    def feed(after: int) -> list[Heard]:
        told = crm.get(f"/changes?limit=1000&after={after}")["data"]
        return [Heard(one["number"], one["customer_id"], int(one["message_id"])) for one in told]

    outcome = follow(world.database, world.settings.database_url, feed, writers=3, seconds=3)
    assert len(outcome.heard) > 10
    assert len({one.writer for one in outcome.heard}) == 3
    assert (outcome.missed, outcome.repeated, outcome.reordered) == (0, 0, 0)
    numbers = [one.number for one in outcome.heard]
    assert numbers == sorted(set(numbers))
