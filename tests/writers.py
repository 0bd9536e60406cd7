"""Writers of changes in processes of their own, one of which is killed in the middle, and somebody
who follows the feed beside them: nothing may be missed, repeated or reordered."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from inbox.changes import journal
from inbox.changes.journal import Change, Subject, What
from inbox.db import Database
from tests.silent_bell import SilentBell

_WAITS = 30.0  # seconds for a process to begin, or to end


@dataclass(frozen=True, slots=True)
class Heard:
    """A change as the feed told it: whose, and which of theirs."""

    number: int
    writer: str
    count: int


@dataclass(frozen=True, slots=True)
class Outcome:
    heard: Sequence[Heard]
    seconds: float
    missed: int  # committed, and never told
    repeated: int
    reordered: int  # told after a later one of the same writer


# Changes after a number, in the feed's order.
Feed = Callable[[int], Sequence[Heard]]


def follow(database: Database, url: str, feed: Feed, *, writers: int, seconds: float) -> Outcome:
    """`url` is the database's; `feed` is asked while the writers write and until they are done."""
    processes = [_start(url, str(number)) for number in range(writers)]
    heard, killed = list[Heard](), False
    try:
        _all_begin(feed, heard, writers)
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            heard += feed(heard[-1].number)
            if not killed and time.monotonic() > began + seconds / 2:
                os.kill(processes[0].pid, signal.SIGKILL)
                killed = True
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(_WAITS)
    took = time.monotonic() - began
    while more := feed(heard[-1].number if heard else 0):
        heard += more
    return _judged(database, heard, took)


def _all_begin(feed: Feed, heard: list[Heard], writers: int) -> None:
    deadline = time.monotonic() + _WAITS
    while len({one.writer for one in heard}) < writers:
        assert time.monotonic() < deadline, "a writer did not begin"
        heard += feed(heard[-1].number if heard else 0)


def _start(url: str, writer: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.writers", url, writer])


def _judged(database: Database, heard: Sequence[Heard], took: float) -> Outcome:
    with database.reading() as session:
        query = select(Change.number, Change.customer_id, Change.message_id)
        rows = session.execute(query.where(Change.customer_id.like("writer-%"))).all()
    committed = {(row.customer_id, int(row.message_id or 0)) for row in rows}
    told = [(one.writer, one.count) for one in heard]
    last: dict[str, int] = {}
    reordered = 0
    for writer, count in told:
        reordered += count <= last.get(writer, -1)
        last[writer] = max(count, last.get(writer, -1))
    return Outcome(heard, took, len(committed - set(told)), len(told) - len(set(told)), reordered)


def write(url: str, writer: str) -> None:
    """One change after the other, in transactions that take their time, until it is ended."""
    database, chance = Database(url), random.Random(writer)
    database.lend("bell", SilentBell())
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: ended.append(number))
    count = 0
    while not ended:
        with database.transaction() as session:
            for _ in range(chance.randint(1, 5)):
                about = Subject(customer_id=f"writer-{writer}", message_id=str(count))
                journal.note(session, What.MESSAGE_UPDATED, about, now=datetime.now(UTC))
                session.flush()
                count += 1
            time.sleep(chance.random() / 200)


if __name__ == "__main__":
    write(*sys.argv[1:])
