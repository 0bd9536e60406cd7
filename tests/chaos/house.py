"""A whole Kontor in several processes of each role, and its simulated providers in this one."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from adapters import phones
from adapters.phones_state import State
from adapters.simulation import Connection, Simulator
from inbox.accounts.account import AccountMemoryEntry
from inbox.shop import the_shop
from tests import postgres
from tests.chaos.process import Weather, build_world
from tests.stand import Stand, listens, serving, stand, wait_for

DATABASES = ("sqlite", "postgresql")
PROCESSES = ("web", "in#1", "in#2", "out#1", "out#2", "slow", "schedule#1", "schedule#2")
_WEB_PROCESSES = 2
# A committed row survives a power cut of the server; the machine itself stays on.
_DURABLE = (
    "-c fsync=off -c synchronous_commit=on -c full_page_writes=off -c max_connections=120 "
    "-c shared_buffers=64MB -c unix_socket_permissions=0777"
)


@dataclass(frozen=True, slots=True)
class House:
    """`server` is PostgreSQL's; None where the database is a file."""

    stand: Stand
    weather: Weather
    providers: Mapping[str, Simulator]
    server: postgres.Server | None

    def restart(self, name: str) -> None:
        """kill -9, and somebody starts it again."""
        self.stand.kill(name)
        self.stand.start(name)

    def ended(self) -> list[str]:
        """Processes that nobody killed and that are gone nevertheless."""
        running = self.stand.processes.items()
        return [name for name, process in running if process.poll() is not None]


@contextmanager
def house(database: str, kinds: tuple[str, ...]) -> Iterator[House]:
    with ExitStack() as stack:
        server = None
        if database == "postgresql":
            server = stack.enter_context(postgres.server(_DURABLE))
        built = stack.enter_context(stand(server.url if server else None, kinds))
        weather = Weather(Path(built.environment["DATA_DIR"]))
        built.environment["WEATHER"] = str(weather.folder)
        built.world.close()
        built.world = build_world(built.environment)
        built.command = _command
        with built.world.database.transaction() as session:
            the_shop(session).privacy_url = "https://shop.example/datenschutz"
        providers = stack.enter_context(_providers(built, kinds))
        built.start(*PROCESSES)
        stack.callback(built.world.close)
        wait_for(lambda: listens(int(built.environment["PORT"])), what="the web process")
        if "email" in kinds:  # a mailbox starts from now: what was there before is history
            wait_for(lambda: _looked(built), what="the first look into the mailbox")
        yield House(built, weather, providers, server)


def _looked(built: Stand) -> bool:
    known = select(AccountMemoryEntry).where(
        AccountMemoryEntry.account_id == built.accounts["email"]
    )
    with built.world.database.reading() as session:
        return session.execute(known).first() is not None


def _command(role: str, environment: Mapping[str, str]) -> list[str]:
    if role == "web":
        return serving("tests.chaos.process:create_app()", environment, workers=_WEB_PROCESSES)
    return [sys.executable, "-m", "tests.chaos.process", role]


@contextmanager
def _providers(built: Stand, kinds: tuple[str, ...]) -> Iterator[Mapping[str, Simulator]]:
    """In this process, where a customer writes by a call and no request."""
    place = built.place()
    hosted = {kind: one for kind, one in phones.simulators(place).items() if kind in kinds}
    app = phones.create_app(hosted, State(place))
    port = int(built.environment["PHONES_PORT"])
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    serving_ = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    with ExitStack() as running:
        for kind, simulator in hosted.items():
            settings = simulator.demo_account().settings
            simulator.connect(Connection(settings, built.hook(kind)))
            simulator.start()
            running.callback(simulator.stop)
        serving_.start()
        running.callback(serving_.join)
        running.callback(server.shutdown)
        yield hosted


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """There are thousands."""
