"""The whole journey of messages in one child process, which can be stopped at an exact point.

Commits are counted where SQLAlchemy hands them to the driver, calls where they leave for the
network; the child kills itself there, as kill -9 does. What happens afterwards is the restart.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from inbox import http
from inbox.changes import journal
from inbox.channel import Media, OutboundMessage, RawRequest
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author
from inbox.intake.normalise import normalise
from inbox.intake.receive import Arrival, receive
from inbox.media.fetch import fetch_due
from inbox.outbox.dispatch import dispatch
from inbox.outbox.post import Letter, post
from inbox.outbox.pump import due_heads
from inbox.world import World
from tests.pigeon import Parchment, Pigeon, request
from workers import sweep
from workers.desk import desks

BEFORE_COMMIT, AFTER_COMMIT = "before commit", "after commit"
BEFORE_CALL, AFTER_CALL = "before call", "after call"
EVERYWHERE = (BEFORE_COMMIT, AFTER_COMMIT, BEFORE_CALL, AFTER_CALL)
PICTURE = b"\x89PNG" * 1000
_LONG = "lang " * 60_000  # does not fit into a row


@dataclass(frozen=True, slots=True)
class Point:
    """The `number`-th commit or call, counted from 1."""

    where: str
    number: int

    def __str__(self) -> str:
        return f"{self.where} {self.number}"


# --------------------------------------------------------------------------- the provider


class Carrier:
    """Takes messages over a real socket; what it took stays taken, whoever dies."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []  # our key, and the bytes as they came
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                carrier.taken.append((self.headers["X-Key"], body))
                self._answer(f"wire-{len(carrier.taken)}".encode())

            def do_GET(self) -> None:
                self._answer(PICTURE)

            def _answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_anything: object) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Wired:
    """A test channel whose messages and files cross a real socket."""

    url: ClassVar[str] = ""

    def send(self, message: OutboundMessage, prepared: bytes) -> str:
        headers = {"X-Key": message.dedupe_key}
        return http.call("POST", self.url, headers=headers, body=prepared).text

    def fetch(self, media: Media, raw: RawRequest | None) -> Iterator[bytes]:
        with http.download(self.url, max_bytes=10**6) as (_status, _headers, pieces):
            yield from pieces


class WiredPigeon(_Wired, Pigeon):
    pass


class WiredParchment(_Wired, Parchment):
    pass


WIRED = {"pigeon": WiredPigeon, "parchment": WiredParchment}


# --------------------------------------------------------------------------- the journey


@dataclass(slots=True)
class Journey:
    """Two messages of a customer, one with a file, one of many kilobytes; the machine's answer;
    an agent's; what the provider says of both. `heard` is the file of what was acknowledged."""

    world: World
    account_id: str
    heard: Path
    deeds: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.deeds = [
            lambda: self._arrives({"id": "in-1", "text": "Hallo", "media": _MEDIA}),
            lambda: self._arrives({"id": "in-2", "text": _LONG, "references": ["in-1"]}),
            self._answer,
        ]

    def go(self) -> None:
        """From the beginning; what was acknowledged before is not done by others again."""
        for number, deed in enumerate(self.deeds):
            if str(number) not in self._acknowledged():
                deed()
                with self.heard.open("a") as file:
                    file.write(f"{number}\n")
            self.work()

    def work(self) -> None:
        """What all workers and the schedule do, until nothing is due."""
        world, held = self.world, desks(self.world)
        sweep.expire_claims(world)
        normalise(held.intake, self.account_id)
        fetch_due(held.shelf, self.account_id, now=world.clock)
        while due := self._due():
            dispatch(held.pump.desk, due[0])
        held.pump.close()
        journal.stamp(world.database)

    def told(self, keys: list[str]) -> None:
        """The provider says that these were delivered."""
        for key in keys:
            said = {"event": "update", "id": f"known-{key}", "state": "delivered", "key": key}
            self._arrives(said)
        self.work()

    def _due(self) -> list[int]:
        with self.world.database.reading() as session:
            return list(due_heads(session, self.account_id, now=self.world.clock(), limit=1))

    def _arrives(self, said: dict[str, Any]) -> None:
        raw = request({"at": self.world.clock().timestamp() // 1, **said})
        arrival = Arrival(self.account_id, raw, self.world.clock())
        receive(self.world.database, self.world.store, [arrival])

    def _answer(self) -> None:
        world = self.world
        with world.database.transaction() as session:
            found = session.query(Conversation).filter_by(account_id=self.account_id).first()
            assert found is not None
            able = world.accounts.channel(self.account_id).capabilities
            letter = Letter(f"form-{self.account_id}", Author.AGENT, Purpose.SERVICE, "Antwort")
            post(session, found, letter, able, now=world.clock())

    def _acknowledged(self) -> list[str]:
        return self.heard.read_text().split() if self.heard.exists() else []


_MEDIA = [{"ref": "picture", "content_type": "image/png"}]


# --------------------------------------------------------------------------- stopping


def stop_at(world: World, point: Point | None, counted: Path) -> None:
    """In the child: die at this point; without one, write down how many there are."""
    seen: Counter[str] = Counter()

    def pass_by(where: str) -> None:
        seen[where] += 1
        if point == Point(where, seen[where]):
            os.kill(os.getpid(), signal.SIGKILL)
        counted.write_text(json.dumps(seen))

    _wrap_commits(world, pass_by)
    _wrap_calls(pass_by)


def points(counted: Path) -> list[Point]:
    seen: dict[str, int] = json.loads(counted.read_text())
    return [Point(where, number) for where in seen for number in range(1, seen[where] + 1)]


def _wrap_commits(world: World, pass_by: Callable[[str], None]) -> None:
    commit = world.database.engine.dialect.do_commit

    def wrapped(connection: Any) -> None:
        pass_by(BEFORE_COMMIT)
        commit(connection)
        pass_by(AFTER_COMMIT)

    world.database.engine.dialect.do_commit = wrapped  # type: ignore[method-assign]


def _wrap_calls(pass_by: Callable[[str], None]) -> None:
    """Everything that leaves for the network goes through one function."""
    asked = http._request

    @contextmanager
    def wrapped(*arguments: Any, **named: Any) -> Iterator[Any]:
        pass_by(BEFORE_CALL)
        with asked(*arguments, **named) as response:
            pass_by(AFTER_CALL)
            yield response

    http._request = wrapped
