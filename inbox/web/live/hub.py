"""Hand every change on to the open streams of this process, and who is where.

One thread listens (Redis nudges it; without Redis it looks every second or two) and reads the
journal; the streams wait for it and hold neither a database session nor a Redis connection.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from inbox.changes import journal
from inbox.changes.journal import Change
from inbox.web.live.ear import Ear, RedisEar
from inbox.web.live.presence import Board, Crier, Presence
from inbox.world import World

HEARTBEAT_SECONDS: Final = 15.0
LIFE_SECONDS: Final = 15 * 60.0
_JITTER: Final = 0.1  # so that streams that began together do not end together
_KEPT: Final = 1_000
_CALLS_KEPT: Final = 200  # of colleagues; who misses one hears the next
_AT_ONCE: Final = 500
_LOOK_EVERY: Final = 5.0  # although nobody nudged: pub/sub may lose one
_AGAIN: Final = 1.5  # after the database did not answer
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Nudge:
    """That something changed, not what it says: pages fetch it as whoever looks at them."""

    number: int
    data: str

    @classmethod
    def of(cls, change: Change) -> Nudge:
        said = {
            "number": change.number,
            "what": change.what,
            "customer": change.customer_id,
            "conversation": change.conversation_id,
            "message": change.message_id,
        }
        return cls(change.number or 0, json.dumps(said, separators=(",", ":")))


class Full(Exception):
    """So many streams are open that others would wait for a thread."""


class Hub:
    """`most`: so many streams may hold a thread of this process each."""

    def __init__(self, world: World, *, most: int, ear: Ear | None = None) -> None:
        self._world = world
        self._most = most
        self._ear = ear or RedisEar(world.settings.redis_url)
        self._changed = threading.Condition()
        self._recent: deque[Nudge] = deque(maxlen=_KEPT)
        self._floor = 0  # every change after this number is in `_recent`
        self._newest = 0
        self._board = Board()
        self._calls: deque[tuple[int, Presence]] = deque(maxlen=_CALLS_KEPT)
        self._called = 0
        self._crier = Crier(world.settings.redis_url, self.hear)
        self._open: dict[str, Stream] = {}
        self._listener: threading.Thread | None = None
        self._stopping = False

    @property
    def streams(self) -> int:
        return len(self._open)

    @property
    def is_stopping(self) -> bool:
        return self._stopping

    def open(self, key: str, *, after: int) -> Stream:
        """A stream of what changes after a number; raises `Full`. The page that asks again (same
        `key`) gets its stream in place of the one that it left behind."""
        stream = Stream(self, key, after)
        with self._changed:
            if self._stopping or (key not in self._open and len(self._open) >= self._most):
                raise Full
            self._listen()
            self._open[key] = stream
            self._changed.notify_all()
        try:
            stream.missed = self._missed(after)
        except SQLAlchemyError:
            self.close(stream)
            raise
        return stream

    def close(self, stream: Stream) -> None:
        with self._changed:
            if self._open.get(stream.key) is stream:
                del self._open[stream.key]
            self._changed.notify_all()

    def is_over(self, stream: Stream) -> bool:
        return self._stopping or self._open.get(stream.key) is not stream

    def stop(self) -> None:
        """End every stream now; called when the process is told to end."""
        self._stopping = True
        if self._changed.acquire(timeout=0.5):
            self._changed.notify_all()
            self._changed.release()

    def join(self, seconds: float) -> None:
        """Wait until nothing of a stopped hub is at work any more."""
        if self._listener is not None:
            self._listener.join(seconds)

    def after(
        self, number: int, call: int, stream: Stream, seconds: float
    ) -> tuple[list[Nudge], list[tuple[int, Presence]]]:
        """What changed after this number and was called after that one; waits for something if
        there is nothing yet."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._newest > number or self._called > call or self.is_over(stream),
                timeout=seconds,
            )
            return (
                [nudge for nudge in self._recent if nudge.number > number],
                [called for called in self._calls if called[0] > call],
            )

    def cry(self, presence: Presence) -> None:
        """Tell everybody who looks, in every process."""
        self._crier.cry(presence)

    def hear(self, presence: Presence) -> None:
        """Tell everybody who looks, in this process."""
        with self._changed:
            self._board.put(presence)
            self._called += 1
            self._calls.append((self._called, presence))
            self._changed.notify_all()

    def present(self) -> tuple[int, Sequence[Presence]]:
        """Who is where now, and the number of the last call."""
        with self._changed:
            return self._called, self._board.fresh()

    def _missed(self, after: int) -> Sequence[Nudge] | None:
        """What the page did not hear of and we no longer hold; None: so much that it had better
        fetch everything anew."""
        with self._changed:
            if after >= self._floor:
                return ()
            floor = self._floor
        found = journal.read_after(self._world.database, after, limit=_AT_ONCE)
        if len(found) == _AT_ONCE:
            return None
        return [Nudge.of(change) for change in found if (change.number or 0) <= floor]

    def _listen(self) -> None:
        """Begin with the first stream: after a fork, and not in processes that have none."""
        if self._listener is not None:
            return
        with self._world.database.reading() as session:
            self._floor = self._newest = journal.newest(session)
        self._listener = threading.Thread(target=self._run, name="live", daemon=True)
        self._listener.start()

    def _run(self) -> None:
        while not self._stopping:
            with self._changed:
                self._changed.wait_for(lambda: self._open or self._stopping)
            try:
                self._look()
            except (SQLAlchemyError, OSError) as error:  # the journal waits; so do the pages
                log.warning("changes not read", error=type(error).__name__)
                time.sleep(_AGAIN)
            for presence in self._ear.wait(_LOOK_EVERY):
                self.hear(presence)

    def _look(self) -> None:
        while found := journal.read_after(self._world.database, self._newest, limit=_AT_ONCE):
            nudges = [Nudge.of(change) for change in found]
            with self._changed:
                overflow = len(self._recent) + len(nudges) - _KEPT
                for _ in range(max(0, min(overflow, len(self._recent)))):
                    self._floor = self._recent.popleft().number
                self._recent.extend(nudges)
                self._newest = nudges[-1].number
                self._changed.notify_all()


