"""A customer's mailbox at the simulated provider: what was written and what came.

Mail of the shop is kept as it arrived and only read when somebody looks: a benchmark sends
thousands that nobody ever opens.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from adapters.email.simulated.reading import Read, read
from adapters.simulation import Bubble

KEPT: Final = 50  # mails


@dataclass(frozen=True, slots=True)
class Unread:
    content: bytes
    at: datetime


class CustomerBox:
    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.name = name
        self._mails: OrderedDict[str, Read | Unread] = OrderedDict()

    def wrote(self, bubble: Bubble, references: tuple[str, ...]) -> None:
        self._keep(bubble.id, Read(bubble, references, ""))

    def received(self, message_id: str, content: bytes, at: datetime) -> None:
        self._keep(message_id, Unread(content, at))

    def bubbles(self) -> list[Bubble]:
        return [self._opened(message_id).bubble for message_id in self._mails]

    def opened(self, message_id: str | None) -> Read | None:
        return self._opened(message_id) if message_id in self._mails else None

    def last_received(self) -> Read | None:
        opened = (self._opened(message_id) for message_id in reversed(self._mails))
        return next((mail for mail in opened if not mail.bubble.mine), None)

    def mark(self, message_id: str, state: str) -> None:
        mail = self._mails.get(message_id)
        if isinstance(mail, Read):
            self._mails[message_id] = replace(mail, bubble=replace(mail.bubble, state=state))

    def clear(self) -> None:
        self._mails.clear()

    def _keep(self, message_id: str, mail: Read | Unread) -> None:
        self._mails[message_id] = mail
        if len(self._mails) > KEPT:
            self._mails.popitem(last=False)

    def _opened(self, message_id: str | None) -> Read:
        mail = self._mails[message_id or ""]
        if isinstance(mail, Unread):
            mail = read(mail.content, mail.at)
            self._mails[message_id or ""] = mail
        return mail
