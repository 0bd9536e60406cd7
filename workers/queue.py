"""Serve one RQ queue in this process.

One queue per process, because RQ loses a job that a worker of several queues dies with. Jobs are
short drains, so they run in the process itself: a fork for each would cost more than the work.
"""

from __future__ import annotations

import logging
import time
from typing import Final

import redis
import structlog
from rq import SimpleWorker
from rq.serializers import JSONSerializer

_RECONNECT_SECONDS: Final = 0.5
log = structlog.get_logger(__name__)


class DrainWorker(SimpleWorker):
    """RQ's worker without a fork; `stop_requested` tells a reconnecting loop that it is over."""

    stop_requested = False

    def request_stop(self, signum: int, frame: object) -> None:
        self.stop_requested = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def serve_queue(url: str, queue: str) -> None:
    """Until SIGTERM or SIGINT. A Redis that is gone is waited for: the rows wait, too."""
    for name in ("rq.worker", "rq"):
        logging.getLogger(name).setLevel(logging.WARNING)
    stopped = False
    while not stopped:
        # Blocking pops need a connection without time-out; redis-py 8 would give up after 5 s.
        connection = redis.Redis.from_url(url, socket_timeout=None, socket_connect_timeout=2)
        worker = None
        try:
            worker = DrainWorker([queue], connection=connection, serializer=JSONSerializer)
            worker.work(logging_level="WARNING", with_scheduler=False)
            stopped = True  # work() returns when it was told to stop
        except (redis.RedisError, OSError) as error:
            stopped = worker is not None and worker.stop_requested
            log.warning("queue server away", queue=queue, error=type(error).__name__)
            time.sleep(_RECONNECT_SECONDS)
        finally:
            connection.close()
