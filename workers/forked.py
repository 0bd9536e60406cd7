"""A child of the supervisor: forked, so that what all processes need is loaded and held only once.

Nothing is open in the parent when it forks: no database, no Redis, no thread.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Final

_POLLED_EVERY: Final = 0.02


class Forked:
    """One running process; `returncode` is None until it has ended (negative: by a signal)."""

    def __init__(self, target: Callable[[], int]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        self.returncode: int | None = None
        if self.pid == 0:
            _become(target)
        with contextlib.suppress(OSError):  # the child does the same; whoever comes first
            os.setpgid(self.pid, self.pid)

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, seconds: float) -> bool:
        """Whether it has ended by then."""
        deadline = time.monotonic() + seconds
        while self.poll() is None and time.monotonic() < deadline:
            time.sleep(_POLLED_EVERY)
        return self.returncode is not None

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """It and everything that it started."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            # A group of its own, named by its number. SIGTERM is for it alone, because it stops
            # its own children in order.
            (os.killpg if number is signal.SIGKILL else os.kill)(self.pid, number)


def _become(target: Callable[[], int]) -> None:
    """Never returns: the child's life."""
    code = 1
    try:
        os.setpgid(0, 0)  # Ctrl-C reaches the supervisor alone, which stops in order
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        code = target()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - the last frame of this process; it says why and ends
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
