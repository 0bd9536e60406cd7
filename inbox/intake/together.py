"""Requests that arrive together are committed together: one sync of the disk serves them all.

Whoever finds nobody committing commits for everyone who waits; who comes meanwhile waits for the
next turn. A lone request waits for nobody, so nothing is slower when little happens.
"""

from __future__ import annotations

import threading
from typing import Final

from inbox.db import Database
from inbox.intake.receive import Arrival, receive
from inbox.media.store import Store

_AT_ONCE: Final = 100


class Together:
    """One per web process, called from all its threads."""

    def __init__(self, database: Database, store: Store) -> None:
        self._database = database
        self._store = store
        self._lock = threading.Lock()
        self._waiting: list[_Turn] = []
        self._committing = False

    def receive(self, arrival: Arrival) -> None:
        """Returns once it is committed; raises what `receive` raises for this very request."""
        turn = _Turn(arrival)
        with self._lock:
            self._waiting.append(turn)
            leads, self._committing = not self._committing, True
        if not leads:
            turn.woken.wait()
        if not turn.done:
            self._lead()
        if turn.error is not None:
            raise turn.error

    def _lead(self) -> None:
        with self._lock:
            turns, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        self._commit(turns)
        with self._lock:
            successor = self._waiting[0] if self._waiting else None
            self._committing = successor is not None
        for turn in turns:
            turn.done = True
            turn.woken.set()
        if successor is not None:
            successor.woken.set()

    def _commit(self, turns: list[_Turn]) -> None:
        try:
            receive(self._database, self._store, [turn.arrival for turn in turns])
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for this commit
            if len(turns) == 1:
                turns[0].error = error
                return
            for turn in turns:  # one that cannot be stored must not take the others with it
                self._commit([turn])


class _Turn:
    def __init__(self, arrival: Arrival) -> None:
        self.arrival = arrival
        self.woken = threading.Event()
        self.done = False
        self.error: Exception | None = None
