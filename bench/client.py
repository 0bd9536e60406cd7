"""A client that costs little: requests are bytes made beforehand, connections stay open.

Closed loop: every connection sends its next request as soon as it has its answer, which shows how
much a server takes. Open loop: requests are due at a fixed rate, whatever the server does, and time
is counted from when a request was due, so that a server that stalls cannot hide it.
"""

from __future__ import annotations

import re
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from select import EPOLLIN, epoll, select
from typing import Final

CONNECTIONS: Final = 32
_READ: Final = 65_536
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_GIVEN_UP_AFTER: Final = 60.0  # seconds without any answer


@dataclass(slots=True)
class Run:
    """What became of the requests, in their order: seconds until the answer, wall-clock time of
    the answer, HTTP status."""

    seconds: list[float]
    answered_at: list[float]
    statuses: list[int]
    took: float = 0.0  # seconds, from the first request to the last answer

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.took

    @property
    def refused(self) -> int:
        return sum(status != 200 for status in self.statuses)

    def milliseconds(self, share: float) -> float:
        """The quantile, e.g. 0.99, of the time until the answer."""
        return quantile(self.seconds, share) * 1000


@dataclass(slots=True)
class _Line:
    socket: socket.socket
    request: int = -1
    since: float = 0.0
    received: bytes = field(default=b"", repr=False)


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def flood(port: int, requests: Sequence[bytes], *, connections: int = CONNECTIONS) -> Run:
    """Closed loop."""
    return _drive(port, requests, connections, rate=None)


def pace(
    port: int, requests: Sequence[bytes], *, rate: float, connections: int = CONNECTIONS
) -> Run:
    """Open loop, `rate` requests per second."""
    return _drive(port, requests, connections, rate=rate)


def _drive(port: int, requests: Sequence[bytes], connections: int, *, rate: float | None) -> Run:
    lines = {line.socket.fileno(): line for line in (_connect(port) for _ in range(connections))}
    many = len(requests)
    run = Run([0.0] * many, [0.0] * many, [0] * many)
    ready = _Ready(list(lines), open_loop=rate is not None)
    idle, sent, done = deque(lines.values()), 0, 0
    began = time.perf_counter()
    try:
        while done < many:
            wait = _GIVEN_UP_AFTER
            while idle and sent < many:
                now = time.perf_counter()
                due = now if rate is None else began + sent / rate
                if due > now:
                    wait = due - now
                    break
                line = idle.popleft()
                line.request, line.since = sent, due
                line.socket.sendall(requests[sent])
                sent += 1
            answers = ready.wait(wait)
            if not answers and wait == _GIVEN_UP_AFTER:
                raise RuntimeError("the server does not answer")
            for number in answers:
                line = lines[number]
                status = _read(line)
                if status:
                    run.seconds[line.request] = time.perf_counter() - line.since
                    run.answered_at[line.request] = time.time()
                    run.statuses[line.request] = status
                    idle.append(line)
                    done += 1
        run.took = time.perf_counter() - began
    finally:
        for line in lines.values():
            line.socket.close()
    return run


class _Ready:
    """Which sockets have something to read. select() wakes within microseconds, epoll within a
    millisecond, but cheaper: one keeps the time of an open loop, the other serves a flood."""

    def __init__(self, numbers: list[int], *, open_loop: bool) -> None:
        self._numbers, self._epoll = numbers, None if open_loop else epoll()
        if self._epoll is not None:
            for number in numbers:
                self._epoll.register(number, EPOLLIN)

    def wait(self, seconds: float) -> list[int]:
        if self._epoll is None:
            return select(self._numbers, [], [], seconds)[0]
        return [number for number, _event in self._epoll.poll(seconds)]


def _connect(port: int) -> _Line:
    connected = socket.create_connection(("127.0.0.1", port), timeout=_GIVEN_UP_AFTER)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _Line(connected)


def _read(line: _Line) -> int:
    """The status of the answer; 0 while there is more of it to come."""
    piece = line.socket.recv(_READ)
    if not piece:
        raise RuntimeError("the server closed a connection that was to stay open")
    line.received += piece
    head, end, body = line.received.partition(b"\r\n\r\n")
    if not end:
        return 0
    length = _LENGTH.search(head)
    if length is None or len(body) < int(length[1]):
        return 0
    line.received = b""
    return int(head[9:12])
