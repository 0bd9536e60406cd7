"""Tells the shop what happened: messages of customers, and how far the shop's own came."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from adapters.simulation_lanes import Carrier, Lanes, posted
from adapters.simulation_script import Script
from adapters.whatsapp.simulated import reports
from adapters.whatsapp.simulated.events import MAX_TOGETHER, Event, webhook
from adapters.whatsapp.simulated.line import TWILIO, Line
from adapters.whatsapp.simulated.phone import Note, Phone

DELIVERY_SECONDS: Final = 0.25  # until a phone has got a message
_GRID_SECONDS: Final = 0.1  # statuses of the same tenth of a second share a webhook
# Meta and 360dialog repeat whatever was not answered with exactly 200.
_ONLY_OK: Final = frozenset({200})
_ACCEPTED: Final = {TWILIO: frozenset({200, 204})}


class Reporter:
    """`line_of` finds a line by its key, with the callback that it has by now; `waits` as in
    `Carrier`; `clock` gives Unix seconds."""

    def __init__(
        self,
        script: Script,
        line_of: Callable[[str], Line | None],
        count: Callable[[str], None],
        waits: Sequence[float],
        clock: Callable[[], float],
    ) -> None:
        self.delivery_seconds = DELIVERY_SECONDS
        self._script = script
        self._line_of = line_of
        self._count = count
        self._clock = clock
        self._lanes: Lanes[Event] = Lanes(
            Carrier(
                "whatsapp-webhooks",
                self._posted,
                waits,
                count,
                together=lambda one, other: one.goes_with(other),
                most_together=MAX_TOGETHER,
            )
        )

    def start(self) -> None:
        self._lanes.start()

    def stop(self) -> None:
        self._lanes.stop()

    def forget(self) -> None:
        self._lanes.forget()

    def post(self, event: Event, phone: Phone, *, after: float = 0.0) -> None:
        self._lanes.post(
            event,
            customer=phone.first_number,
            after=after,
            copies=self._script.copies(),
            disorder=self._script.disorder,
        )

    def statuses(self, to: Phone, note: Note, failure: int, *, reaction: bool) -> None:
        """What follows a message that was accepted; `failure` is the code of one that fails."""
        if self._script.silent:
            return
        self.report(to, note, "sent")
        if failure:
            self._count("failed")
            self.report(to, note, "failed", after=self.delivery_seconds, code=failure)
        elif not reaction:  # a reaction is only ever sent
            self.report(to, note, "delivered", after=self.delivery_seconds)

    def report(
        self, phone: Phone, note: Note, word: str, *, after: float = 0.0, code: int = 0
    ) -> None:
        found = self._line_of(note.line)
        if found is None or (found.provider == TWILIO and not note.opaque):
            return
        grid = -time.monotonic() % _GRID_SECONDS
        event = reports.status(found, phone, note, word, self._clock() + after, code)
        self.post(event, phone, after=after + grid)

    def _posted(self, events: Sequence[Event]) -> bool | None:
        """A shop that is not connected yet is one that is down."""
        line = self._line_of(events[0].line.key)
        if line is None or line.callback is None:
            return None
        made, accepted = webhook(line, events), _ACCEPTED.get(line.provider, _ONLY_OK)
        return posted(made.url, headers=made.headers, body=made.body, accepted=accepted)
