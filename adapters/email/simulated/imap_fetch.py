"""What FETCH gives out of one mail (RFC 3501, section 6.4.5), as far as mail programs ask here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.email.simulated.imap_words import BadCommand, flag_list, internal_date
from adapters.email.simulated.mailbox import Stored

_SECTION: Final = re.compile(
    r"BODY(\.PEEK)?\[(HEADER|TEXT|)\](?:<(\d{1,12})\.(\d{1,12})>)?", re.IGNORECASE
)
_PLAIN: Final = frozenset({"UID", "FLAGS", "RFC822.SIZE", "INTERNALDATE"})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked for; `section` None: not a part of the mail's bytes."""

    name: str
    section: str | None = None
    marks: bool = False  # asking for it marks the mail as read
    start: int | None = None
    length: int = 0

    def ends(self, mail: Stored) -> bool:
        """Whether whoever asked for this now has the whole mail."""
        if self.section != "":
            return False
        return self.start is None or self.start + self.length >= len(mail.content)

    def shown(self, mail: Stored) -> bytes:
        if self.section is not None:
            return self._bytes(mail)
        values = {
            "UID": str(mail.uid),
            "FLAGS": flag_list(mail.flags),
            "RFC822.SIZE": str(len(mail.content)),
            "INTERNALDATE": internal_date(mail.received),
        }
        return f"{self.name} {values[self.name]}".encode()

    def _bytes(self, mail: Stored) -> bytes:
        header, gap, body = mail.content.partition(b"\r\n\r\n")
        whole = {"HEADER": header + gap, "TEXT": body}.get(self.section or "", mail.content)
        name = f"BODY[{self.section}]"
        if self.start is not None:
            whole = whole[self.start : self.start + self.length]
            name += f"<{self.start}>"
        return f"{name} {{{len(whole)}}}\r\n".encode() + whole


def item(spelled: str) -> Item:
    if spelled.upper() in _PLAIN:
        return Item(spelled.upper())
    match = _SECTION.fullmatch(spelled)
    if match is None:
        raise BadCommand
    peek, section, start, length = match.groups()
    return Item(
        name="BODY",
        section=section.upper(),
        marks=peek is None,
        start=None if start is None else int(start),
        length=int(length or 0),
    )


def answer(number: int, mail: Stored, items: Sequence[Item]) -> bytes:
    given = [i for i in items if i.name != "UID"]
    shown = b" ".join([f"UID {mail.uid}".encode(), *(i.shown(mail) for i in given)])
    return b"* %d FETCH (%s)\r\n" % (number, shown)
