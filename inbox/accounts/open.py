"""Open an account: its row becomes a channel that can verify, parse and send."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.accounts import settings
from inbox.accounts.account import Account
from inbox.accounts.memory import AccountMemory
from inbox.channel import Channel
from inbox.db import Database
from inbox.registry import Registry

# How long a change of an account's settings may go unnoticed by another process.
_TRUSTED_SECONDS: Final = 1.0


class NoSuchAccount(Exception):
    """No account has this id."""


@dataclass(slots=True)
class _Opened:
    version: int
    checked: float
    channel: Channel


class Accounts:
    """The accounts that this process has opened. Most requests find theirs without the database."""

    def __init__(
        self, database: Database, registry: Registry, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._registry = registry
        self._clock = clock
        self._opened: dict[str, _Opened] = {}
        self._lock = threading.Lock()

    def channel(self, account_id: str) -> Channel:
        """Raises `NoSuchAccount`, `registry.UnknownKind`, or what a dead database raises."""
        held = self._opened.get(account_id)
        if held is not None and time.monotonic() - held.checked < _TRUSTED_SECONDS:
            return held.channel
        with self._lock:
            return self._renewed(account_id).channel

    def of_kind(self, kind: str) -> list[tuple[str, Channel]]:
        with self._database.reading() as session:
            ids = session.scalars(select(Account.id).where(Account.kind == kind)).all()
        return [(account_id, self.channel(account_id)) for account_id in ids]

    def _renewed(self, account_id: str) -> _Opened:
        held = self._opened.get(account_id)
        with self._database.reading() as session:
            account = session.get(Account, account_id)
            if account is None:
                self._opened.pop(account_id, None)
                raise NoSuchAccount(account_id)
            if held is not None and held.version == account.version:
                held.checked = time.monotonic()
                return held
            channel = self.open(session, account)
        opened = _Opened(account.version, time.monotonic(), channel)
        self._opened[account_id] = opened
        return opened

    def open(self, session: Session, account: Account) -> Channel:
        """A channel of the caller's own, e.g. for a thread that keeps a connection open."""
        channel_class = self._registry.channel_class(account.kind)
        values = settings.unseal(session, account.id, account.settings_sealed, channel_class)
        memory = AccountMemory(self._database, account.id, self._clock)
        return channel_class(values, memory)
