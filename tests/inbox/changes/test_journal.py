"""A reader who has seen number n has seen all below n, whoever writes and whenever they commit."""

from __future__ import annotations

import threading

from sqlalchemy import text

from inbox.changes.journal import Change, Subject, What, note, read_after, stamp


def write(world, count=1, customer="c"):
    with world.database.transaction() as session:
        for _ in range(count):
            note(session, What.MESSAGE_RECEIVED, Subject(customer_id=customer), now=world.clock())


def test_changes_are_read_in_order_and_once(world):
    write(world, 5)
    first = read_after(world.database, 0, limit=3)
    rest = read_after(world.database, first[-1].number, limit=10)
    assert [row.number for row in [*first, *rest]] == [1, 2, 3, 4, 5]
    assert read_after(world.database, 5, limit=10) == []


def test_a_row_that_commits_late_is_not_skipped(world):
    """PostgreSQL only: ids are drawn at insert, so a slow transaction commits a lower id later."""
    if world.database.embedded:
        return
    inserted, commit = threading.Event(), threading.Event()

    def slow():
        with world.database.transaction() as session:
            note(session, What.MESSAGE_RECEIVED, Subject(customer_id="slow"), now=world.clock())
            session.flush()
            inserted.set()
            commit.wait(10)

    thread = threading.Thread(target=slow)
    thread.start()
    inserted.wait(10)
    write(world, 1, "fast")
    seen = list(read_after(world.database, 0, limit=10))
    assert [row.customer_id for row in seen] == ["fast"]
    commit.set()
    thread.join()
    seen += read_after(world.database, seen[-1].number, limit=10)
    assert [row.customer_id for row in seen] == ["fast", "slow"]
    assert [row.number for row in seen] == [1, 2]


def test_many_writers_and_readers_miss_and_repeat_nothing(world):
    writers = [threading.Thread(target=lambda: [write(world, 2) for _ in range(15)])
               for _ in range(4)]  # fmt: skip
    seen: list[int] = []
    done = threading.Event()

    def follow():
        last = 0
        while True:
            finished = done.is_set()
            some = read_after(world.database, last, limit=7)
            seen.extend(row.id for row in some)
            last = some[-1].number if some else last
            if finished and not some:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join(timeout=60)
    assert len(seen) == 120
    assert len(set(seen)) == 120


def test_two_stampers_give_no_number_twice(world):
    write(world, 50)
    threads = [threading.Thread(target=stamp, args=(world.database,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with world.database.reading() as session:
        numbers = [row.number for row in session.query(Change).order_by(Change.id)]
    assert numbers == list(range(1, 51))


def test_what_was_rolled_back_is_no_change_and_nudges_nobody(world, bell):
    try:
        with world.database.transaction() as session:
            note(session, What.ERASED, Subject(customer_id="c"), now=world.clock())
            raise RuntimeError
    except RuntimeError:
        pass
    assert read_after(world.database, 0, limit=10) == []
    assert bell.nudges == 0


def test_one_transaction_nudges_once(world, bell):
    write(world, 10)
    assert bell.nudges == 1


def test_reading_what_is_stamped_writes_nothing(world, count_queries):
    write(world, 3)
    stamp(world.database)
    with count_queries(world) as counted:
        assert stamp(world.database) == 0
    assert counted() == 1
    with world.database.reading() as session:
        session.execute(text("SELECT 1"))
