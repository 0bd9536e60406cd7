"""Parsing: how many messages a second one core reads on each channel, and what takes longest.

What is read are the tests' own samples, for every kind of account; mail also in the shapes with
which strangers try to stop a reader. Counted is processor time: nothing waits here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from bench.figure import Figure, Goal, over_rounds
from bench.progress import saying
from inbox.channel import Channel, RawRequest
from tests.adapters.email.account import MAILS, channel, raw
from tests.adapters.email.test_hostile import MAILS as HOSTILE
from tests.adapters.test_contract import CASES

SLOWEST: Final = Goal("<=", 1000)  # milliseconds, whatever somebody sends
_ROUNDS: Final = 5
_SECONDS: Final = 0.4  # of one round of a channel


@dataclass(frozen=True, slots=True)
class _Sample:
    name: str
    channel: Channel
    raw: RawRequest
    messages: int  # that are in it; at least one

    def milliseconds(self) -> float:
        began = time.process_time()
        self.channel.parse(self.raw)
        return (time.process_time() - began) * 1000


def measure(*, quick: bool) -> Iterator[Figure]:
    rounds = 2 if quick else _ROUNDS
    for name, samples in (*_accounts(), ("email, real mail in all shapes", _mails())):
        saying(f"parsing: {name}")
        rates = [_rate(samples) for _ in range(rounds)]
        yield over_rounds(f"{name}: messages a core reads", rates, "/s")
        yield _slowest(name, samples)
    saying("parsing: what strangers may send")
    yield _slowest("email, hostile", _hostile(), once=True)


def _accounts() -> Iterator[tuple[str, Sequence[_Sample]]]:
    for case in CASES:
        reader = case.channel()
        samples = [_sample(one.name, reader, one.raw) for one in case.samples()]
        yield case.name, samples


def _mails() -> Sequence[_Sample]:
    reader = channel()
    paths = [path for path in sorted(MAILS.glob("*.eml")) if path.stat().st_size]
    return [_sample(path.stem, reader, raw(path.read_bytes())) for path in paths]


def _hostile() -> Sequence[_Sample]:
    return [_Sample(name, channel(), raw(mail), 1) for name, mail in HOSTILE.items()]


def _sample(name: str, reader: Channel, request: RawRequest) -> _Sample:
    return _Sample(name, reader, request, max(1, len(reader.parse(request))))


def _rate(samples: Sequence[_Sample]) -> float:
    """All samples over and over; a request with several messages counts as that many."""
    read, began = 0, time.process_time()
    while (took := time.process_time() - began) < _SECONDS:
        for sample in samples:
            sample.channel.parse(sample.raw)
            read += sample.messages
    return read / took


def _slowest(name: str, samples: Sequence[_Sample], *, once: bool = False) -> Figure:
    tries = 1 if once else 5
    took = {one.name: median(one.milliseconds() for _ in range(tries)) for one in samples}
    worst = max(took, key=lambda sample: took[sample])
    return Figure(f"{name}: slowest, {worst!r}", took[worst], "ms", SLOWEST)
