"""The stream of nudges: complete, in order, bounded, and ended in time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import redis
from sqlalchemy.exc import OperationalError

from inbox.changes import journal
from inbox.doorbell import NUDGE_CHANNEL
from inbox.people.agent import Role
from inbox.web import streams_for
from inbox.web.live import ear as ears
from inbox.web.live import hub as hubs
from inbox.web.live.ear import RedisEar
from inbox.web.live.hub import Full, Hub, Stream
from inbox.world import World
from tests.conftest import NOON
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import Customers

ENOUGH = 10.0  # seconds after which a test that waits has failed


class PromptEar:
    """Hears at once what a test says."""

    def __init__(self) -> None:
        self.said = threading.Event()

    def wait(self, seconds: float) -> tuple[()]:
        self.said.wait(seconds)
        self.said.clear()
        return ()


@pytest.fixture
def ear() -> PromptEar:
    return PromptEar()


@pytest.fixture
def hub(world: World, ear: PromptEar) -> Iterator[Hub]:
    hub = Hub(world, most=3, ear=ear)
    yield hub
    hub.stop()
    ear.said.set()
    hub.join(ENOUGH)


@pytest.fixture
def change(world: World, ear: PromptEar) -> Callable[[str], None]:
    def note(conversation: str) -> None:
        about = journal.Subject(conversation_id=conversation)
        with world.database.transaction() as session:
            journal.note(session, journal.What.CONVERSATION_UPDATED, about, now=NOON)
        ear.said.set()

    return note


def newest(world: World) -> int:
    journal.stamp(world.database)
    with world.database.reading() as session:
        return journal.newest(session)


def read(stream: Iterator[str], count: int) -> list[str]:
    """The conversations of so many nudges."""
    found: list[str] = []
    for piece in stream:
        if piece.startswith("id: "):
            found.append(json.loads(piece.partition("data: ")[2])["conversation"])
        if len(found) == count:
            break
    return found


def test_a_stream_brings_what_changes_in_order(
    world: World, hub: Hub, change: Callable[[str], None]
) -> None:
    stream = iter(hub.open("a", after=newest(world)))
    for name in ("eins", "zwei", "drei"):
        change(name)
    assert read(stream, 3) == ["eins", "zwei", "drei"]


def test_a_nudge_holds_no_words(
    world: World, hub: Hub, ear: PromptEar, customers: Customers
) -> None:
    stream = iter(hub.open("a", after=newest(world)))
    customers.write("geheim", name="Anna")
    ear.said.set()
    piece = next(piece for piece in stream if piece.startswith("id: "))
    number, _, data = piece.split("\n")[0][4:], None, piece.partition("data: ")[2]
    said = json.loads(data)
    assert set(said) == {"number", "what", "customer", "conversation", "message"}
    assert said["number"] == int(number)
    assert "geheim" not in piece
    assert "Anna" not in piece


def test_two_hundred_open_streams_all_hear_the_same(
    world: World, ear: PromptEar, change: Callable[[str], None]
) -> None:
    hub, start = Hub(world, most=200, ear=ear), newest(world)
    heard: list[list[str]] = []
    streams = [iter(hub.open(str(number), after=start)) for number in range(200)]
    listening = [
        threading.Thread(target=lambda one=one: heard.append(read(one, 3))) for one in streams
    ]
    for thread in listening:
        thread.start()
    for name in ("eins", "zwei", "drei"):
        change(name)
    for thread in listening:
        thread.join(ENOUGH)
    hub.stop()
    ear.said.set()
    hub.join(ENOUGH)
    assert heard == [["eins", "zwei", "drei"]] * 200


def test_who_was_away_is_told_what_they_missed(
    world: World, hub: Hub, change: Callable[[str], None]
) -> None:
    before = newest(world)
    change("verpasst")
    newest(world)
    hub.open("somebody else", after=newest(world))  # the hub begins after it
    stream = iter(hub.open("a", after=before))
    change("neu")
    assert read(stream, 2) == ["verpasst", "neu"]


def test_who_missed_too_much_is_told_to_fetch_everything(
    world: World, hub: Hub, change: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "_AT_ONCE", 3)
    before = newest(world)
    for _ in range(4):
        change("alt")
    newest(world)
    stream = iter(hub.open("a", after=before))
    assert next(stream).startswith("retry: 2000")
    assert next(stream) == "event: reset\ndata: {}\n\n"


def test_nothing_is_lost_when_the_memory_of_the_hub_is_full(
    world: World, hub: Hub, change: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "_KEPT", 2)
    start = newest(world)
    first = iter(hub.open("a", after=start))
    for name in ("eins", "zwei", "drei", "vier"):
        change(name)
        assert read(first, 1) == [name]
    assert read(iter(hub.open("b", after=start)), 4) == ["eins", "zwei", "drei", "vier"]


def test_only_so_many_threads_are_held(world: World, hub: Hub) -> None:
    streams = [hub.open(name, after=0) for name in "abc"]
    assert hub.streams == 3
    with pytest.raises(Full):
        hub.open("d", after=0)
    streams[0].close()
    hub.open("d", after=0)


def test_a_page_that_asks_again_ends_the_stream_it_left_behind(world: World, hub: Hub) -> None:
    left = hub.open("tab", after=newest(world))
    pieces = iter(left)
    next(pieces)
    again = hub.open("tab", after=newest(world))
    assert list(pieces) == []
    left.close()  # late
    assert not hub.is_over(again)
    assert hub.streams == 1


def test_a_stream_that_nobody_read_is_given_back(world: World, hub: Hub) -> None:
    hub.open("a", after=0).close()
    assert hub.streams == 0


def test_a_quiet_stream_beats_so_that_a_dead_browser_is_noticed(
    world: World, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "HEARTBEAT_SECONDS", 0.01)
    pieces = iter(hub.open("a", after=newest(world)))
    assert [next(pieces) for _ in range(3)][1:] == [": still here\n\n"] * 2


def test_a_stream_does_not_live_for_ever(
    world: World, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "LIFE_SECONDS", 0.0)
    assert len(list(hub.open("a", after=newest(world)))) == 1


def test_every_stream_ends_when_the_process_is_told_to(world: World, hub: Hub) -> None:
    stream = hub.open("a", after=newest(world))
    ended = threading.Event()
    reader = threading.Thread(target=lambda: (list(stream), ended.set()))
    reader.start()
    hub.stop()
    assert ended.wait(ENOUGH)
    reader.join()
    with pytest.raises(Full):
        hub.open("b", after=0)


def test_a_database_that_is_away_for_a_moment_loses_nothing(
    world: World,
    hub: Hub,
    change: Callable[[str], None],
    ear: PromptEar,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = iter(hub.open("a", after=newest(world)))
    read_after, failures = journal.read_after, iter([True])

    def failing(*arguments: object, **named: object) -> object:
        if next(failures, False):
            raise OperationalError("", {}, Exception())
        return read_after(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(journal, "read_after", failing)
    monkeypatch.setattr(hubs, "_AGAIN", 0.01)
    change("trotzdem")
    change("danach")
    assert read(stream, 2) == ["trotzdem", "danach"]


def test_redis_nudges_and_its_absence_is_only_slower(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = RedisEar(redis_url)
    ear.wait(0.01)  # subscribes
    publisher = redis.Redis.from_url(redis_url)
    for _ in range(50):
        publisher.publish(NUDGE_CHANNEL, b"")
    began = time.monotonic()
    ear.wait(ENOUGH)
    assert time.monotonic() - began < ENOUGH / 2
    monkeypatch.setattr(ears, "_NAP", 0.01)
    away = RedisEar("redis://127.0.0.1:1")
    began = time.monotonic()
    away.wait(ENOUGH)
    assert time.monotonic() - began < ENOUGH / 2
    publisher.close()


@pytest.mark.parametrize(("threads", "streams"), [(4, 1), (16, 8), (32, 24), (256, 224)])
def test_some_threads_are_always_left_for_everybody_else(threads: int, streams: int) -> None:
    assert streams_for(threads) == streams


class TestEvents:
    def test_the_stream_is_one_of_events(self, auth: Auth) -> None:
        auth.sign_in()
        answer = auth.client.get("/events?after=0&tab=7", buffered=False)
        assert answer.headers["Content-Type"] == "text/event-stream"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert next(iter(answer.response)).startswith(b"retry: 2000")
        answer.close()

    def test_when_every_stream_is_taken_the_page_is_told_when_to_come_back(
        self, auth: Auth, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        auth.sign_in()

        def full(*_: object, **__: object) -> Stream:
            raise Full

        monkeypatch.setattr(Hub, "open", full)
        answer = auth.get("/events?after=0")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")

    def test_asking_brings_the_same_and_nothing_twice(
        self, auth: Auth, world: World, customers: Customers
    ) -> None:
        customers.write(name="Anna")
        auth.sign_in()
        answer = auth.get("/events/since?after=0")
        said = answer.get_json()
        numbers = [change["number"] for change in said["changes"]]
        assert numbers == sorted(numbers)
        assert said["newest"] == numbers[-1] == newest(world)
        again = auth.get(
            f"/events/since?after={said['newest']}",
            headers={"If-None-Match": answer.headers["ETag"]},
        )
        assert again.status_code == 304

    @pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "%00"])
    @only_sqlite
    def test_a_number_that_was_made_up_is_the_beginning(
        self, auth: Auth, customers: Customers, after: str
    ) -> None:
        customers.write()
        auth.sign_in()
        assert auth.get(f"/events/since?after={after}").get_json()["changes"]

    @only_sqlite
    def test_who_reads_no_conversations_hears_of_none(self, auth: Auth) -> None:
        auth.sign_in(role=Role.PRIVACY)
        assert auth.get("/events").status_code == 403
