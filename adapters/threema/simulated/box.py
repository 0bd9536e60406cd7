"""The simulated side's own crypto, written against the protocol and not against the adapter."""

from __future__ import annotations

import hashlib
import secrets

from nacl.exceptions import CryptoError
from nacl.public import Box, PrivateKey, PublicKey
from nacl.secret import SecretBox

FILE = (1).to_bytes(24, "big")
THUMBNAIL = (2).to_bytes(24, "big")
LONGEST_BOX = 7812


def key_from(*words: str) -> PrivateKey:
    """The same words give the same key, so that a restart does not make strangers of customers."""
    return PrivateKey(hashlib.sha256("\n".join(words).encode()).digest())


def seal(kind: int, inner: bytes, own: PrivateKey, theirs: PublicKey) -> tuple[bytes, bytes]:
    """(nonce, box)."""
    fill = secrets.randbelow(255) + 1
    if len(inner) + fill < 32:
        fill = 32 - len(inner)
    sealed = Box(own, theirs).encrypt(bytes((kind, *inner, *(fill for _ in range(fill)))))
    return sealed.nonce, sealed.ciphertext


def seal_bytes(content: bytes, own: PrivateKey, theirs: PublicKey) -> tuple[bytes, bytes]:
    """(nonce, box) of bytes without a container: how the oldest kind of image is encrypted."""
    sealed = Box(own, theirs).encrypt(content)
    return sealed.nonce, sealed.ciphertext


def unseal(
    nonce: bytes, box: bytes, own: PrivateKey, theirs: PublicKey
) -> tuple[int, bytes] | None:
    """(type, inner); None for what a phone could not read."""
    try:
        container = Box(own, theirs).decrypt(box, nonce)
    except (CryptoError, ValueError):
        return None
    fill = container[-1] if container else 0
    if fill == 0 or fill >= len(container):
        return None
    return container[0], container[1 : len(container) - fill]


def lock(content: bytes, key: bytes, nonce: bytes = FILE) -> bytes:
    return SecretBox(key).encrypt(content, nonce).ciphertext


def unlock(blob: bytes, key: bytes, nonce: bytes = FILE) -> bytes | None:
    try:
        return SecretBox(key).decrypt(blob, nonce)
    except (CryptoError, ValueError):
        return None
