"""What the simulated phone makes of a message that the shop sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from adapters.simulation import File
from adapters.threema.simulated import box as crypto
from adapters.threema.simulated.phone import Phone, Read, ids_in

Blob = Callable[[str], bytes | None]
_QUOTE: Final = re.compile(r"^> quote #([0-9a-f]{16})\r?\n\r?\n")
_STATES: Final = {1: "delivered", 2: "read"}
_THUMBS: Final = {3: "👍", 4: "👎"}


def read(phone: Phone, kind: int, inner: bytes, blob: Blob) -> Read | None:
    """What appears as a new bubble; None for what only changes another one.

    ValueError for what an app would pass over because it makes no sense.
    """
    if kind in _CHANGES:
        _CHANGES[kind](phone, inner)
        return None
    if kind == 0x17:
        return _file(inner, blob)
    return _text(inner) if kind == 0x01 else Read("unknown", f"(0x{kind:02x})")


def _text(inner: bytes) -> Read:
    text = inner.decode("utf-8", "replace")
    quote = _QUOTE.match(text)
    if quote is None:
        return Read("text", text)
    return Read("text", text[quote.end() :], details={"quotes": quote[1]})


def _file(inner: bytes, blob: Blob) -> Read:
    note: Mapping[str, Any] = json.loads(inner)
    if not isinstance(note, dict) or not {"b", "k", "m", "s"} <= note.keys():
        raise ValueError("not a file message")
    locked, media_type = blob(str(note["b"])), str(note["m"])
    content = None if locked is None else crypto.unlock(locked, bytes.fromhex(str(note["k"])))
    shown = "image" if note.get("j") == 1 and media_type.startswith("image/") else "file"
    name, caption = str(note.get("n", "")), str(note.get("d", ""))
    if content is None or len(content) != note["s"]:
        return Read(shown, caption, details={"missing": name})
    return Read(shown, caption, (File(name, media_type, content),))


def _receipt(phone: Phone, inner: bytes) -> None:
    if len(inner) < 9 or len(inner) % 8 != 1:
        raise ValueError("not a receipt")
    for message_id in ids_in(inner):
        if inner[0] in _STATES:
            phone.mark(message_id, _STATES[inner[0]])
        if inner[0] in _THUMBS:
            phone.note(message_id, reaction=_THUMBS[inner[0]])


def _reaction(phone: Phone, inner: bytes) -> None:
    """Field 1 (eight bytes), then field 2 or 3 with an emoji that is shorter than 128 bytes."""
    if len(inner) < 12 or inner[0] != 0x09 or len(inner) != 11 + inner[10]:
        raise ValueError("not a reaction")
    emoji = inner[11:].decode() if inner[9] == 0x12 else None
    phone.note(inner[1:9].hex(), reaction=emoji)


_CHANGES: Final = {0x80: _receipt, 0x82: _reaction}
