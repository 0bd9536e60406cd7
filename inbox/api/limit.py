"""How often may a token ask? Counted per minute, in Redis for all web processes together.

Without Redis each process counts for itself: nobody is locked out by its absence, and nobody is let
through without end.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

import redis

from inbox.doorbell import impatient_client

_WINDOW: Final = 60  # seconds
_BREAKER_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """`left` may be negative: so many requests too many. `resets_in` seconds a new one begins."""

    limit: int
    left: int
    resets_in: int

    @property
    def is_used_up(self) -> bool:
        return self.left < 0


class Limiter:
    """One per process; safe to use from several threads."""

    def __init__(self, redis_url: str) -> None:
        self._redis = impatient_client(redis_url)
        self._silent_until = 0.0
        self._own: dict[str, tuple[int, int]] = {}  # token -> (minute, requests)
        self._lock = threading.Lock()

    def take(self, token_id: str, per_minute: int, *, now: datetime) -> Allowance:
        """One request more."""
        second = int(now.timestamp())
        minute = second // _WINDOW
        asked = self._together(token_id, minute) or self._alone(token_id, minute)
        return Allowance(per_minute, per_minute - asked, _WINDOW - second % _WINDOW)

    def _together(self, token_id: str, minute: int) -> int | None:
        if time.monotonic() < self._silent_until:
            return None
        key = f"kontor:api:{token_id}:{minute}"
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.incr(key)
                pipeline.expire(key, 2 * _WINDOW)
                return cast("int", pipeline.execute()[0])
        except (redis.RedisError, OSError):
            self._silent_until = time.monotonic() + _BREAKER_SECONDS
            return None

    def _alone(self, token_id: str, minute: int) -> int:
        with self._lock:
            known, asked = self._own.get(token_id, (minute, 0))
            asked = asked + 1 if known == minute else 1
            self._own[token_id] = (minute, asked)
            return asked
