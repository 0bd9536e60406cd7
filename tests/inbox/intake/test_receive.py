"""A request is a row or an exception; the same request is the same row; bells ring after commit."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.exc import DBAPIError

from inbox.accounts.memory import recall
from inbox.channel import RECEIVED_AT, Cursor, RawRequest
from inbox.intake import together
from inbox.intake.raw_event import RawEvent, raw_request
from inbox.intake.receive import Arrival, keep, receive
from inbox.intake.together import Together
from tests.pigeon import request
from tests.shop import open_account, rows, the_only


@pytest.fixture
def account_id(world):
    return open_account(world)


def arrival(world, account_id, raw, cursor=None):
    return Arrival(account_id, raw, world.clock(), cursor)


def test_it_comes_back_byte_for_byte(world, account_id):
    body = bytes(range(256)) + b"\0\0{"
    raw = RawRequest("POST", "https://x/hooks/1?a=b", {"x-kept": "y"}, {"a": "b"}, body)
    receive(world.database, world.store, [arrival(world, account_id, raw)])
    with world.database.reading() as session:
        back = raw_request(session, world.store, session.query(RawEvent).one())
    assert back.body == body
    assert (back.method, back.url, back.query) == (raw.method, raw.url, raw.query)
    assert back.headers == {"x-kept": "y", RECEIVED_AT: world.clock().isoformat()}


def test_the_same_request_is_the_same_row_and_rings_again(world, account_id, bell):
    for _ in range(3):
        receive(world.database, world.store, [arrival(world, account_id, request({"id": "1"}))])
    assert len(rows(world, RawEvent)) == 1
    assert bell.rings == [("normalise", account_id)] * 3


def test_the_same_words_to_another_account_are_another_event(world, account_id):
    other = open_account(world, name="second")
    for one in (account_id, other):
        receive(world.database, world.store, [arrival(world, one, request({"id": "1"}))])
    assert len(rows(world, RawEvent)) == 2


def test_what_is_not_committed_does_not_ring(world, account_id, bell):
    wrong = Arrival("no such account", request({"id": "1"}), world.clock())
    with pytest.raises(DBAPIError):
        receive(world.database, world.store, [wrong])
    assert bell.rings == []


def test_event_and_cursor_are_committed_together(world, account_id):
    wrong = Arrival("no such account", request({"id": "1"}), world.clock(), Cursor("uid", "7"))
    right = arrival(world, account_id, request({"id": "2"}), Cursor("uid", "8"))
    with pytest.raises(DBAPIError):
        receive(world.database, world.store, [right, wrong])
    with world.database.reading() as session:
        assert recall(session, account_id, "uid") is None
    receive(world.database, world.store, [right])
    with world.database.reading() as session:
        assert recall(session, account_id, "uid") == "8"


class TestTogether:
    def test_each_waits_for_its_own_commit(self, world, account_id):
        door = Together(world.database, world.store)
        threads = [
            threading.Thread(
                target=door.receive,
                args=(arrival(world, account_id, request({"id": str(n)})),),
            )
            for n in range(50)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
            assert not thread.is_alive()
        assert len(rows(world, RawEvent)) == 50

    def test_one_that_cannot_be_stored_takes_no_other_with_it(self, world, account_id, monkeypatch):
        door = Together(world.database, world.store)
        failures: list[Exception] = []
        gate = threading.Event()
        first = threading.Event()
        whole = together.keep

        def held(session, arrivals, large):
            if not first.is_set():  # hold the first commit until everybody waits
                first.set()
                gate.wait(10)
            whole(session, arrivals, large)

        monkeypatch.setattr(together, "keep", held)

        def send(account, n):
            try:
                door.receive(arrival(world, account, request({"id": str(n)})))
            except DBAPIError as error:
                failures.append(error)

        accounts = [account_id, account_id, "no such account", account_id]
        threads = [threading.Thread(target=send, args=(a, n)) for n, a in enumerate(accounts)]
        threads[0].start()
        first.wait(10)
        for thread in threads[1:]:
            thread.start()
        while len(door._waiting) < 3:
            pass
        gate.set()
        for thread in threads:
            thread.join(timeout=30)
        assert len(failures) == 1
        assert len(rows(world, RawEvent)) == 3

    def test_whoever_comes_while_the_writer_is_busy_comes_along(
        self, world, account_id, monkeypatch
    ):
        free = threading.Event()
        commits: list[int] = []

        class Busy:
            def attempt(self, work):
                assert free.wait(10)
                return world.database.attempt(work)

        def counted(session, arrivals, large):
            commits.append(len(arrivals))
            keep(session, arrivals, large)

        monkeypatch.setattr(together, "keep", counted)
        door = Together(Busy(), world.store)
        arrivals = [arrival(world, account_id, request({"id": str(n)})) for n in range(5)]
        threads = [threading.Thread(target=door.receive, args=(one,)) for one in arrivals]
        for thread in threads:
            thread.start()
        while len(door._waiting) < 5:
            pass
        free.set()
        for thread in threads:
            thread.join(timeout=30)
        assert commits == [5]
        assert len(rows(world, RawEvent)) == 5

    def test_without_a_database_nobody_waits_for_a_turn_of_their_own(self, world, account_id):
        gone = threading.Event()
        tries: list[None] = []

        class Gone:
            def attempt(self, work):
                tries.append(None)
                assert gone.wait(10)
                raise OSError("no route to it")

        door = Together(Gone(), world.store)
        failures: list[Exception] = []

        def send(n):
            try:
                door.receive(arrival(world, account_id, request({"id": str(n)})))
            except OSError as error:
                failures.append(error)

        threads = [threading.Thread(target=send, args=(n,)) for n in range(5)]
        for thread in threads:
            thread.start()
        while len(door._waiting) < 5:
            pass
        gone.set()
        for thread in threads:
            thread.join(timeout=30)
        assert (len(failures), len(tries)) == (5, 1)


def test_nothing_of_it_stands_in_clear(world, account_id):
    receive(
        world.database,
        world.store,
        [arrival(world, account_id, request({"id": "1", "text": "MARKIERT"}))],
    )
    assert b"MARKIERT" not in the_only(world, RawEvent).sealed
