"""Throw at every channel's `parse` what nobody would send: `python -m tests.adapters.fuzzing`.

Every channel gets its own samples back, damaged; a channel's tests may have a module `fuzz` whose
TARGETS know more of its protocol. The tests try a few of each, always the same ones; this command
tries new ones until its time is up. Exit status 1 if something was found; Hypothesis shows it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from adapters import kinds
from inbox.channel import Channel, Event, ForAnotherAccount, NotYet, RawRequest
from tests.adapters.case import ChannelCase

EXAMPLES_AT_ONCE: Final = 50  # so many, then it is the next target's turn
SECONDS: Final = 20.0
LARGEST_SEED: Final = 64 * 1024  # bytes; a larger sample is slow to damage and shows no more


@dataclass(frozen=True, slots=True)
class Target:
    """`check` raises for what must not happen with a value of `strategy`."""

    name: str
    strategy: SearchStrategy[Any]
    check: Callable[[Any], None]


def targets() -> list[Target]:
    own = (f"tests.adapters.{kind}.fuzz" for kind in kinds())
    found = [import_module(name).TARGETS for name in own if find_spec(name)]
    return [*(_of_samples(case) for case in _cases()), *itertools.chain.from_iterable(found)]


def attack(target: Target, *, examples: int, anew: bool) -> None:
    """`anew` takes other values every time; without it a failure in the tests stays one."""
    careful = hypothesis_settings(
        max_examples=examples,
        derandomize=not anew,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    careful(given(target.strategy)(target.check))()


# --------------------------------------------------------------------------- what must not happen


def harmless(channel: Channel, raw: RawRequest) -> list[Event | ForAnotherAccount]:
    """What was read, twice alike and fit for the database; nothing for a dead letter. What else
    `parse` raises goes through."""
    try:
        events: list[Any] = channel.parse(raw)
    except (ValueError, NotYet):
        return []
    assert channel.parse(raw) == events, "read differently the second time"
    for event in events:
        assert isinstance(event, Event | ForAnotherAccount), type(event)
        repr(event).encode()  # no lone surrogates
        _fit_for_the_database(event)
    return events


def _fit_for_the_database(event: Any) -> None:
    moment: datetime | None = getattr(event, "sent_at", None) or getattr(event, "at", None)
    assert moment is None or moment.utcoffset() is not None, "a time without zone"
    assert getattr(event, "external_id", "x"), "an event without id"
    details = json.dumps(getattr(event, "details", None), allow_nan=False)
    words = (getattr(event, name, None) for name in ("text", "subject", "html", "what"))
    assert not any("\x00" in word for word in words if word), "a NUL in a text"
    assert "\\u0000" not in details, "a NUL in the details"


# --------------------------------------------------------------------------- samples, damaged


def _cases() -> list[ChannelCase]:
    return [
        case for kind in kinds() for case in import_module(f"tests.adapters.{kind}.cases").CASES
    ]


def _of_samples(case: ChannelCase) -> Target:
    requests = [s.raw for s in case.samples() if len(s.raw.body) <= LARGEST_SEED]
    bodies = st.sampled_from(requests).flatmap(
        lambda raw: damaged(raw.body).map(lambda body: replace(raw, body=body))
    )
    return Target(
        f"{case.name}: a damaged sample", bodies, lambda raw: _checked(case.channel(), raw)
    )


def _checked(channel: Channel, raw: RawRequest) -> None:
    harmless(channel, raw)


def damaged(body: bytes, tokens: tuple[bytes, ...] = (b"\x00", b'"', b"{", b"&", b"\xff")) -> Any:
    """A strategy: `body` with up to eight places cut out, filled with a token, or overwritten."""
    place = st.floats(0, 1, exclude_max=True)
    filling = st.one_of(st.sampled_from(tokens), st.binary(max_size=3))
    wound = st.tuples(place, st.integers(0, 30), filling)
    return st.lists(wound, min_size=1, max_size=8).map(lambda wounds: _wounded(body, wounds))


def _wounded(body: bytes, wounds: list[tuple[float, int, bytes]]) -> bytes:
    out = bytearray(body)
    for place, length, filling in wounds:
        at = int(place * (len(out) + 1))
        out[at : at + length] = filling
    return bytes(out)


# --------------------------------------------------------------------------- the command


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.adapters.fuzzing", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long to go on")
    until = time.monotonic() + parser.parse_args(arguments).seconds
    everything = targets()
    tried = 0
    for target in _round_robin(everything, until):
        attack(target, examples=EXAMPLES_AT_ONCE, anew=True)
        tried += EXAMPLES_AT_ONCE
    _say(f"fuzzed: {len(everything)} targets, about {tried:,} inputs, nothing found\n")
    return 0


def _round_robin(everything: list[Target], until: float) -> Iterator[Target]:
    """Each at least once, however little time there is."""
    for number, target in enumerate(itertools.cycle(everything)):
        if number >= len(everything) and time.monotonic() > until:
            return
        if sys.stdout.isatty():
            _say(target.name)
        yield target


def _say(text: str) -> None:
    sys.stdout.write(f"\r\x1b[K{text}" if sys.stdout.isatty() else text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
