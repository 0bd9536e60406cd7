"""What the jobs of one process work with, built once from the world."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inbox import sealing
from inbox.automation.reconsider import reconsider
from inbox.channel import RawRequest
from inbox.intake.normalise import Desk as Intake
from inbox.intake.raw_event import RawEvent, raw_request
from inbox.media.fetch import Shelf
from inbox.outbox.dispatch import Desk as Outbox
from inbox.outbox.pump import Pump
from inbox.subscribers.deliver import Courier
from inbox.world import World


@dataclass(frozen=True, slots=True)
class Desks:
    world: World
    intake: Intake
    shelf: Shelf
    pump: Pump
    courier: Courier


def desks(world: World) -> Desks:
    def raw_of(session: Session, event_id: int) -> RawRequest | None:
        event = session.get(RawEvent, event_id)
        try:
            return raw_request(session, world.store, event) if event else None
        except (sealing.Destroyed, FileNotFoundError):
            return None

    outbox = Outbox(world.database, world.accounts, world.store, reconsider, world.clock)
    return Desks(
        world=world,
        intake=Intake(
            world.database,
            world.accounts,
            world.store,
            world.bell,
            world.settings.base_url,
            world.clock,
        ),
        shelf=Shelf(world.database, world.accounts, world.store, raw_of),
        pump=Pump(outbox),
        courier=Courier(
            world.database,
            world.settings.private_endpoints,
            f"{socket.gethostname()}:{os.getpid()}",
            world.clock,
        ),
    )
