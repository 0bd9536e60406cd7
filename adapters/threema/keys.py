"""The public keys of the people we talk to, kept in the account's memory.

A Threema ID keeps its key for life, so a key is asked for once. If the Gateway ever names another
one, the first stays in use and the change is counted for the administrator: accepting it silently
would let whoever controls the directory read along.
"""

from __future__ import annotations

from typing import Final, Protocol

from inbox.channel import Memory, NotYet, Rejected

CHANGES: Final = "public-keys-changed"
_UNKNOWN: Final = "unknown"  # the Gateway knows no such ID; IDs are random and never given again


class Directory(Protocol):
    def public_key(self, address: str) -> bytes | None:
        """None: there is no such ID. Raises `TryLater`."""
        ...


class KeyRing:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def of_sender(self, address: str) -> bytes:
        """`NotYet` while nobody asked; ValueError if the ID is unknown to the Gateway."""
        known = self._memory.get(_entry(address))
        if known is None:
            raise NotYet("the sender's public key")
        if known == _UNKNOWN:
            raise ValueError("the Gateway does not know the sender's ID")
        return bytes.fromhex(known)

    def of_recipient(self, address: str) -> bytes:
        """As `of_sender`, for a message of ours: `Rejected` if the ID is unknown."""
        try:
            return self.of_sender(address)
        except ValueError:
            raise Rejected("UNKNOWN_ID", "the Threema ID does not exist or was revoked") from None

    def learn(self, address: str, directory: Directory) -> None:
        """Ask the Gateway and keep the answer. Raises `TryLater`."""
        key = directory.public_key(address)
        self._keep(address, _UNKNOWN if key is None else key.hex())

    def changes(self) -> int:
        return int(self._memory.get(CHANGES) or 0)

    def _keep(self, address: str, answer: str) -> None:
        entry = _entry(address)
        if self._memory.put(entry, answer, expected=None):
            return
        known = self._memory.get(entry)
        if known in (answer, None) or answer == _UNKNOWN:  # a revoked ID keeps its old messages
            return
        if known == _UNKNOWN:
            self._memory.put(entry, answer, expected=_UNKNOWN)
            return
        self._count(address, answer)

    def _count(self, address: str, answer: str) -> None:
        """Each other key of an ID counts once, however often it is seen."""
        if self._memory.put(f"public-key-refused:{address}:{answer[:16]}", answer, expected=None):
            counted = self._memory.get(CHANGES)
            self._memory.put(CHANGES, str(int(counted or 0) + 1), expected=counted)


def _entry(address: str) -> str:
    return f"public-key:{address}"
