"""What needs a person now: judged from how the house stands, in a few queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from inbox.accounts.account import Account, all_accounts
from inbox.channel import AccountHealth
from inbox.subscribers.endpoint import how_many_need_a_person
from inbox.watch.queues import Queue, queues

# The sweeper rings every second for what is due, so whatever waits longer than this is stuck.
LATE: Final = timedelta(minutes=5)
LEAST_FREE: Final = 1024**3  # bytes
_FORGED_COUNTS_FOR: Final = timedelta(minutes=30)


class Need(StrEnum):
    ACCOUNT_BROKEN = "ACCOUNT_BROKEN"  # signed out, no credits, banned; it is paused
    ACCOUNT_ILL = "ACCOUNT_ILL"  # e.g. a mailbox that does not answer
    ACCOUNT_SILENT = "ACCOUNT_SILENT"
    FORGED = "FORGED"  # signatures that do not fit: an attack, or a secret that was changed
    EVENTS_LATE = "EVENTS_LATE"
    DELIVERIES_LATE = "DELIVERIES_LATE"
    DEAD_LETTERS = "DEAD_LETTERS"
    DISK_FULL = "DISK_FULL"
    ENDPOINT_STOPPED = "ENDPOINT_STOPPED"  # the CRM hears of nothing until somebody resumes it


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is the provider's or the pause's, `account_id` empty when it is about the house."""

    need: Need
    account_id: str = ""
    code: str = ""

    @property
    def key(self) -> str:
        return f"{self.need}:{self.account_id}"


def find(session: Session, *, free_bytes: int, now: datetime) -> list[Finding]:
    waiting = queues(session)
    found = [
        finding
        for account in all_accounts(session)
        for finding in (*of_account(account, now), *_of_queue(account, waiting[account.id], now))
    ]
    if free_bytes < LEAST_FREE:
        found.append(Finding(Need.DISK_FULL))
    if how_many_need_a_person(session):
        found.append(Finding(Need.ENDPOINT_STOPPED))
    return found


def of_account(account: Account, now: datetime) -> Iterator[Finding]:
    """What its row alone tells."""
    if account.health == AccountHealth.BROKEN or account.paused_by_itself:
        code = account.health_code or account.paused_reason or ""
        yield Finding(Need.ACCOUNT_BROKEN, account.id, code)
    elif account.health != AccountHealth.OK:
        yield Finding(Need.ACCOUNT_ILL, account.id, account.health_code or "")
    if account.is_silent:
        yield Finding(Need.ACCOUNT_SILENT, account.id)
    if account.forged_at is not None and account.forged_at > now - _FORGED_COUNTS_FOR:
        yield Finding(Need.FORGED, account.id)


def _of_queue(account: Account, queue: Queue, now: datetime) -> Iterator[Finding]:
    if _is_late(queue.event_since, now):
        yield Finding(Need.EVENTS_LATE, account.id)
    if not account.paused and _is_late(queue.queued_since, now):
        yield Finding(Need.DELIVERIES_LATE, account.id)
    if queue.dead:
        yield Finding(Need.DEAD_LETTERS, account.id)


def _is_late(since: datetime | None, now: datetime) -> bool:
    return since is not None and since < now - LATE
