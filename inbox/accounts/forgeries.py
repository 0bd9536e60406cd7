"""Notice that requests with a wrong signature keep coming: an attack, or a secret that changed.

A forged request must cost us nothing: it is counted in memory, and a row is written at most every
ten minutes.
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update

from inbox.accounts.account import Account
from inbox.db import Database

_MANY: Final = 5
_WITHIN: Final = timedelta(minutes=10)


class Forgeries:
    """One per web process, called from all its threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._seen: dict[str, deque[datetime]] = defaultdict(lambda: deque(maxlen=_MANY))
        self._noted: dict[str, datetime] = {}

    def note(self, account_id: str, *, now: datetime) -> None:
        if self._is_worth_a_row(account_id, now):
            forged = update(Account).where(Account.id == account_id).values(forged_at=now)
            self._database.attempt(lambda session: session.execute(forged))

    def _is_worth_a_row(self, account_id: str, now: datetime) -> bool:
        with self._lock:
            seen = self._seen[account_id]
            seen.append(now)
            if len(seen) < _MANY or seen[0] < now - _WITHIN:
                return False
            noted = self._noted.get(account_id)
            if noted is not None and noted > now - _WITHIN:
                return False
            self._noted[account_id] = now
            return True
