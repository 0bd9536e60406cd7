"""Hear of something new: Redis nudges; while it is away, one looks every second or two."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final, Protocol

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from inbox.doorbell import NUDGE_CHANNEL
from inbox.web.live.presence import CHANNEL, Presence

_NAP: Final = 1.5  # seconds between looks without Redis


class Ear(Protocol):
    """Waits for somebody to say that there is something new; what was said of colleagues."""

    def wait(self, seconds: float) -> Sequence[Presence]: ...


class RedisEar:
    """Subscribed while Redis is there; a short nap while it is not."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._subscription: redis.client.PubSub | None = None

    def wait(self, seconds: float) -> Sequence[Presence]:
        heard: list[Presence] = []
        try:
            if self._subscription is None:
                self._subscription = self._subscribe()
            said = self._subscription.get_message(timeout=seconds)
            while said:  # one look is enough for all
                presence = Presence.read(said["data"]) if said["channel"] == _PRESENCE else None
                heard += [presence] if presence else []
                said = self._subscription.get_message(timeout=0)
        except (redis.RedisError, OSError):
            self._subscription = None
            time.sleep(_NAP)
        return heard

    def _subscribe(self) -> redis.client.PubSub:
        """A connection that waits needs other limits than one that must not (see `doorbell`)."""
        client = redis.Redis.from_url(
            self._url,
            socket_timeout=None,
            socket_connect_timeout=0.5,
            retry=Retry(NoBackoff(), 0),
        )
        subscription: redis.client.PubSub = client.pubsub(  # type: ignore[no-untyped-call]
            ignore_subscribe_messages=True
        )
        subscription.subscribe(NUDGE_CHANNEL, CHANNEL)
        return subscription


_PRESENCE: Final = CHANNEL.encode()
