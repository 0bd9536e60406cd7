"""The doorbell: the only enqueue. It says that there is work for somebody, not which.

Rung after commit, coalesced while nobody has looked yet, and never in the way: a dead or hanging
Redis costs one short time-out and then nothing, because the rows wait and the sweeper rings again.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Final, Protocol, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy.orm import Session

from inbox.db import after_commit

TIMEOUT_SECONDS: Final = 0.1
BREAKER_SECONDS: Final = 1.0
# A mark that nobody cleared (its job was lost) must not silence the bell for longer than this.
MARK_SECONDS: Final = 10
JOB_SECONDS: Final = 120
NUDGE_CHANNEL: Final = "kontor:changes"


@dataclass(frozen=True, slots=True)
class Work:
    """`job` is a function of workers/jobs.py, `queue` the RQ queue of the process that runs it."""

    queue: str
    job: str


NORMALISE: Final = Work("in", "normalise")
DISPATCH: Final = Work("out", "dispatch")
FETCH_MEDIA: Final = Work("slow", "fetch_media")
SYNC_TEMPLATES: Final = Work("slow", "sync_templates")
PUBLISH: Final = Work("slow", "publish")  # to an endpoint; rung with its id
SIGN: Final = Work("slow", "sign")


class Bell(Protocol):
    def ring(self, work: Work, account_id: str) -> None: ...

    def answered(self, work: Work, account_id: str) -> None:
        """Called by whoever starts to look, before the first look."""

    def nudge(self) -> None:
        """Tell live pages that there are changes."""


def ring(session: Session, work: Work, account_id: str) -> None:
    """Ring once this transaction is committed; twice in one transaction is once."""
    planned: set[tuple[str, str]] = session.info.setdefault("rings", set())
    if (work.job, account_id) in planned:
        return
    planned.add((work.job, account_id))
    bell = cast("Bell", session.info["bell"])
    after_commit(session, lambda: bell.ring(work, account_id))


def nudge(session: Session) -> None:
    if not session.info.get("nudges"):
        session.info["nudges"] = True
        after_commit(session, cast("Bell", session.info["bell"]).nudge)


class RedisBell:
    """Safe to use from several threads."""

    def __init__(self, url: str) -> None:
        self._redis = impatient_client(url)
        self._queues = {
            work.queue: Queue(work.queue, connection=self._redis, serializer=JSONSerializer)
            for work in (NORMALISE, DISPATCH, FETCH_MEDIA)
        }
        self._silent_until = 0.0
        self._lock = threading.Lock()

    def ring(self, work: Work, account_id: str) -> None:
        if self._broken():
            return
        try:
            if self._redis.set(_mark(work, account_id), 1, nx=True, ex=MARK_SECONDS):
                self._queues[work.queue].enqueue(
                    f"workers.jobs.{work.job}",
                    account_id,
                    job_timeout=JOB_SECONDS,
                    result_ttl=0,
                    failure_ttl=24 * 3600,
                    description=work.job,
                )
        except (redis.RedisError, OSError):
            self._break()

    def answered(self, work: Work, account_id: str) -> None:
        if self._broken():
            return
        try:
            self._redis.delete(_mark(work, account_id))
        except (redis.RedisError, OSError):
            self._break()

    def nudge(self) -> None:
        if self._broken():
            return
        try:
            self._redis.publish(NUDGE_CHANNEL, b"")
        except (redis.RedisError, OSError):
            self._break()

    def _broken(self) -> bool:
        return time.monotonic() < self._silent_until

    def _break(self) -> None:
        with self._lock:
            self._silent_until = time.monotonic() + BREAKER_SECONDS


def answers(url: str) -> bool:
    """Whether a ring would be heard at once; without it the sweeper looks every second."""
    client = impatient_client(url)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def impatient_client(url: str) -> redis.Redis:
    """redis-py 8 would wait 5 s ten times by default."""
    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


def _mark(work: Work, account_id: str) -> str:
    return f"kontor:ring:{work.job}:{account_id}"
