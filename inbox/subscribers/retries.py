"""When to try again, when to stop: for an event, and for an endpoint as a whole. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

# Eleven tries within three days and a few hours, as Standard Webhooks suggests.
_WAITS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
TRIES: Final = len(_WAITS) + 1
_LONGEST_WISH: Final = timedelta(hours=24)  # of a Retry-After that is obeyed
_JITTER: Final = 0.2  # share of the wait; so that a thousand events do not come back as one
# An endpoint that seems to be down is left alone for so long, doubled with every failure in a row.
_REST: Final = timedelta(seconds=5)
_LONGEST_REST: Final = timedelta(minutes=10)
_PAUSED_AFTER: Final = timedelta(days=3)
_PAUSED_AFTER_FAILURES: Final = 10


def wait(tries: int, *, chance: float, wish: timedelta | None = None) -> timedelta | None:
    """How long until the next try after `tries` failed ones; None: there is none.

    `chance` is between 0 and 1; `wish` is the endpoint's Retry-After.
    """
    if tries >= TRIES:
        return None
    planned = _WAITS[max(0, tries - 1)]
    spread = planned * (1 + _JITTER * (2 * chance - 1))
    return max(spread, min(wish or timedelta(0), _LONGEST_WISH))


def rest(failures: int, *, wish: timedelta | None = None) -> timedelta:
    """How long nothing is sent to an endpoint after so many failures in a row."""
    planned = min(_REST * (1 << min(max(0, failures - 1), 10)), _LONGEST_REST)
    return max(planned, min(wish or timedelta(0), _LONGEST_WISH))


def is_hopeless(*, failing_since: datetime | None, failures: int, now: datetime) -> bool:
    """Nothing came through for three days: a person must look."""
    return (
        failing_since is not None
        and failures >= _PAUSED_AFTER_FAILURES
        and now - failing_since >= _PAUSED_AFTER
    )
