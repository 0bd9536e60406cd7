"""Images, sounds and films as apps sent them before there were file messages."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from adapters.threema.demo import photo, voice
from adapters.threema.simulated import box as crypto
from adapters.threema.simulated.draft import Composed, Draft, given


def _old_image(draft: Draft) -> Composed:
    file = given(draft, photo)
    nonce, sealed = draft.seal(file.content)
    blob = draft.keep(sealed)
    inner = bytes.fromhex(blob) + len(file.content).to_bytes(4, "little") + nonce
    return Composed(0x02, inner, replace(draft.bubble, files=(file,)), (blob,))


def _old_sound(draft: Draft) -> Composed:
    file, key = given(draft, voice), secrets.token_bytes(32)
    blob = draft.keep(crypto.lock(file.content, key))
    size = len(file.content).to_bytes(4, "little")
    inner = (3).to_bytes(2, "little") + bytes.fromhex(blob) + size + key
    return Composed(0x14, inner, replace(draft.bubble, files=(file,)), (blob,))


def _old_video(draft: Draft) -> Composed:
    """With a thumbnail under the same key."""
    file, key = given(draft, None), secrets.token_bytes(32)
    blobs = (
        draft.keep(crypto.lock(file.content, key)),
        draft.keep(crypto.lock(photo().content, key, crypto.THUMBNAIL)),
    )
    sizes = (len(content).to_bytes(4, "little") for content in (file.content, photo().content))
    parts = (bytes.fromhex(blob) + size for blob, size in zip(blobs, sizes, strict=True))
    inner = (3).to_bytes(2, "little") + b"".join(parts) + key
    return Composed(0x13, inner, replace(draft.bubble, files=(file,)), blobs)


OLD_MEDIA: Final[Mapping[str, Callable[[Draft], Composed]]] = {
    "old-image": _old_image,
    "old-sound": _old_sound,
    "old-video": _old_video,
}
