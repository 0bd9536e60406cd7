"""Our words as a sealed box, made once, so that sending again sends the very same bytes.

Apps remember every nonce and drop a repeat, which makes a message safe to send twice. A file's
message is complete only after the upload; until then its parts are kept instead of the box.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any, Final

from adapters.threema import files, identity, reactions, receipts, text
from adapters.threema.blobs import MAX_FILE
from adapters.threema.box import (
    KEY_BYTES,
    MAX_INNER,
    Box,
    KeyPair,
    new_nonce,
    nonce_from,
    padding_for,
    seal,
)
from inbox.channel import OutboundMessage, Rejected

_NO_BLOB: Final = "0" * 32


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A file message that lacks its blob id; `seed` makes the nonce out of the final content."""

    note: dict[str, Any]
    padding: int
    seed: bytes

    def __repr__(self) -> str:
        return "Unfinished()"

    @property
    def key(self) -> bytes:
        return bytes.fromhex(self.note["k"])


def prepare(message: OutboundMessage, keys: KeyPair) -> bytes:
    """`Rejected` for what one Threema message cannot say."""
    if message.emoji is not None:
        return _dump_box(_reaction(message, keys))
    if message.media:
        return _dump_unfinished(_file(message))
    return _dump_box(_text(message, keys))


def read_receipt(message_id: str, keys: KeyPair) -> Box:
    return _sealed(receipts.RECEIPT, receipts.write(receipts.READ, message_id), keys)


def load(prepared: bytes) -> Box | Unfinished:
    kept = json.loads(prepared)
    if "box" in kept:
        return Box(bytes.fromhex(kept["nonce"]), bytes.fromhex(kept["box"]))
    return Unfinished(kept["note"], kept["padding"], bytes.fromhex(kept["seed"]))


def finish(message: Unfinished, blob_id: str, keys: KeyPair) -> Box:
    inner = files.write(message.note, blob_id)
    nonce = nonce_from(message.seed, inner)
    return seal(files.FILE, inner, keys, padding=message.padding, nonce=nonce)


def _text(message: OutboundMessage, keys: KeyPair) -> Box:
    inner = text.write(message.text, _quoted(message))
    if not message.text:
        raise Rejected("EMPTY", "there is nothing to say")
    if len(inner) > text.MAX_BYTES:
        raise Rejected("TOO_LONG", f"more than {text.MAX_BYTES} bytes")
    return _sealed(text.TEXT, inner, keys)


def _quoted(message: OutboundMessage) -> str | None:
    """Without a quote if the answered message is not one of Threema's: the words matter more."""
    try:
        peer, message_id = identity.split(message.reply_to or "")
    except ValueError:
        return None
    return message_id if peer == message.to.address else None


def _reaction(message: OutboundMessage, keys: KeyPair) -> Box:
    target = _quoted(message)
    if target is None:
        raise Rejected("NOTHING_TO_REACT_TO")
    if not message.emoji:
        raise Rejected("CANNOT_TAKE_BACK", "Threema wants to know which reaction to take back")
    return _sealed(*reactions.write(message.emoji, target), keys)


def _file(message: OutboundMessage) -> Unfinished:
    """A fresh key for every message: the nonces of files are fixed."""
    if len(message.media) > 1:
        raise Rejected("TOO_MANY_FILES", "one file in one message")
    if message.media[0].size > MAX_FILE:
        raise Rejected("FILE_TOO_LARGE", f"more than {MAX_FILE} bytes")
    key = secrets.token_bytes(KEY_BYTES)
    note = files.note_for(message.media[0], caption=message.text, key=key)
    length = len(files.write(note, _NO_BLOB))
    if length > MAX_INNER:
        raise Rejected("TOO_LONG", "caption and file name are too long together")
    return Unfinished(note, padding_for(length), secrets.token_bytes(KEY_BYTES))


def _sealed(kind: int, inner: bytes, keys: KeyPair) -> Box:
    return seal(kind, inner, keys, padding=padding_for(len(inner)), nonce=new_nonce())


def _dump_box(box: Box) -> bytes:
    return json.dumps({"nonce": box.nonce.hex(), "box": box.content.hex()}).encode()


def _dump_unfinished(message: Unfinished) -> bytes:
    kept = {"note": message.note, "padding": message.padding, "seed": message.seed.hex()}
    return json.dumps(kept).encode()
