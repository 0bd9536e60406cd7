"""Seal and open what travels between two Threema IDs: container, padding, box.

container = type byte || inner || n times the byte n;  box = crypto_box(container, nonce, keys).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from nacl.bindings import crypto_box, crypto_box_beforenm, crypto_box_open, crypto_scalarmult_base
from nacl.exceptions import CryptoError

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 24
MAC_BYTES: Final = 16
MAX_PADDING: Final = 255
MAX_BOX: Final = 7812  # the chat protocol's largest payload [SDK, AND]
MAX_INNER: Final = MAX_BOX - MAC_BYTES - 1 - MAX_PADDING  # fits with any padding
MIN_PADDED: Final = 32  # inner and padding together; hides how short a short text is


class Unreadable(ValueError):
    """The box was not made for us by that key, or what is inside it is not a container."""


@dataclass(frozen=True, slots=True)
class Box:
    nonce: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class KeyPair:
    """`theirs` is the other side's public key, `own` our private one."""

    theirs: bytes
    own: bytes

    def __repr__(self) -> str:
        return "KeyPair()"


def seal(kind: int, inner: bytes, keys: KeyPair, *, padding: int, nonce: bytes) -> Box:
    """ValueError if it does not fit or the other side's key is no key."""
    if len(inner) > MAX_INNER:
        raise ValueError("too long for one Threema message")
    container = bytes([kind]) + inner + bytes([padding]) * padding
    try:
        return Box(nonce, crypto_box(container, nonce, keys.theirs, keys.own))
    except CryptoError:
        raise ValueError("the other side's public key is unusable") from None


def unseal(box: Box, keys: KeyPair) -> tuple[int, bytes]:
    """(type, inner). Only the last byte tells the padding: no official client looks at the rest."""
    if len(box.content) > MAX_BOX:
        raise Unreadable("longer than a Threema message can be")
    try:
        container = crypto_box_open(box.content, box.nonce, keys.theirs, keys.own)
    except CryptoError:
        raise Unreadable("cannot be decrypted") from None
    if not container or not 1 <= container[-1] <= len(container) - 1:
        raise Unreadable("the padding is malformed")
    return container[0], container[1 : -container[-1]]


def padding_for(inner_length: int) -> int:
    """A random number of bytes, from a source nobody can guess [SDK issue 12]."""
    return max(1 + secrets.randbelow(MAX_PADDING), MIN_PADDED - inner_length)


def new_nonce() -> bytes:
    return secrets.token_bytes(NONCE_BYTES)


def nonce_from(seed: bytes, inner: bytes) -> bytes:
    """The same nonce for the same content and another one for any other content.

    For messages that are only complete when they leave: a repeat has to be identical, and a nonce
    must never meet a second plaintext.
    """
    return hashlib.blake2b(inner, key=seed, digest_size=NONCE_BYTES).digest()


def is_usable(public: bytes) -> bool:
    """False for the few points with which every secret would be the same (all zero among them)."""
    try:
        crypto_box_beforenm(public, bytes(KEY_BYTES))
    except CryptoError:
        return False
    return True


def public_of(private: bytes) -> bytes:
    return crypto_scalarmult_base(private)
