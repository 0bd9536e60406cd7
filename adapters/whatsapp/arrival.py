"""Tells when something happened: provider's timestamps in every form that was seen, or receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from adapters.whatsapp.wire import Item
from inbox.channel import RECEIVED_AT, Memory, NotYet, RawRequest

_MILLISECONDS_FROM: Final = 10**12  # seconds reach this in the year 33658
_EARLIEST: Final = 10**9  # 2001: WhatsApp did not exist yet


def moment(value: Any) -> datetime | None:
    """Unix seconds or milliseconds as text or number; None for anything else.

    Messages carry seconds as text, preferences and entries as numbers, some partners relay
    milliseconds or a fraction [META, COURIER]."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = int(value) if not isinstance(value, str) else int(value.partition(".")[0])
        if abs(seconds) >= _MILLISECONDS_FROM:
            seconds //= 1000
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if seconds >= _EARLIEST else None


class Arrival:
    """When a request reached us: what counts where the provider names no usable time.

    Without the header nobody knows it. A made-up time would be wrong for the reply window and for
    retention, so `parse` raises `NotYet`, and `lookup` notes the present once and for all.
    """

    def __init__(self, raw: RawRequest, memory: Memory, document: Item | None = None) -> None:
        self._raw = raw
        self._memory = memory
        self._document = document or {}

    def time_of(self, value: Any) -> datetime:
        """The provider's time; else that of receipt; else that of a neighbour in the request."""
        found = moment(value) or self.known() or next(times_in(self._document), None)
        if found is None:
            raise NotYet("nobody noted when this request was received")
        return found

    def known(self) -> datetime | None:
        noted = self._raw.headers.get(RECEIVED_AT) or self._memory.get(self._key)
        return _rfc3339(noted) if noted else None

    def note(self, now: datetime) -> None:
        if self.known() is None:
            held = self._memory.get(self._key)
            self._memory.put(self._key, now.isoformat(timespec="seconds"), expected=held)

    @property
    def _key(self) -> str:
        return "received:" + hashlib.sha256(self._raw.body).hexdigest()[:32]


def _rfc3339(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def times_in(document: Item) -> Iterator[datetime]:
    """Every usable time in a document, in order: a neighbour's time is nearly right."""
    for key, value in document.items():
        if key in {"timestamp", "time"} and (found := moment(value)):
            yield found
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                yield from times_in(entry)
