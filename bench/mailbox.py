"""A mailbox of a thousand mails, taken over from a real IMAP server by the running product.

The server is Dovecot, or where it is not installed the simulated provider's own. Counted is from
the account's first look until the last mail is a message that can be read on the page.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

import psutil  # type: ignore[import-untyped]
from imapclient import IMAPClient
from sqlalchemy import func, select

from adapters import discover
from bench.databases import DATABASES
from bench.figure import Figure, Goal, Invalid
from bench.progress import bar
from inbox.accounts import manage
from inbox.conversations.message import Message
from inbox.world import World
from tests.adapters.email import dovecot
from tests.adapters.email.account import MAILS
from tests.stand import Stand, listens, stand, wait_for

MAIL_RATE: Final = Goal(">=", 20)
GROWTH: Final = Goal("<=", 64)  # MB: a mailbox is read mail by mail, however large it is
_MANY: Final = 1000
_LARGE: Final = 25  # of them with a file
_FILE_BYTES: Final = 1024 * 1024
_WITHIN: Final = 240.0  # seconds
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Server:
    """A mailbox that somebody else filled; `settings` sign in at it."""

    name: str
    settings: Mapping[str, str]


def measure(*, quick: bool) -> Iterator[Figure]:
    """Raises `Invalid`."""
    many = _MANY // 5 if quick else _MANY
    for name, opened in DATABASES.items():
        with (
            opened() as databases,
            stand(databases.product("kontor"), kinds=()) as kontor,
            _filled(kontor, many) as server,
        ):
            yield from _taken_over(f"{name}, {server.name}", kontor, server, many)


def _taken_over(name: str, kontor: Stand, server: _Server, many: int) -> Iterator[Figure]:
    kontor.start("in", "schedule")
    sizes = _Sizes(kontor)
    began = time.monotonic()
    _connect(kontor, server)
    while (here := _recorded(kontor.world)) < many:
        if time.monotonic() - began > _WITHIN:
            raise Invalid(f"after {_WITHIN:.0f} s only {here} of {many} mails were taken over")
        bar(f"mailbox on {name}", here, many)
        sizes.look()
        time.sleep(0.1)
    took = time.monotonic() - began
    kontor.stop()  # before its mailbox goes away
    yield Figure(f"{name}: mails taken over", many / took, "/s", MAIL_RATE)
    for role, (first, most) in sizes.seen.items():
        yield Figure(f"{name}: memory of '{role}', at most", most, "MB")
        yield Figure(f"{name}: growth of '{role}' meanwhile", most - first, "MB", GROWTH)


class _Sizes:
    """What the processes took when they were ready, and the most since."""

    def __init__(self, kontor: Stand) -> None:
        self._processes = {role: psutil.Process(one.pid) for role, one in kontor.processes.items()}
        time.sleep(3)  # until they have imported what they need
        self.seen = {role: (self._size(one),) * 2 for role, one in self._processes.items()}

    def look(self) -> None:
        for role, process in self._processes.items():
            first, most = self.seen[role]
            self.seen[role] = (first, max(most, self._size(process)))

    def _size(self, process: psutil.Process) -> float:
        return float(process.memory_info().rss) / _MEGABYTE


def _connect(kontor: Stand, server: _Server) -> None:
    world = kontor.world
    with world.database.transaction() as session:
        email = discover()["email"]
        manage.add(session, email, label="Mail", values=server.settings, now=world.clock())


def _recorded(world: World) -> int:
    with world.database.reading() as session:
        return session.execute(select(func.count()).select_from(Message)).scalar_one()


# --------------------------------------------------------------------------- the other side


@contextmanager
def _filled(kontor: Stand, many: int) -> Iterator[_Server]:
    if not dovecot.installed():
        with _simulated(kontor, many) as server:
            yield server
        return
    with dovecot.running("http://127.0.0.1:9/") as server:
        server.empty()
        with server.session() as client:
            _fill(client, many)
        sign_in = {"imap_port": str(server.imap), "imap_password": dovecot.PASSWORD}
        yield _Server("Dovecot", _settings(dovecot.USER, sign_in))


@contextmanager
def _simulated(kontor: Stand, many: int) -> Iterator[_Server]:
    kontor.start("phones")
    port = int(kontor.environment["PHONES_PORT"])
    wait_for(lambda: listens(port + 2), what="the simulated mail server")
    demo = kontor.control("GET", "/email/demo-account")["settings"]
    with IMAPClient("127.0.0.1", port + 2, ssl=False, timeout=10) as client:
        client.login(demo["address"], demo["imap_password"])
        client.select_folder("INBOX")
        _fill(client, many)
    yield _Server("the simulated server", {**demo, "import_days": "30"})


def _settings(address: str, sign_in: Mapping[str, str]) -> Mapping[str, str]:
    return {
        "address": address,
        "imap_host": "127.0.0.1",
        "imap_security": "none",
        "smtp_host": "127.0.0.1",
        "smtp_port": "9",
        "smtp_security": "none",
        "smtp_password": sign_in["imap_password"],
        "import_days": "30",
        **sign_in,
    }


def _fill(client: IMAPClient, many: int) -> None:
    """The shapes of the tests' mails, each with an id of its own; some with a file."""
    chance = random.Random(many)
    shapes = [path.read_bytes() for path in sorted(MAILS.glob("*.eml")) if path.stat().st_size]
    for number in range(many):
        if number % (many // _LARGE) == 0:
            client.append("INBOX", _with_a_file(number, chance))
        else:
            client.append("INBOX", _distinct(shapes[number % len(shapes)], number))


def _distinct(shape: bytes, number: int) -> bytes:
    return b"X-Number: %d\r\n" % number + shape + b"\r\nNachtrag %d\r\n" % number


def _with_a_file(number: int, chance: random.Random) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = f"kunde{number}@kunden.example", f"Foto {number}"
    mail["Message-ID"] = f"<foto-{number}@kunden.example>"
    mail.set_content("So kam es an.")
    mail.add_attachment(
        chance.randbytes(_FILE_BYTES), maintype="image", subtype="jpeg", filename="foto.jpg"
    )
    return mail.as_bytes()
