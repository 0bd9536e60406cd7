"""Requests that arrive together are committed together: one sync of the disk serves them all.

Whoever finds nobody committing commits for everyone who has come by the moment at which the
database is ready to write; who comes later waits for the next turn. A lone request waits for
nobody, so nothing is slower when little happens.
"""

from __future__ import annotations

import threading
from typing import Final

from sqlalchemy.orm import Session

from inbox.db import Database
from inbox.intake.receive import Arrival, keep, store_if_large
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
        """Returns once it is committed; raises what stood in the way of this very request."""
        turn = _Turn(arrival, store_if_large(self._database, self._store, arrival))
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
        turns: list[_Turn] = []
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
        """Commits these; if there are none yet, fills the list with all who have come."""
        try:
            self._database.attempt(lambda session: self._write(session, turns))
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for this commit
            if len(turns) > 1:  # one that cannot be stored must not take the others with it
                for turn in turns:
                    self._commit([turn])
                return
            turns += [] if turns else self._take()  # no database: nobody need try it alone
            for turn in turns:
                turn.error = error

    def _write(self, session: Session, turns: list[_Turn]) -> None:
        session.connection()  # the writer is ours: whoever came while we waited comes along
        turns += [] if turns else self._take()
        sizes = {n: turn.size for n, turn in enumerate(turns) if turn.size is not None}
        keep(session, [turn.arrival for turn in turns], sizes)

    def _take(self) -> list[_Turn]:
        with self._lock:
            turns, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        return turns


class _Turn:
    """`size` is that of a body which lies in the store already."""

    def __init__(self, arrival: Arrival, size: int | None) -> None:
        self.arrival = arrival
        self.size = size
        self.woken = threading.Event()
        self.done = False
        self.error: Exception | None = None
