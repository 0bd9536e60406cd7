"""A bell that nobody hears: whoever runs the workers would find the rows by sweeping."""

from __future__ import annotations

from inbox.doorbell import Work


class SilentBell:
    def ring(self, work: Work, account_id: str) -> None:
        """Nobody listens."""

    def answered(self, work: Work, account_id: str) -> None:
        """Nobody rang."""

    def nudge(self) -> None:
        """Nobody looks."""
