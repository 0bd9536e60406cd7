"""A desk for round trips: the simulated Gateway on a real socket, a shop that takes callbacks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from adapters.simulation import Bubble, Connection, Place
from adapters.threema.channel import Threema
from adapters.threema.settings import GatewaySettings
from adapters.threema.simulator import ThreemaSimulator
from inbox.channel import Event, NotYet, OutboundMessage, RawRequest, Sender
from tests.adapters.case import DictMemory
from tests.adapters.scripted import ScriptedServer, scripted_server

LENA, JONAS = "L3NAH0FF", "J0NASB3R"


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *args: object) -> None:
        """Tests look at what arrived instead."""


@dataclass
class Desk:
    simulator: ThreemaSimulator
    channel: Threema
    shop: ScriptedServer

    def requests(self) -> list[RawRequest]:
        return [RawRequest("POST", r.path, {}, {}, r.body) for r in self.shop.received]

    def events(self) -> list[Event]:
        """What the shop understood of everything that was posted to it."""
        return [event for raw in self.requests() for event in self.read(raw)]

    def read(self, raw: RawRequest) -> Sequence[Event]:
        self.channel.verify(raw)
        try:
            return self.channel.parse(raw)
        except NotYet:
            self.channel.lookup(raw)
            return self.channel.parse(raw)

    def arrived(self, count: int = 1) -> list[Event]:
        """The events once so many requests have come."""
        eventually(lambda: len(self.shop.received) >= count)
        return self.events()

    def send(self, text: str = "Guten Tag", to: str = LENA, **more: Any) -> str:
        message = OutboundMessage(Sender(to), text, f"key-{time.monotonic_ns()}", **more)
        self.channel.acquaint(Sender(to))
        return self.channel.send(message, self.channel.prepare(message))

    def phone(self, who: str = LENA) -> Sequence[Bubble]:
        return self.simulator.bubbles(who)


def eventually(true: Callable[[], object], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.004)


@contextmanager
def desk(**changed: Any) -> Iterator[Desk]:
    app = Flask(__name__)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    place = Place(f"http://127.0.0.1:{server.server_port}", 0, 0, Path("/nowhere"), "a seed")
    simulator = ThreemaSimulator(place, **{"waits": (0.02, 0.02), "receipt_seconds": 0.0} | changed)
    app.register_blueprint(simulator.routes(), url_prefix="/threema")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    simulator.start()
    try:
        with scripted_server() as shop:
            settings = simulator.demo_account().settings
            simulator.connect(Connection(settings, f"{shop.url}/hooks/1"))
            channel = Threema(GatewaySettings(**settings, read_receipts=True), DictMemory())
            yield Desk(simulator, channel, shop)
    finally:
        simulator.stop()
        server.shutdown()
        thread.join()
        server.server_close()
