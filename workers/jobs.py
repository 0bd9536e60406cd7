"""One function per doorbell: what RQ calls by name, three lines each."""

from __future__ import annotations

from inbox.intake.normalise import normalise as drain
from inbox.media.fetch import fetch_due
from workers.desk import Desks

_desks: list[Desks] = []


def serve(desks: Desks) -> None:
    """Give the jobs of this process what they work with."""
    _desks[:] = [desks]


def normalise(account_id: str) -> None:
    drain(_desks[0].intake, account_id)


def dispatch(account_id: str) -> None:
    desks = _desks[0]
    desks.rang_out(account_id)
    desks.pump.run(account_id)


def fetch_media(account_id: str) -> None:
    desks = _desks[0]
    desks.rang_media(account_id)
    fetch_due(desks.shelf, account_id, now=desks.world.clock)
