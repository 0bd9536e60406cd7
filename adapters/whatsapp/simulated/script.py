"""How the simulated provider misbehaves, used up one call at a time."""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass

from adapters.simulation import Faults


@dataclass(frozen=True, slots=True)
class Sending:
    """How the next send goes. `fault` 0: well; up to 999 an HTTP status; above that a code of the
    provider's own error table."""

    fault: int = 0
    cut_off: bool = False


class Script:
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
        """No statuses are reported."""
        return self._faults.statuses_off

    @property
    def disorder(self) -> bool:
        return self._faults.reorder

    def next_sending(self) -> Sending:
        """Takes as long as the next send shall take."""
        mean, spread = self._faults.latency_ms
        if mean or spread:
            time.sleep(max(0.0, secrets.SystemRandom().gauss(mean, spread)) / 1000)
        with self._lock:
            fault = self._statuses.popleft() if self._statuses else 0
            cut_off = fault == 0 and self._cut_offs > 0
            self._cut_offs -= cut_off
        return Sending(fault, cut_off)

    def next_copies(self) -> int:
        """How often the next webhook arrives."""
        with self._lock:
            twice = self._duplicates > 0
            self._duplicates -= twice
        return 2 if twice else 1