class Stream:
    """One browser's stream in the format of server-sent events."""

    def __init__(self, hub: Hub, key: str, after: int) -> None:
        self.key = key
        self.missed: Sequence[Nudge] | None = ()
        self._hub = hub
        self._after = after
        jitter = secrets.randbelow(1000) / 1000 * _JITTER
        self._ends = time.monotonic() + LIFE_SECONDS * (1 - jitter)

    def __iter__(self) -> Iterator[str]:
        yield "retry: 2000\n: hello\n\n"
        if self.missed is None:
            yield "event: reset\ndata: {}\n\n"
        position = self._after
        for nudge in self.missed or ():
            yield _event(nudge)
            position = nudge.number
        call, present = self._hub.present()
        for presence in present:
            yield _call(presence)
        while time.monotonic() < self._ends:
            found, calls = self._hub.after(position, call, self, HEARTBEAT_SECONDS)
            if self._hub.is_over(self):
                return
            for nudge in found:
                yield _event(nudge)
                position = nudge.number
            for number, presence in calls:
                yield _call(presence)
                call = number
            if not found and not calls:
                yield ": still here\n\n"

    def close(self) -> None:
        """Called by the server when the browser is gone, also when nothing was ever read."""
        self._hub.close(self)


def _event(nudge: Nudge) -> str:
    return f"id: {nudge.number}\nevent: change\ndata: {nudge.data}\n\n"


def _call(presence: Presence) -> str:
    """Without an id: nobody fetches later what was true for seconds."""
    return f"event: presence\ndata: {presence.data}\n\n"
