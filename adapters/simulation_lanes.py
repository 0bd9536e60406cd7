"""Webhooks of a simulated provider: posted in order for each customer, again when they are refused,
lost in the end.

A few lanes run side by side, each a thread with a connection that stays open. A customer always
has the same one, so one person's messages arrive in the order of writing unless a fault is
scripted.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from inbox import http
from inbox.channel import OutcomeUnknown, TryLater

LANES: Final = 4
_HELD_SECONDS: Final = 2.0  # at most so long a scripted disorder waits for a successor
_READ_SECONDS: Final = 15.0

What = TypeVar("What")


@dataclass(frozen=True, slots=True)
class Carrier(Generic[What]):
    """How a provider's webhooks go. `post` takes what goes into one request and says whether it
    was accepted, None if nobody listens; `together` says whether two things share a request.
    `waits` are the seconds before each further try."""

    name: str
    post: Callable[[Sequence[What]], bool | None]
    waits: Sequence[float]
    count: Callable[[str], None]
    together: Callable[[What, What], bool] = lambda _one, _other: False
    most_together: int = 50


def posted(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    form: Mapping[str, str] | None = None,
    accepted: frozenset[int] = frozenset({200}),
) -> bool:
    try:
        answer = http.call(
            "POST", url, headers=headers, body=body, form=form, read_seconds=_READ_SECONDS
        )
    except (TryLater, OutcomeUnknown, http.AnswerTooLarge):
        return False
    return answer.status in accepted


@dataclass(order=True, slots=True)
class _Job(Generic[What]):
    due: float  # monotonic seconds
    number: int
    what: What = field(compare=False)
    done: Callable[[bool], None] = field(compare=False)
    copies: int = field(compare=False, default=1)
    tries: int = field(compare=False, default=0)


class Lanes(Generic[What]):
    def __init__(self, carrier: Carrier[What]) -> None:
        self._numbers = itertools.count()
        self._lanes = [_Lane(carrier) for _ in range(LANES)]

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
        """What is on its way arrives before this returns, and nothing of the past afterwards."""
        for lane in self._lanes:
            lane.forget()

    def post(
        self,
        what: What,
        *,
        customer: str,
        after: float = 0.0,
        copies: int = 1,
        disorder: bool = False,
        done: Callable[[bool], None] = lambda _accepted: None,
    ) -> None:
        """`disorder` keeps every second one of a lane back until its successor has gone; `done`
        is told whether it was accepted in the end."""
        job = _Job(time.monotonic() + after, 2 * next(self._numbers), what, done, copies)
        self._lanes[zlib.crc32(customer.encode()) % LANES].put(job, disorder=disorder)


class _Lane(threading.Thread, Generic[What]):
    def __init__(self, carrier: Carrier[What]) -> None:
        super().__init__(name=carrier.name, daemon=True)
        self._carrier = carrier
        self._waiting: list[_Job[What]] = []
        self._held: _Job[What] | None = None
        self._changed = threading.Condition()
        self._busy = self._stopped = False

    def put(self, job: _Job[What], *, disorder: bool = False) -> None:
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
        with self._changed:
            self._waiting.clear()
            self._changed.wait_for(lambda: not self._busy, timeout=_READ_SECONDS)
            self._waiting.clear()
            self._held = None

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def run(self) -> None:
        while jobs := self._next():
            self._deliver(jobs)

    def _next(self) -> list[_Job[What]]:
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

    def _due_together(self) -> list[_Job[What]]:
        self._busy = True
        jobs, now = [heapq.heappop(self._waiting)], time.monotonic()
        while (
            len(jobs) < self._carrier.most_together
            and self._waiting
            and self._waiting[0].due <= now
            and self._carrier.together(jobs[0].what, self._waiting[0].what)
        ):
            jobs.append(heapq.heappop(self._waiting))
        return jobs

    def _deliver(self, jobs: list[_Job[What]]) -> None:
        accepted = self._carrier.post([job.what for job in jobs])
        if accepted is not None:
            self._carrier.count("webhooks_sent" if accepted else "webhooks_refused")
        for job in jobs:
            self._settle(job, accepted=bool(accepted))

    def _settle(self, job: _Job[What], *, accepted: bool) -> None:
        if accepted:
            job.copies -= 1
            if job.copies:
                self._again(job, 0.0)
            else:
                job.done(True)
        elif job.tries < len(self._carrier.waits):
            job.tries += 1
            self._again(job, self._carrier.waits[job.tries - 1])
        else:
            self._carrier.count("webhooks_lost")
            job.done(False)

    def _again(self, job: _Job[What], wait: float) -> None:
        with self._changed:
            if not self._stopped:
                job.due = time.monotonic() + wait
                heapq.heappush(self._waiting, job)
