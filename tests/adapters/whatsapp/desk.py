"""A desk for round trips: the simulated providers on a real socket, a shop that takes webhooks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from adapters.simulation import Bubble, Connection, Place
from adapters.whatsapp import demo
from adapters.whatsapp.channel import WhatsApp
from adapters.whatsapp.settings import Settings
from adapters.whatsapp.simulator import WhatsAppSimulator
from inbox.channel import Event, OutboundMessage, RawRequest, Sender
from tests.adapters.case import DictMemory
from tests.adapters.scripted import ScriptedServer, scripted_server
from tests.adapters.whatsapp.account import STAMP

ANNA, BERND, CEM, DARIA = demo.ANNA, demo.BERND, demo.CEM, demo.DARIA


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, *args: object) -> None:
        """Tests look at what arrived instead."""


@dataclass
class Desk:
    simulator: WhatsAppSimulator
    channel: WhatsApp
    shop: ScriptedServer

    def requests(self) -> list[RawRequest]:
        return [
            RawRequest(
                "POST",
                self.shop.url + r.path,
                {**r.headers, **STAMP},
                dict(parse_qsl(urlsplit(r.path).query)),
                r.body,
            )
            for r in list(self.shop.received)
        ]

    def events(self) -> list[Event]:
        """What the shop understood of everything that was posted to it."""
        found: list[Event] = []
        for raw in self.requests():
            self.channel.verify(raw)
            kept = {k: v for k, v in raw.headers.items() if k in self.channel.kept_headers}
            found += self.channel.parse(RawRequest(raw.method, raw.url, kept, raw.query, raw.body))
        return found

    def arrived(self, count: int = 1) -> list[Event]:
        """The events once so many have come."""
        eventually(lambda: len(self.events()) >= count)
        return self.events()

    def one(self) -> Event:
        [event] = self.arrived()
        return event

    def send(self, text: str = "Guten Tag", to: str = ANNA, **more: Any) -> str:
        key = f"key-{time.monotonic_ns()}"
        message = OutboundMessage(Sender(to), text, key, **more)
        return self.channel.send(message, self.channel.prepare(message))

    def phone(self, who: str = ANNA) -> Sequence[Bubble]:
        return self.simulator.bubbles(who)

    def wipe(self) -> None:
        self.simulator.reset()
        self.shop.received.clear()
        memory = self.channel.memory
        assert isinstance(memory, DictMemory)
        memory.entries.clear()


def eventually(true: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.004)


def connected(simulator: WhatsAppSimulator, shop: ScriptedServer, provider: str) -> WhatsApp:
    """The demo's number at this provider, connected to the shop."""
    callback = f"{shop.url}/hooks/1"
    settings = _SETTINGS[provider](simulator, callback)
    simulator.connect(Connection(settings, callback))
    return WhatsApp(Settings(**settings), DictMemory())


def _meta(simulator: WhatsAppSimulator, _callback: str) -> Mapping[str, str]:
    return simulator.demo_account().settings


def _d360(simulator: WhatsAppSimulator, _callback: str) -> Mapping[str, str]:
    return {
        "provider": "360dialog",
        "phone_number": "+49 30 23125222",
        "api_key": "the-key-of-the-number",
        "webhook_secret": "the-secret-of-the-hook",
        "base_url": f"{simulator.url}/360dialog",
    }


def _twilio(simulator: WhatsAppSimulator, callback: str) -> Mapping[str, str]:
    return {
        "provider": "twilio",
        "phone_number": "+49 30 23125333",
        "account_sid": "AC00000000000000000000000000000001",
        "auth_token": "12345678901234567890123456789012",
        "webhook_url": callback,
        "base_url": simulator.url,
    }


_SETTINGS = {"meta": _meta, "360dialog": _d360, "twilio": _twilio}


@contextmanager
def desk(provider: str = "meta", **changed: Any) -> Iterator[Desk]:
    app = Flask(__name__)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    place = Place(f"http://127.0.0.1:{server.server_port}", 0, 0, Path("/nowhere"), "a seed")
    quick = {"waits": (0.02, 0.02, 0.02), "delivery_seconds": 0.01}
    simulator = WhatsAppSimulator(place, **quick | changed)
    app.register_blueprint(simulator.routes(), url_prefix="/whatsapp")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    simulator.start()
    try:
        with scripted_server() as shop:
            yield Desk(simulator, connected(simulator, shop, provider), shop)
    finally:
        simulator.stop()
        server.shutdown()
        thread.join()
        server.server_close()
