"""Who is where: told to all, forgotten in seconds, and never more than pages can say."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from inbox.web.live import presence as presences
from inbox.web.live.ear import RedisEar
from inbox.web.live.hub import Hub
from inbox.web.live.presence import Board, Doing, Presence
from inbox.world import World
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.inbox.web.test_live import PromptEar

HERE = "0190a1b2c3d4e5f60718293a4b5c6d7e"
KIM = Presence(HERE, "kim", "Kim", Doing.READING)
ALEX = Presence(HERE, "alex", "Alex", Doing.TYPING)


class Hand:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_who_falls_silent_is_forgotten_and_who_leaves_is_gone_at_once() -> None:
    hand = Hand()
    board = Board(hand)
    board.put(KIM)
    hand.at = presences.FRESH_SECONDS - 1
    board.put(ALEX)
    assert board.fresh() == [KIM, ALEX]
    hand.at += 1
    assert board.fresh() == [ALEX]
    board.put(Presence(HERE, "alex", "Alex", Doing.GONE))
    assert board.fresh() == []


def test_the_newest_word_of_somebody_counts() -> None:
    board = Board(Hand())
    board.put(KIM)
    typing = Presence(HERE, "kim", "Kim", Doing.TYPING)
    board.put(typing)
    assert board.fresh() == [typing]


@pytest.mark.parametrize(
    "said", [b"", b"null", b"[]", b"{}", b'{"conversation":1,"agent":2,"name":3,"doing":"flying"}']
)
def test_what_another_version_says_is_nothing(said: bytes) -> None:
    assert Presence.read(said) is None
    assert Presence.read(KIM.data.encode()) == KIM


@pytest.fixture
def hub(world: World) -> Iterator[Hub]:
    ear = PromptEar()
    hub = Hub(world, most=3, ear=ear)
    yield hub
    hub.stop()
    ear.said.set()
    hub.join(10)


def call(stream: Iterator[str]) -> str:
    piece = next(piece for piece in stream if piece.startswith("event: presence"))
    assert "id:" not in piece
    said = json.loads(piece.partition("data: ")[2])
    return f"{said['name']} {said['doing']}"


@only_sqlite
def test_a_stream_begins_with_who_is_there_and_goes_on_with_who_comes(hub: Hub) -> None:
    hub.hear(KIM)
    stream = iter(hub.open("a", after=0))
    assert call(stream) == "Kim reading"
    hub.cry(ALEX)  # Redis is not there in these tests: this process at least is told
    assert call(stream) == "Alex typing"


def test_redis_carries_it_to_the_other_processes(redis_url: str) -> None:
    ear, heard = RedisEar(redis_url), list[Presence]()
    ear.wait(0.01)
    here: list[Presence] = []
    presences.Crier(redis_url, here.append).cry(KIM)
    for _ in range(100):
        if heard:
            break
        heard += ear.wait(0.1)
    assert heard == [KIM]
    assert here == []


@only_sqlite
def test_a_page_says_what_its_agent_does_and_those_who_ask_hear_it(auth: Auth) -> None:
    auth.sign_in()
    auth.get("/me")
    assert auth.post("/events/presence", conversation=HERE, doing="typing").status_code == 204
    said = auth.get("/events/since?after=0").get_json()["present"]
    assert [(one["conversation"], one["name"], one["doing"]) for one in said] == [
        (HERE, "Kim", "typing")
    ]
    auth.post("/events/presence", conversation=HERE, doing="gone")
    assert auth.get("/events/since?after=0").get_json()["present"] == []


@only_sqlite
def test_what_a_page_cannot_have_said_is_refused(auth: Auth) -> None:
    auth.sign_in()
    auth.get("/me")
    for conversation, doing in ((HERE, "flying"), ("x", "typing"), ("", ""), (HERE, "")):
        answer = auth.post("/events/presence", conversation=conversation, doing=doing)
        assert answer.status_code == 400
    assert auth.client.post("/events/presence", data={"doing": "typing"}).status_code == 400
