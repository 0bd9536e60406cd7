"""The shop's mailbox at the simulated provider: folders of mails, in memory, within bounds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

KEPT_AFTER_FETCH: Final = 1_000  # mails that stay for other programs to look at
MAX_WAITING: Final = 50_000  # mails that nobody has fetched yet
MAX_BYTES: Final = 512 * 1024 * 1024
INBOX: Final = "INBOX"


class MailboxFull(Exception):
    """Nobody fetches, and the provider takes no more."""


@dataclass(slots=True)
class Stored:
    uid: int
    content: bytes
    received: datetime
    flags: set[str] = field(default_factory=set)
    fetched: bool = False


@dataclass(slots=True)
class Folder:
    validity: int
    next_uid: int = 1
    version: int = 0  # grows whenever mail comes or goes
    mails: dict[int, Stored] = field(default_factory=dict)  # in order of their UIDs

    def take(self, content: bytes, received: datetime, flags: Iterable[str] = ()) -> Stored:
        mail = Stored(self.next_uid, content, received, set(flags))
        self.mails[mail.uid] = mail
        self.next_uid += 1
        self.version += 1
        return mail


class Mailbox:
    """Thread-safe. `changed` is called, from whatever thread, after mail came or went; `fetched`
    with the bytes of a mail that somebody has read for the first time."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.changed: Callable[[], None] = lambda: None
        self.fetched: Callable[[bytes], None] = lambda _: None
        self._validity = int(time.time())
        self.folders: dict[str, Folder] = {}
        self.create(INBOX)
        self._bytes = 0
        self._waiting = 0
        self._done: list[tuple[str, int]] = []  # fetched mails, oldest first

    def deliver(self, content: bytes) -> None:
        """Raises `MailboxFull`."""
        with self.lock:
            if self._waiting >= MAX_WAITING or self._bytes + len(content) > MAX_BYTES:
                raise MailboxFull
            self.folders[INBOX].take(content, datetime.now(UTC))
            self._bytes += len(content)
            self._waiting += 1
        self.changed()

    def create(self, name: str) -> Folder:
        with self.lock:
            self._validity += 1
            return self.folders.setdefault(name, Folder(self._validity))

    def note_fetch(self, name: str, mail: Stored) -> None:
        """Somebody has it: after a while it may go, for the simulator must not grow for ever."""
        with self.lock:
            if mail.fetched:
                return
            mail.fetched = True
            self._waiting -= name == INBOX
            self._done.append((name, mail.uid))
            if len(self._done) > 2 * KEPT_AFTER_FETCH:
                for folder, uid in self._done[:KEPT_AFTER_FETCH]:
                    self.remove(folder, uid)
                del self._done[:KEPT_AFTER_FETCH]
        self.fetched(mail.content)

    def remove(self, name: str, uid: int) -> Stored | None:
        with self.lock:
            mail = self.folders[name].mails.pop(uid, None)
            if mail:
                self.folders[name].version += 1
                self._bytes -= len(mail.content)
                self._waiting -= name == INBOX and not mail.fetched
            return mail

    def copy(self, name: str, uid: int, target: str) -> int | None:
        with self.lock:
            mail = self.folders[name].mails.get(uid)
            if mail is None:
                return None
            copied = self.folders[target].take(mail.content, mail.received, mail.flags)
            copied.fetched = True
            self._bytes += len(copied.content)
            self._done.append((target, copied.uid))
            return copied.uid

    def clear(self) -> None:
        with self.lock:
            for folder in self.folders.values():
                folder.mails.clear()
                folder.version += 1
            self._bytes = self._waiting = 0
            self._done.clear()
        self.changed()

    def counts(self) -> tuple[int, int]:
        """(mails that nobody has fetched, mails in all folders)."""
        with self.lock:
            return self._waiting, sum(len(folder.mails) for folder in self.folders.values())
