"""Posts webhooks: in order for each customer, again when they are refused, lost in the end.

A few lanes run side by side, each with a connection that stays open. What is due at the same
moment goes into one request where the provider does that.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from adapters.whatsapp.simulated.events import MAX_TOGETHER, Event, webhook
from adapters.whatsapp.simulated.line import TWILIO, Line
from inbox import http
from inbox.channel import OutcomeUnknown, TryLater

LANES: Final = 4
_HELD_SECONDS: Final = 0.5  # at most so long a scripted disorder waits for a successor
_READ_SECONDS: Final = 15.0
_FORGET_SECONDS: Final = 2.0  # that the last webhook of the past may take

# Meta and 360dialog repeat whatever was not answered with exactly 200.
_ONLY_OK: Final = frozenset({200})
_ACCEPTED: Final = {TWILIO: frozenset({200, 204})}

LineOf = Callable[[str], Line | None]


@dataclass(order=True, slots=True)
class Job:
    due: float  # monotonic seconds
    number: int
    event: Event = field(compare=False)
    copies: int = field(compare=False, default=1)
    tries: int = field(compare=False, default=0)


class Deliveries:
    """`waits` are the seconds before each further try; after the last one a webhook is lost.
    `line_of` finds a line by its key, with the callback that it has by now."""

    def __init__(
        self, line_of: LineOf, waits: Sequence[float], count: Callable[[str], None]
    ) -> None:
        self._numbers = itertools.count()
        self._lanes = [_Lane(line_of, waits, count) for _ in range(LANES)]

    def start(self) -> None:
        for lane in self._lanes:
            lane.start()

    def stop(self) -> None:
        for lane in self._lanes:
            lane.stop()
        for lane in self._lanes:
            lane.join(timeout=1)

    def forget(self) -> None:
        for lane in self._lanes:
            lane.forget()

    def post(
        self,
        event: Event,
        *,
        customer: str,
        after: float = 0.0,
        copies: int = 1,
        disorder: bool = False,
    ) -> None:
        """`disorder` keeps every second one of a lane back until its successor has gone."""
        job = Job(time.monotonic() + after, 2 * next(self._numbers), event, copies)
        self._lanes[zlib.crc32(customer.encode()) % LANES].put(job, disorder=disorder)


class _Lane(threading.Thread):
    def __init__(
        self, line_of: LineOf, waits: Sequence[float], count: Callable[[str], None]
    ) -> None:
        super().__init__(name="whatsapp-webhooks", daemon=True)
        self._line_of = line_of
        self._waits = waits
        self._count = count
        self._waiting: list[Job] = []
        self._held: Job | None = None
        self._changed = threading.Condition()
        self._busy = False
        self._stopped = False

    def put(self, job: Job, *, disorder: bool = False) -> None:
        with self._changed:
            held, self._held = self._held, None
            if held is not None and held in self._waiting:
                held.due, held.number = job.due, job.number + 1
                heapq.heapify(self._waiting)
            elif disorder:
                job.due += _HELD_SECONDS
                self._held = job
            heapq.heappush(self._waiting, job)
            self._changed.notify_all()

    def forget(self) -> None:
        """What is on its way arrives before this returns, and nothing of the past afterwards."""
        with self._changed:
            self._waiting.clear()
            self._changed.wait_for(lambda: not self._busy, timeout=_FORGET_SECONDS)
            self._waiting.clear()
            self._held = None

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def run(self) -> None:
        while jobs := self._next():
            self._deliver(jobs)

    def _next(self) -> list[Job]:
        """Waits until something is due; empty when all is over."""
        with self._changed:
            self._busy = False
            self._changed.notify_all()
            while not self._stopped:
                wait = self._waiting[0].due - time.monotonic() if self._waiting else None
                if wait is not None and wait <= 0:
                    return self._due_together()
                self._changed.wait(wait)
            return []

    def _due_together(self) -> list[Job]:
        self._busy = True
        jobs, now = [heapq.heappop(self._waiting)], time.monotonic()
        while (
            len(jobs) < MAX_TOGETHER
            and self._waiting
            and self._waiting[0].due <= now
            and jobs[0].event.goes_with(self._waiting[0].event)
        ):
            jobs.append(heapq.heappop(self._waiting))
        return jobs

    def _deliver(self, jobs: list[Job]) -> None:
        accepted = self._accepted(jobs)
        for job in jobs:
            if accepted:
                job.copies -= 1
                if job.copies:
                    self._again(job, 0.0)
            elif job.tries < len(self._waits):
                job.tries += 1
                self._again(job, self._waits[job.tries - 1])
            else:
                self._count("webhooks_lost")

    def _again(self, job: Job, wait: float) -> None:
        with self._changed:
            if not self._stopped:
                job.due = time.monotonic() + wait
                heapq.heappush(self._waiting, job)

    def _accepted(self, jobs: list[Job]) -> bool:
        """A shop that is not connected yet is one that is down."""
        line = self._line_of(jobs[0].event.line.key)
        if line is None or line.callback is None:
            return False
        made = webhook(line, [job.event for job in jobs])
        try:
            answer = http.call(
                "POST", made.url, headers=made.headers, body=made.body, read_seconds=_READ_SECONDS
            )
        except (TryLater, OutcomeUnknown, http.AnswerTooLarge):
            self._count("webhooks_refused")
            return False
        accepted = answer.status in _ACCEPTED.get(line.provider, _ONLY_OK)
        self._count("webhooks_sent" if accepted else "webhooks_refused")
        return accepted
