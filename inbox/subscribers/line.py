"""Wait for an answer only so long, whatever the other side does.

The time-outs of a connection count from byte to byte: who sends one every few seconds could hold a
worker for ever. So a thread of its own sends, and whoever waits for it can stop waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Final

from inbox.subscribers.send import Outcome

# Longer than connecting and one answer may take at the usual pace.
_ANSWERED_WITHIN: Final = 25.0
Work = Callable[[], Outcome]


class Line:
    """Keeps its connection from one call to the next. After a call that never ended it is of no
    further use: its thread is left to the other side's mercy."""

    def __init__(self, *, within: float) -> None:
        self._within = within
        self._asked: SimpleQueue[Work | None] = SimpleQueue()
        self._answers: SimpleQueue[Outcome] = SimpleQueue()

    def run(self) -> None:
        while (work := self._asked.get()) is not None:
            self._answers.put(work())

    def call(self, work: Work) -> Outcome:
        self._asked.put(work)
        try:
            return self._answers.get(timeout=self._within)
        except Empty:
            return Outcome(None, "NO_ANSWER", round(self._within * 1000))

    def hang_up(self) -> None:
        self._asked.put(None)


@contextmanager
def line(*, within: float = _ANSWERED_WITHIN) -> Iterator[Line]:
    held = Line(within=within)
    threading.Thread(target=held.run, name="endpoint", daemon=True).start()
    try:
        yield held
    finally:
        held.hang_up()
