"""End the streams when the process is told to end: a server would wait for them until it kills."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType
from weakref import WeakSet

from inbox.web.live.hub import Hub

_hubs: WeakSet[Hub] = WeakSet()
_installed: list[int] = []


def end_at_sigterm(hub: Hub) -> None:
    """In front of the server's own handler. Only the main thread may set handlers; and a handler
    that a server sets later, e.g. after a fork of a loaded application, wins."""
    _hubs.add(hub)
    if _installed == [os.getpid()] or threading.current_thread() is not threading.main_thread():
        return
    _installed[:] = [os.getpid()]
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        for one in list(_hubs):
            one.stop()
        if callable(before):
            before(number, frame)
        elif before is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    signal.signal(signal.SIGTERM, stop)
