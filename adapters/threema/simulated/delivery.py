"""The Gateway's callbacks: posted in order, again when they are refused, and lost in the end.

A few lanes run side by side. A customer always has the same one, so one person's messages arrive
in the order of writing unless a fault is scripted.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from inbox import http
from inbox.channel import OutcomeUnknown, TryLater

LANES: Final = 4
_HELD_SECONDS: Final = 2.0  # at most so long a scripted disorder waits for a successor
_READ_SECONDS: Final = 15.0


@dataclass(order=True, slots=True)
class Callback:
    due: float  # monotonic seconds
    number: int
    fields: Mapping[str, str] = field(compare=False)
    url: Callable[[], str | None] = field(compare=False)
    done: Callable[[bool], None] = field(compare=False)
    copies: int = field(compare=False, default=1)
    tries: int = field(compare=False, default=0)


class Deliveries:
    """`waits` are the seconds before each further try; after the last one a callback is lost."""

    def __init__(self, waits: Sequence[float], count: Callable[[str], None]) -> None:
        self._numbers = itertools.count()
        self._lanes = [Lane(waits, count) for _ in range(LANES)]

    def start(self) -> None:
        for lane in self._lanes:
            lane.start()

    def stop(self) -> None:
        for lane in self._lanes:
            lane.stop()
        for lane in self._lanes:
            if lane.is_alive():
                lane.join(timeout=1)

    def forget(self) -> None:
        for lane in self._lanes:
            lane.forget()

    def post(
        self,
        fields: Mapping[str, str],
        *,
        url: Callable[[], str | None],
        done: Callable[[bool], None],
        after: float = 0.0,
        copies: int = 1,
        disorder: bool = False,
    ) -> None:
        """`disorder` keeps every second one of a lane back until its successor has gone."""
        due = time.monotonic() + after
        callback = Callback(due, 2 * next(self._numbers), fields, url, done, copies)
        self._lanes[zlib.crc32(fields["from"].encode()) % LANES].put(callback, disorder=disorder)


class Lane(threading.Thread):
    def __init__(self, waits: Sequence[float], count: Callable[[str], None]) -> None:
        super().__init__(name="threema-callbacks", daemon=True)
        self._waits = waits
        self._count = count
        self._waiting: list[Callback] = []
        self._held: Callback | None = None
        self._changed = threading.Condition()
        self._delivering = self._stopped = False

    def put(self, callback: Callback, *, disorder: bool = False) -> None:
        with self._changed:
            held, self._held = self._held, None
            if held is not None and held in self._waiting:
                held.due, held.number = callback.due, callback.number + 1
                heapq.heapify(self._waiting)
            elif disorder:
                callback.due += _HELD_SECONDS
                self._held = callback
            heapq.heappush(self._waiting, callback)
            self._changed.notify_all()

    def forget(self) -> None:
        """Nothing from before arrives after this, not even what is on its way just now."""
        with self._changed:
            self._waiting.clear()
            self._changed.wait_for(lambda: not self._delivering, timeout=_READ_SECONDS)
            self._waiting.clear()
            self._held = None

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def run(self) -> None:
        while (callback := self._next()) is not None:
            self._deliver(callback)
            with self._changed:
                self._delivering = False
                self._changed.notify_all()

    def _next(self) -> Callback | None:
        """Waits until one is due; None when all is over."""
        with self._changed:
            while not self._stopped:
                wait = self._waiting[0].due - time.monotonic() if self._waiting else None
                if wait is not None and wait <= 0:
                    self._delivering = True
                    return heapq.heappop(self._waiting)
                self._changed.wait(wait)
            return None

    def _deliver(self, callback: Callback) -> None:
        if self._accepted(callback):
            callback.copies -= 1
            if callback.copies:
                self._later(callback, 0.0)
            else:
                callback.done(True)
        elif callback.tries < len(self._waits):
            self._later(callback, self._waits[callback.tries])
            callback.tries += 1
        else:
            self._count("webhooks_lost")
            callback.done(False)

    def _later(self, callback: Callback, wait: float) -> None:
        with self._changed:
            callback.due = time.monotonic() + wait
            heapq.heappush(self._waiting, callback)

    def _accepted(self, callback: Callback) -> bool:
        """Only 200 is an acceptance; a shop that is not connected yet is one that is down."""
        url = callback.url()
        if url is None:
            return False
        try:
            answer = http.call("POST", url, form=callback.fields, read_seconds=_READ_SECONDS)
        except (TryLater, OutcomeUnknown, http.AnswerTooLarge):
            self._count("webhooks_refused")
            return False
        self._count("webhooks_sent" if answer.status == 200 else "webhooks_refused")
        return answer.status == 200
