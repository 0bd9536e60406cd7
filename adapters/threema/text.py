"""Plain text (0x01), and the first line by which a text quotes another message."""

from __future__ import annotations

import re
from typing import Final

from adapters.threema.envelope import Envelope
from inbox.channel import Event, Kind

TEXT: Final = 0x01
# Apps send up to 7000 bytes, so more is accepted than sent; 3500 is what the Gateway documents.
MAX_BYTES: Final = 3500
QUOTE_BYTES: Final = 27  # of the header below
_QUOTE: Final = re.compile(r"> quote #([0-9a-f]{16})(?:\r?\n){2}(.*)", re.DOTALL)


def read(envelope: Envelope, inner: bytes) -> list[Event]:
    text = words(inner)
    quote = _QUOTE.fullmatch(text)
    if quote is None or quote[1] == envelope.message_id:  # nothing can quote itself
        return [envelope.message(Kind.TEXT, text)]
    return [envelope.message(Kind.TEXT, quote[2], reply_to=envelope.named(quote[1]))]


def words(data: bytes) -> str:
    """UTF-8 or a ValueError; without the character that databases refuse and no app writes."""
    return data.decode().replace("\x00", "\ufffd")


def write(text: str, quoted: str | None) -> bytes:
    header = f"> quote #{quoted}\n\n" if quoted else ""
    return (header + text).encode()
