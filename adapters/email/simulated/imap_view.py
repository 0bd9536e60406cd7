"""One folder as one mail program sees it: its message numbers stay until the program is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from adapters.email.simulated import imap_fetch
from adapters.email.simulated.imap_words import BadCommand, day, flag_list, uids
from adapters.email.simulated.mailbox import Folder, Mailbox, Stored

SEEN: Final = r"\Seen"
DELETED: Final = r"\Deleted"

Fits = Callable[[Stored], bool]


class View:
    def __init__(self, mailbox: Mailbox, name: str, *, readonly: bool) -> None:
        self.mailbox = mailbox
        self.name = name
        self.readonly = readonly
        with mailbox.lock:
            self._known, self._version = list(self.folder.mails), self.folder.version

    @property
    def folder(self) -> Folder:
        return self.mailbox.folders[self.name]

    def opened(self) -> list[str]:
        """What is said about the folder when it is selected."""
        flags = rf"\Answered \Flagged {DELETED} {SEEN} \Draft"
        return [
            f"{len(self._known)} EXISTS",
            "0 RECENT",
            f"FLAGS ({flags})",
            f"OK [PERMANENTFLAGS ({'' if self.readonly else flags})] kept",
            f"OK [UIDVALIDITY {self.folder.validity}] since this start",
            f"OK [UIDNEXT {self.folder.next_uid}] next",
        ]

    def news(self) -> Iterator[str]:
        """What came and went since the program was told last."""
        with self.mailbox.lock:
            if self.folder.version == self._version:
                return
            now, self._version = list(self.folder.mails), self.folder.version
        present = set(now)
        for number in range(len(self._known), 0, -1):
            if self._known[number - 1] not in present:
                yield f"{number} EXPUNGE"
                del self._known[number - 1]
        if len(now) > len(self._known):
            self._known = now
            yield f"{len(now)} EXISTS"

    def search(self, keys: Iterator[str]) -> list[int]:
        with self.mailbox.lock:
            found = [mail for _, mail in self.chosen("1:*")]
            for key in keys:
                fits = self._test(key.upper(), keys)
                found = [mail for mail in found if fits(mail)]
        return [mail.uid for mail in found]

    def fetch(self, chosen: str, items: Sequence[imap_fetch.Item]) -> Iterator[bytes]:
        with self.mailbox.lock:
            for number, mail in self.chosen(chosen):
                yield imap_fetch.answer(number, mail, items)
                if any(item.ends(mail) for item in items):
                    self.mailbox.note_fetch(self.name, mail)
                if not self.readonly and any(item.marks for item in items):
                    mail.flags.add(SEEN)

    def store(self, chosen: str, action: str, flags: set[str]) -> Iterator[str]:
        with self.mailbox.lock:
            for number, mail in self.chosen(chosen):
                if action.startswith("+"):
                    mail.flags |= flags
                elif action.startswith("-"):
                    mail.flags -= flags
                else:
                    mail.flags = set(flags)
                if not action.endswith(".SILENT"):
                    yield f"{number} FETCH (UID {mail.uid} FLAGS {flag_list(mail.flags)})"

    def copy(self, chosen: str, target: str, *, moves: bool) -> None:
        with self.mailbox.lock:
            for _, mail in list(self.chosen(chosen)):
                self.mailbox.copy(self.name, mail.uid, target)
                if moves:
                    self.mailbox.remove(self.name, mail.uid)

    def expunge(self, chosen: str) -> None:
        with self.mailbox.lock:
            for _, mail in list(self.chosen(chosen)):
                if DELETED in mail.flags:
                    self.mailbox.remove(self.name, mail.uid)

    def chosen(self, spelled: str) -> Iterator[tuple[int, Stored]]:
        """(message number, mail) for a set of UIDs, of what this program knows."""
        mails, fits = self.folder.mails, self._within(spelled)
        for number, uid in enumerate(self._known, 1):
            if uid in mails and fits(mails[uid]):
                yield number, mails[uid]

    def _test(self, key: str, keys: Iterator[str]) -> Fits:
        if key == "UID":
            return self._within(next(keys, ""))
        if key == "SINCE":
            since = day(next(keys, ""))
            return lambda mail: mail.received >= since
        simple: dict[str, Fits] = {
            "ALL": lambda _: True,
            "SEEN": lambda mail: SEEN in mail.flags,
            "UNSEEN": lambda mail: SEEN not in mail.flags,
        }
        if key not in simple:
            raise BadCommand
        return simple[key]

    def _within(self, spelled: str) -> Fits:
        ranges = list(uids(spelled, self._known[-1] if self._known else 0))
        return lambda mail: any(first <= mail.uid <= last for first, last in ranges)
