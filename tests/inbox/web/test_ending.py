"""Streams end before the server waits for them: our handler stands in front of its own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from inbox.web.live import ending
from inbox.web.live.hub import Hub
from inbox.world import World
from tests.inbox.web.conftest import only_sqlite

Handler = Callable[[int, FrameType | None], Any] | int

pytestmark = only_sqlite


class Signals:
    """The handlers of a process, without touching those of the one that tests."""

    def __init__(self, before: Handler) -> None:
        self.current = before

    def get(self, _number: int) -> Handler:
        return self.current

    def set(self, _number: int, handler: Handler) -> None:
        self.current = handler

    def arrive(self) -> None:
        assert callable(self.current)
        self.current(signal.SIGTERM, None)


def installed(monkeypatch: pytest.MonkeyPatch, before: Handler) -> Signals:
    signals = Signals(before)
    monkeypatch.setattr(ending, "_installed", [])
    monkeypatch.setattr(signal, "getsignal", signals.get)
    monkeypatch.setattr(signal, "signal", signals.set)
    return signals


@pytest.fixture
def hub(world: World) -> Hub:
    return Hub(world, most=1)


def test_streams_end_and_then_the_servers_own_handler_runs(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[int, bool]] = []
    signals = installed(monkeypatch, lambda number, _frame: heard.append((number, hub.is_stopping)))
    ending.end_at_sigterm(hub)
    ending.end_at_sigterm(hub)  # once is enough
    signals.arrive()
    assert heard == [(signal.SIGTERM, True)]


def test_without_a_handler_the_process_ends_as_it_would_have(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    signals = installed(monkeypatch, signal.SIG_DFL)
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append((pid, number)))
    ending.end_at_sigterm(hub)
    signals.arrive()
    assert hub.is_stopping
    assert signals.current == signal.SIG_DFL
    assert killed == [(os.getpid(), signal.SIGTERM)]


def test_a_process_that_ignores_the_signal_goes_on_ignoring_it(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    signals = installed(monkeypatch, signal.SIG_IGN)
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("must not end"))
    ending.end_at_sigterm(hub)
    signals.arrive()
    assert hub.is_stopping


def test_another_thread_cannot_and_does_not_set_a_handler(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    signals = installed(monkeypatch, signal.SIG_DFL)
    thread = threading.Thread(target=ending.end_at_sigterm, args=(hub,))
    thread.start()
    thread.join()
    assert signals.current == signal.SIG_DFL
