"""What the simulated APIs need of the simulator behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from adapters.simulation import File
from adapters.simulation_script import Sending
from adapters.whatsapp.simulated.files import Files
from adapters.whatsapp.simulated.line import Line
from adapters.whatsapp.simulated.phone import Phone
from adapters.whatsapp.simulated.reading import Said


class Provider(Protocol):
    files: Files
    url: str  # of the simulated API, no trailing slash

    def lines(self, provider: str) -> list[Line]: ...

    def addressed(self, address: str) -> Phone:
        """A number with or without "+", or a user id. Raises `Refused`."""
        ...

    def next_sending(self) -> Sending: ...

    def take(self, line: Line, to: Phone, said: Said, *, opaque: str, failure: int = 0) -> str:
        """Show it on the phone and report its statuses; returns the provider's id."""
        ...

    def mark_seen(self, line: Line, message_id: str) -> bool:
        """False if no customer wrote this message."""
        ...

    def templates(self) -> Sequence[Mapping[str, Any]]:
        """As Meta lists them now."""
        ...

    def keep(self, file: File) -> str: ...

    def count(self, what: str) -> None: ...
