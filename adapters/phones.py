"""The simulated providers as one process on this machine, with a page of phones and a control.

`python -m adapters.phones` hosts the simulator of every channel that has one: a provider's own API
under /{kind}, the page on which a person plays the customers under /, and an HTTP interface for
tests and benchmarks under /control (see adapters/README.md). It listens on loopback only, because
whoever reaches it can write in any simulated customer's name.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from adapters import kinds, phones_control, phones_view
from adapters.phones_state import State
from adapters.simulation import Place, Simulator

MAX_REQUEST: Final = 80 * 1024 * 1024  # a file of 50 MiB in base64, and some room
_log = logging.getLogger("kontor.phones")


def main() -> int:
    """Exit status 0 after SIGTERM or SIGINT, 1 if it cannot start, 2 for a wrong setting."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        config = configured(os.environ)
    except ValueError as error:
        _log.error("%s", error)
        return 2
    state = State(place(config.data_dir, config.port, host=config.host))
    hosted = simulators(state.place)
    try:
        with ExitStack() as running:
            server = _listening(create_app(hosted, state), config)
            for simulator in hosted.values():
                simulator.start()
                running.callback(simulator.stop)
            state.reconnect(hosted)
            _serve(server, hosted, state.place.url)
    except OSError as error:
        _log.error("The phones cannot start: %s.", error.strerror or error)
        return 1
    return 0


def place(data_dir: Path, port: int, *, host: str = "127.0.0.1") -> Place:
    """Where the phones of this installation live; makes their folder and their seed if need be.

    The product's demo seed calls this, too: whoever comes first makes the seed.
    """
    state_dir = data_dir / "phones"
    state_dir.mkdir(parents=True, exist_ok=True)
    state_dir.chmod(0o700)
    shown = f"[{host}]" if ":" in host else host
    seed = _seed(state_dir / "seed")
    return Place(f"http://{shown}:{port}", port + 1, port + 2, state_dir.resolve(), seed)


def simulators(at: Place) -> dict[str, Simulator]:
    """kind -> simulator, for every channel folder that has one. Nothing is started."""
    found = {kind: find_spec(f"adapters.{kind}.simulator") for kind in kinds()}
    return {kind: _simulator(kind)(at) for kind, spec in found.items() if spec}


def create_app(hosted: Mapping[str, Simulator], state: State) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST
    app.register_blueprint(phones_view.blueprint(hosted, state))
    app.register_blueprint(phones_control.blueprint(hosted, state), url_prefix="/control")
    for kind, simulator in hosted.items():
        routes = simulator.routes()
        if routes is not None:
            app.register_blueprint(routes, url_prefix=f"/{kind}")
    return app


# --------------------------------------------------------------------------- settings


@dataclass(frozen=True, slots=True)
class Config:
    host: str
    port: int
    data_dir: Path


def configured(environment: Mapping[str, str]) -> Config:
    """PHONES_HOST, PHONES_PORT and DATA_DIR; each also as NAME_FILE. ValueError with a sentence."""
    host = _setting(environment, "PHONES_HOST", "127.0.0.1")
    port = _setting(environment, "PHONES_PORT", "8010")
    if not port.isdecimal() or not 1 <= int(port) <= 65_533:
        raise ValueError("PHONES_PORT must be a number from 1 to 65533.")
    if not _is_loopback(host):
        raise ValueError("PHONES_HOST must be a loopback address: the phones are for this machine.")
    return Config(host, int(port), Path(_setting(environment, "DATA_DIR", "./var")))


def _setting(environment: Mapping[str, str], name: str, default: str) -> str:
    if file := environment.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    return environment.get(name, "").strip() or default


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _seed(file: Path) -> str:
    """Made once, complete from the moment it can be seen, and readable by this account only."""
    if not file.exists():
        draft = file.with_name(f"seed-{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write(secrets.token_hex(32))
        try:
            file.hardlink_to(draft)
        except FileExistsError:
            pass  # another process was faster: its seed counts
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii").strip()


# --------------------------------------------------------------------------- running


def _simulator(kind: str) -> type[Simulator]:
    module = import_module(f"adapters.{kind}.simulator")
    found: list[type[Simulator]] = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Simulator)
        and thing.__module__ == module.__name__
        and getattr(thing, "kind", None) == kind
    ]
    if len(found) != 1:
        raise RuntimeError(
            f"adapters/{kind}/simulator.py must define exactly one Simulator with kind = {kind!r}"
        )
    return found[0]


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Requests carry customers' addresses and providers' secrets."""


def _listening(app: Flask, config: Config) -> BaseWSGIServer:
    """Binds by itself: werkzeug would end the process where the port is taken."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.create_server((config.host, config.port), family=family) as bound:
        return make_server(
            config.host,
            config.port,
            app,
            threaded=True,
            request_handler=_Handler,
            fd=bound.fileno(),
        )


def _serve(server: BaseWSGIServer, hosted: Mapping[str, Simulator], url: str) -> None:
    """Until SIGTERM or SIGINT."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    serving.start()
    _log.info("The phones are at %s (%s).", url, ", ".join(hosted))
    over.wait()
    server.shutdown()
    serving.join()


if __name__ == "__main__":
    sys.exit(main())
