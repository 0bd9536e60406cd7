"""How the provider misbehaves from now on."""

from __future__ import annotations

import secrets
import threading
from collections import deque

from adapters.simulation import Faults


class Script:
    """Thread-safe; every question uses up what it answers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.replace(Faults())

    def replace(self, faults: Faults) -> None:
        with self._lock:
            self._faults = faults
            self._statuses = deque(faults.statuses)
            self._cut_offs = faults.drop_after_accept
            self._duplicates = faults.duplicate

    @property
    def silent(self) -> bool:
        """No reports about deliveries."""
        return self._faults.statuses_off

    @property
    def disorder(self) -> bool:
        return self._faults.reorder

    def next_status(self) -> int:
        """The scripted answer to the send that is under way; 0: accept."""
        with self._lock:
            return self._statuses[0] if self._statuses else 0

    def take_status(self) -> int:
        with self._lock:
            return self._statuses.popleft() if self._statuses else 0

    def delay(self) -> float:
        """Seconds that the next send takes."""
        mean, spread = self._faults.latency_ms
        if not mean and not spread:
            return 0.0
        return max(0.0, secrets.SystemRandom().gauss(mean, spread)) / 1000

    def cuts_off(self) -> bool:
        with self._lock:
            cut = self._cut_offs > 0
            self._cut_offs -= cut
            return cut

    def copies(self) -> int:
        """How often the next mail arrives."""
        with self._lock:
            twice = self._duplicates > 0
            self._duplicates -= twice
            return 2 if twice else 1
