"""Remembers the mail that could not be fetched, so that it does not stop those behind it."""

from __future__ import annotations

from typing import Final

from inbox.channel import Memory

TROUBLE: Final = "imap-trouble"


class Trouble:
    """How often one mail of a folder could not be fetched; the count outlives this process."""

    def __init__(self, memory: Memory, validity: int) -> None:
        self._memory = memory
        self._validity = validity
        self._kept = memory.get(TROUBLE) if validity else None

    def count(self, uid: int) -> int:
        name, kept = f"{self._validity}:{uid}:", self._kept or ""
        return int(kept.removeprefix(name)) if kept.startswith(name) else 0

    def met(self, uid: int) -> int:
        """Once more; the new count."""
        count = self.count(uid) + 1
        text = f"{self._validity}:{uid}:{count}"
        if self._memory.put(TROUBLE, text, expected=self._kept):
            self._kept = text
        return count
