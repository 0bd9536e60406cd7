"""The bell coalesces, survives a dead Redis, and a hanging one delays nobody."""

from __future__ import annotations

import socket
import threading
import time

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from inbox.doorbell import (
    BREAKER_SECONDS,
    DISPATCH,
    NORMALISE,
    NUDGE_CHANNEL,
    RedisBell,
    ring,
)


@pytest.fixture
def server(redis_url):
    client = redis.Redis.from_url(redis_url)
    client.flushall()
    yield client
    client.close()


def queued(server, work):
    return Queue(work.queue, connection=server, serializer=JSONSerializer).jobs


def test_rings_for_the_same_work_are_one_job_until_somebody_looks(redis_url, server):
    bell = RedisBell(redis_url)
    for _ in range(5):
        bell.ring(NORMALISE, "a")
    assert [job.args for job in queued(server, NORMALISE)] == [["a"]]
    bell.answered(NORMALISE, "a")
    bell.ring(NORMALISE, "a")
    assert len(queued(server, NORMALISE)) == 2


def test_other_work_and_other_accounts_ring_for_themselves(redis_url, server):
    bell = RedisBell(redis_url)
    bell.ring(NORMALISE, "a")
    bell.ring(NORMALISE, "b")
    bell.ring(DISPATCH, "a")
    assert len(queued(server, NORMALISE)) == 2
    assert [job.func_name for job in queued(server, DISPATCH)] == ["workers.jobs.dispatch"]


def test_a_job_carries_ids_and_nothing_else(redis_url, server):
    RedisBell(redis_url).ring(NORMALISE, "account-1")
    job = queued(server, NORMALISE)[0]
    assert job.args == ["account-1"]
    assert job.description == "normalise"


def test_a_mark_that_nobody_cleared_ends_by_itself(redis_url, server):
    RedisBell(redis_url).ring(NORMALISE, "a")
    assert 0 < server.ttl("kontor:ring:normalise:a") <= 10


def test_a_dead_server_is_only_silence(tmp_path):
    bell = RedisBell(f"unix://{tmp_path}/nobody.sock")
    bell.ring(NORMALISE, "a")
    bell.answered(NORMALISE, "a")
    bell.nudge()


def test_a_hanging_server_costs_one_short_time_out_and_then_nothing():
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        port = silent.getsockname()[1]
        bell = RedisBell(f"redis://127.0.0.1:{port}/0")
        began = time.monotonic()
        for _ in range(50):
            bell.ring(NORMALISE, "a")
        assert time.monotonic() - began < BREAKER_SECONDS


def test_live_pages_are_nudged(redis_url, server):
    listener = server.pubsub()
    listener.subscribe(NUDGE_CHANNEL)
    listener.get_message(timeout=5)
    RedisBell(redis_url).nudge()
    heard = listener.get_message(timeout=5)
    listener.close()
    assert heard is not None
    assert heard["type"] == "message"


def test_rung_after_commit_and_once_per_transaction(world, bell):
    with world.database.transaction() as session:
        ring(session, NORMALISE, "a")
        ring(session, NORMALISE, "a")
        assert bell.rings == []
    assert bell.rings == [("normalise", "a")]


def test_a_released_savepoint_rings_nothing_too_early(world, bell):
    with world.database.transaction() as session:
        with session.begin_nested():
            ring(session, NORMALISE, "a")
        assert bell.rings == []
    assert bell.rings == [("normalise", "a")]


def test_several_threads_share_a_bell(redis_url, server):
    bell = RedisBell(redis_url)
    threads = [threading.Thread(target=bell.ring, args=(NORMALISE, str(n))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(queued(server, NORMALISE)) == 20
