"""Keep sends in flight: in order per identity, overlapping across identities, eight per account.

A provider that takes its time holds up nobody else: the jobs only say who is due, the sends run on
threads of this process, and each one that ends looks for the next.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from inbox.accounts.account import Account
from inbox.outbox.delivery import PENDING, Delivery, Stage
from inbox.outbox.dispatch import Desk, dispatch

IN_FLIGHT_PER_ACCOUNT: Final = 8
_THREADS: Final = 24
log = structlog.get_logger(__name__)


class Pump:
    """One per process that sends. `close` waits for what is in flight."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="send")
        self._flying: dict[str, set[int]] = {}
        self._lock = threading.Lock()
        self._closing = False

    def run(self, account_id: str) -> int:
        """Start what is due for this account and has a free place; how many were started."""
        with self._lock:
            free = IN_FLIGHT_PER_ACCOUNT - len(self._flying.get(account_id, ()))
            if free <= 0 or self._closing:
                return 0
            with self.desk.database.reading() as session:
                due = due_heads(session, account_id, now=self.desk.clock(), limit=free * 2)
            flying = self._flying.setdefault(account_id, set())
            fresh = [one for one in due if one not in flying][:free]
            flying.update(fresh)
        for delivery_id in fresh:
            self._threads.submit(dispatch, self.desk, delivery_id).add_done_callback(
                lambda done, one=delivery_id: self._landed(account_id, one, done)  # type: ignore[misc]
            )
        return len(fresh)

    def close(self) -> None:
        self._closing = True
        self._threads.shutdown(wait=True)

    def _landed(self, account_id: str, delivery_id: int, done: Future[None]) -> None:
        with self._lock:
            self._flying[account_id].discard(delivery_id)
        error = done.exception()
        if error is not None:  # the row waits: its claim expires, or the sweeper rings again
            log.error("dispatch failed", delivery=delivery_id, error=type(error).__name__)
            return
        self.run(account_id)


def due_heads(session: Session, account_id: str, *, now: datetime, limit: int) -> Sequence[int]:
    """The deliveries that are first in line with their identity and may be tried now."""
    account = session.get(Account, account_id)
    if account is None or account.paused:
        return []
    if account.held_until is not None and account.held_until > now:
        return []
    limits = {"account_id": account_id, "now": now, "limit": limit}
    return session.scalars(_DUE_HEADS, limits).all()


# Made once: putting it together would cost more than asking it.
_EARLIER: Final = aliased(Delivery)
_IN_LINE: Final = (
    select(_EARLIER.id)
    .where(
        _EARLIER.identity_id == Delivery.identity_id,
        _EARLIER.stage.in_(PENDING),
        _EARLIER.id < Delivery.id,
    )
    .exists()
)
_DUE_HEADS: Final = (
    select(Delivery.id)
    .where(
        Delivery.account_id == bindparam("account_id"),
        Delivery.stage == Stage.QUEUED,
        Delivery.next_try_at <= bindparam("now"),
        ~_IN_LINE,
    )
    .order_by(Delivery.next_try_at, Delivery.id)
    .limit(bindparam("limit"))
)
