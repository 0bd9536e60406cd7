"""How headers are written out: the standard library's way, except for Message-IDs.

Its way encodes `References` and `In-Reply-To` like text as soon as a line would pass 78 characters
(cpython#100991), which one long id does; Outlook and Exchange then drop the header, and the thread.
"""

from __future__ import annotations

from email.policy import EmailPolicy
from typing import Final

ID_HEADERS: Final = frozenset({"message-id", "in-reply-to", "references"})


class WirePolicy(EmailPolicy):
    """CRLF line ends; ids whole, one on a line."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in ID_HEADERS:
            return f"{name}: " + f"{self.linesep} ".join(value.split()) + self.linesep
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in ID_HEADERS:
            return self.fold(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))


WIRE: Final = WirePolicy(linesep="\r\n")
WIRE_UTF8: Final = WirePolicy(linesep="\r\n", utf8=True)  # RFC 6532, for SMTPUTF8 recipients only
