"""Send one event: one POST, signed, without redirects, to addresses that may be reached."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from inbox import http
from inbox.channel import OutcomeUnknown, TryLater
from inbox.subscribers import sign
from inbox.subscribers.endpoint import Way

_READ_SECONDS: Final = 15.0
_MAX_ANSWER: Final = 256 * 1024  # bytes; only its status matters
_LONGEST_WISH: Final = 7 * 24 * 3600  # seconds of a Retry-After that make sense
# The endpoint as a whole is not well; any other refusal is about this event.
_ILL: Final = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` None: there was no answer. `code` None: it was taken."""

    status: int | None
    code: str | None
    took_ms: int = 0
    wish: timedelta | None = None  # Retry-After

    @property
    def is_gone(self) -> bool:
        return self.status == 410

    @property
    def is_ill(self) -> bool:
        return self.code is not None and (self.status is None or self.status in _ILL)


def send(way: Way, event_id: str, body: bytes, *, is_private: bool, now: datetime) -> Outcome:
    """Never raises for what the other side does. `is_private`: configuration allows this host to
    be in a private network."""
    began = time.monotonic()
    try:
        answer = http.call(
            "POST",
            way.url,
            headers={
                "Content-Type": "application/json",
                **sign.headers(event_id, body, way.signing(now), now=now),
            },
            body=body,
            read_seconds=_READ_SECONDS,
            max_answer=_MAX_ANSWER,
            public_only=not is_private,
        )
    except (TryLater, OutcomeUnknown) as error:  # unknown is no harm: the id tells repeats
        return Outcome(None, error.code, _since(began))
    except http.PrivateAddress:
        return Outcome(None, "PRIVATE_ADDRESS", _since(began))
    except http.AnswerTooLarge:
        return Outcome(None, "ANSWER_TOO_LARGE", _since(began))
    return Outcome(answer.status, _code(answer), _since(began), _wish(answer))


def _code(answer: http.Answer) -> str | None:
    if answer.ok:
        return None
    if 300 <= answer.status < 400:
        return "REDIRECT"
    return f"HTTP_{answer.status}"


def _wish(answer: http.Answer) -> timedelta | None:
    """Seconds only; a date would have to be believed against their clock."""
    given = answer.headers.get("retry-after", "").strip()
    if not (given.isascii() and given.isdigit() and len(given) <= 9):
        return None
    return timedelta(seconds=min(int(given), _LONGEST_WISH))


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
