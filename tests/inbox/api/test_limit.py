"""A token may ask so often, and hears when it may ask again."""

from __future__ import annotations

from inbox.api.limit import Limiter
from inbox.people.token import Scope
from tests.inbox.api.case import Crm


def test_who_asks_too_often_is_told_when_to_come_back(world, clock):
    crm = Crm(world, per_minute=2)
    clock.advance(seconds=18)
    assert [crm.ask("/changes").status_code for _ in range(3)] == [200, 200, 429]
    refused = crm.ask("/changes")
    assert refused.mimetype == "application/problem+json"
    assert refused.headers["Retry-After"] == "42"
    assert refused.headers["X-RateLimit-Limit"] == "2"
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    clock.advance(seconds=42)
    assert crm.ask("/changes").status_code == 200


def test_every_answer_says_how_often_one_may_still_ask(world):
    crm = Crm(world, per_minute=5)
    left = [crm.ask("/changes").headers["X-RateLimit-Remaining"] for _ in range(3)]
    assert left == ["4", "3", "2"]


def test_what_a_token_may_not_do_counts_too(world):
    crm = Crm(world, may=(Scope.HISTORY_READ,), per_minute=2)
    assert [crm.ask("/changes").status_code for _ in range(3)] == [403, 403, 429]


def test_one_token_does_not_use_up_what_another_has(world):
    greedy, modest = Crm(world, per_minute=1), Crm(world, per_minute=1)
    assert [greedy.ask("/changes").status_code for _ in range(2)] == [200, 429]
    assert modest.ask("/changes").status_code == 200


def test_all_processes_count_together(redis_url, clock):
    one, other = Limiter(redis_url), Limiter(redis_url)
    assert [one.take("t", 3, now=clock.now).left, other.take("t", 3, now=clock.now).left] == [2, 1]
    assert one.take("t", 3, now=clock.now).left == 0
    assert other.take("t", 3, now=clock.now).is_used_up


def test_without_redis_each_process_counts_for_itself(clock):
    limiter = Limiter("redis://127.0.0.1:1")
    assert [limiter.take("t", 1, now=clock.now).is_used_up for _ in range(2)] == [False, True]
    assert not limiter.take("t", 1, now=clock.advance(minutes=1)).is_used_up
