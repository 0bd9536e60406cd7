"""Files: how one is found again, and how its encrypted bytes become readable and back.

A blob has its own fresh key, so the two fixed nonces (file, thumbnail) never repeat under one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from nacl.bindings import crypto_box_open, crypto_secretbox, crypto_secretbox_open
from nacl.exceptions import CryptoError

from adapters.threema.box import KEY_BYTES, MAC_BYTES, NONCE_BYTES, KeyPair

FILE_NONCE: Final = bytes(23) + b"\x01"
THUMBNAIL_NONCE: Final = bytes(23) + b"\x02"
MAX_BLOB: Final = 50 * 1024 * 1024  # bytes, encrypted [PROTO]
MAX_FILE: Final = MAX_BLOB - MAC_BYTES
_BLOB_ID: Final = re.compile(r"[0-9a-f]{32}")


class BrokenBlob(Exception):
    """The bytes do not open with the key that came with the message."""


@dataclass(frozen=True, slots=True)
class BlobRef:
    """Where a file is and what opens it: a key of its own, or (deprecated images) the keys of
    `sender` and ours. Written into `Media.ref`, which the core seals."""

    blob: str
    nonce: bytes
    key: bytes | None = None
    sender: str | None = None

    def __post_init__(self) -> None:
        if not is_blob_id(self.blob) or len(self.nonce) != NONCE_BYTES:
            raise ValueError("the blob is malformed")
        if self.key is not None and len(self.key) != KEY_BYTES:
            raise ValueError("the blob's key is malformed")

    def __repr__(self) -> str:
        return "BlobRef()"

    def dump(self) -> str:
        fields = {"blob": self.blob, "nonce": self.nonce.hex()}
        if self.key is not None:
            return json.dumps(fields | {"key": self.key.hex()})
        return json.dumps(fields | {"sender": self.sender})


def load(ref: str) -> BlobRef:
    fields = json.loads(ref)
    key = fields.get("key")
    return BlobRef(
        blob=fields["blob"],
        nonce=bytes.fromhex(fields["nonce"]),
        key=None if key is None else bytes.fromhex(key),
        sender=fields.get("sender"),
    )


def is_blob_id(text: str) -> bool:
    return _BLOB_ID.fullmatch(text) is not None


def encrypt(content: bytes, key: bytes) -> bytes:
    return crypto_secretbox(content, FILE_NONCE, key)


def decrypt(blob: bytes, ref: BlobRef, keys: KeyPair | None = None) -> bytes:
    """`keys` are needed where the ref has no key of its own. Raises `BrokenBlob`."""
    try:
        if ref.key is not None:
            return crypto_secretbox_open(blob, ref.nonce, ref.key)
        if keys is None:
            raise BrokenBlob
        return crypto_box_open(blob, ref.nonce, keys.theirs, keys.own)
    except CryptoError:
        raise BrokenBlob from None
