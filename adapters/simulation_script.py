"""How a simulated provider misbehaves from now on: every question uses up what it answers."""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass

from adapters.simulation import Faults


@dataclass(frozen=True, slots=True)
class Sending:
    """How a send goes. `status` 0: well; up to 999 a status of the provider's protocol; above that
    a code of its own error table."""

    status: int = 0
    cut_off: bool = False


class Script:
    """Thread-safe."""

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
        """Nothing is reported about deliveries."""
        return self._faults.statuses_off

    @property
    def disorder(self) -> bool:
        return self._faults.reorder

    def next_sending(self) -> Sending:
        """Takes as long as the next send shall take."""
        time.sleep(self.delay())
        status = self.take_status()
        return Sending(status, cut_off=status == 0 and self.cuts_off())

    def next_status(self) -> int:
        """The answer to the send that is under way, not used up yet."""
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
        """Whether the line is cut after the acceptance of this send."""
        with self._lock:
            cut = self._cut_offs > 0
            self._cut_offs -= cut
            return cut

    def copies(self) -> int:
        """How often the next webhook or mail arrives."""
        with self._lock:
            twice = self._duplicates > 0
            self._duplicates -= twice
            return 2 if twice else 1
