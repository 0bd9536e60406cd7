"""The whole product in processes of its own, with the simulated WhatsApp, ready to be measured."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from adapters import phones
from bench.client import Run
from bench.figure import Invalid
from bench.webhooks import Shop
from inbox.intake.raw_event import Fate, RawEvent
from inbox.outbox.delivery import PENDING, Delivery
from inbox.world import World
from tests.stand import ROLES, Stand, listens, stand, wait_for

KIND: Final = "whatsapp"


@dataclass(frozen=True, slots=True)
class Kontor:
    stand: Stand
    shop: Shop

    @property
    def world(self) -> World:
        return self.stand.world

    @property
    def port(self) -> int:
        return self.world.settings.port

    @property
    def account_id(self) -> str:
        return self.stand.accounts[KIND]

    @property
    def path(self) -> str:
        return f"/hooks/{self.account_id}"

    def waiting(self) -> int:
        """Raw events to be normalised and deliveries to be sent."""
        raw = select(func.count()).select_from(RawEvent).where(RawEvent.fate == Fate.WAITING)
        out = select(func.count()).select_from(Delivery).where(Delivery.stage.in_(PENDING))
        with self.world.database.reading() as session:
            return session.execute(raw).scalar_one() + session.execute(out).scalar_one()

    def misbehave(self, **faults: object) -> None:
        """What the simulated provider does from now on; see adapters/README.md."""
        self.stand.control("PUT", f"/{KIND}/faults", faults)

    def all_taken(self, run: Run) -> None:
        """Raises `Invalid` unless every request was answered with 200."""
        if run.refused:
            many = len(run.statuses)
            raise Invalid(f"{run.refused} of {many} genuine webhooks were not answered with 200")

    def settle(self, seconds: float) -> None:
        """Wait until nothing waits any more. Raises `Invalid`."""
        try:
            wait_for(lambda: self._all_live() and not self.waiting(), seconds=seconds)
        except AssertionError:
            left = self.waiting()
            raise Invalid(f"after {seconds:.0f} s {left} events still wait") from None

    def _all_live(self) -> bool:
        ended = [name for name, one in self.stand.processes.items() if one.poll() is not None]
        if ended:
            raise Invalid(f"a process ended by itself: {', '.join(ended)}")
        return True

    @contextmanager
    def resting(self) -> Iterator[None]:
        """The workers hold still, so that something else has the machine to itself."""
        numbers = [self.stand.processes[role].pid for role in ROLES]
        for number in numbers:
            os.kill(number, signal.SIGSTOP)
        try:
            yield
        finally:
            for number in numbers:
                os.kill(number, signal.SIGCONT)


@contextmanager
def running(database_url: str, **settings: str) -> Iterator[Kontor]:
    """Web, all workers, scheduler, Redis-compatible server and the phones."""
    with stand(database_url, (KIND,), **settings) as built:
        built.start("web", *ROLES, "phones")
        settings = built.world.settings
        for port in (settings.port, settings.phones_port):
            wait_for(lambda port=port: listens(port), seconds=30, what="Kontor")
        built.connect_phones()
        account = phones.simulators(built.place())[KIND].demo_account()
        yield Kontor(built, Shop.of(account.settings))
