"""One function per doorbell: what RQ calls by name, three lines each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import structlog

from inbox import doorbell
from inbox.accounts.templates import sync_quietly
from inbox.intake.normalise import normalise as drain
from inbox.media.fetch import fetch_due
from inbox.outbox import signs
from inbox.subscribers import deliver
from workers.desk import Desks

_desks: list[Desks] = []
log = structlog.get_logger(__name__)


def serve(desks: Desks) -> None:
    """Give the jobs of this process what they work with."""
    _desks[:] = [desks]


def _job(work: Callable[[str], None]) -> Callable[[str], None]:
    """What goes wrong ends the job and nothing else: its rows wait, and the sweeper rings again.

    RQ would log the exception with its text and keep it in Redis, and that may be somebody's words.
    """

    @wraps(work)
    def run(key: str) -> None:
        try:
            work(key)
        except Exception:
            log.exception("job failed", job=work.__name__, key=key)

    return run


@_job
def normalise(account_id: str) -> None:
    drain(_desks[0].intake, account_id)


@_job
def dispatch(account_id: str) -> None:
    _desks[0].world.bell.answered(doorbell.DISPATCH, account_id)
    _desks[0].pump.run(account_id)


@_job
def fetch_media(account_id: str) -> None:
    world = _desks[0].world
    world.bell.answered(doorbell.FETCH_MEDIA, account_id)
    fetch_due(_desks[0].shelf, account_id, now=world.clock)


@_job
def sync_templates(account_id: str) -> None:
    world = _desks[0].world
    world.bell.answered(doorbell.SYNC_TEMPLATES, account_id)
    sync_quietly(world.database, world.accounts, account_id, now=world.clock())


@_job
def sign(account_id: str) -> None:
    world = _desks[0].world
    world.bell.answered(doorbell.SIGN, account_id)
    signs.send_due(world.database, world.accounts, account_id, now=world.clock)


@_job
def publish(endpoint_id: str) -> None:
    world = _desks[0].world
    world.bell.answered(doorbell.PUBLISH, endpoint_id)
    if deliver.work(_desks[0].courier, endpoint_id):
        world.bell.ring(doorbell.PUBLISH, endpoint_id)
