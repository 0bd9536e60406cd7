"""Images (0x02), videos (0x13) and sounds (0x14) from before there were file messages."""

from __future__ import annotations

import struct
from typing import Any, Final

from adapters.threema.blobs import FILE_NONCE, THUMBNAIL_NONCE, BlobRef
from adapters.threema.envelope import Envelope
from adapters.threema.files import preview
from inbox.channel import Event, Kind, Media

IMAGE: Final = 0x02
VIDEO: Final = 0x13
AUDIO: Final = 0x14
_IMAGE: Final = struct.Struct("<16sI24s")  # blob, size, nonce
_VIDEO: Final = struct.Struct("<H16sI16sI32s")  # seconds, blob, size, thumbnail, size, key
_AUDIO: Final = struct.Struct("<H16sI32s")  # seconds, blob, size, key


def read_image(envelope: Envelope, inner: bytes) -> list[Event]:
    """The blob is sealed like a message, with the keys of sender and recipient."""
    blob, size, nonce = _unpack(_IMAGE, inner)
    ref = BlobRef(blob.hex(), nonce, sender=envelope.sender.address)
    return [envelope.message(Kind.IMAGE, media=(Media(ref.dump(), "image/jpeg", size=size),))]


def read_video(envelope: Envelope, inner: bytes) -> list[Event]:
    seconds, blob, size, thumbnail, thumbnail_size, key = _unpack(_VIDEO, inner)
    film = BlobRef(blob.hex(), FILE_NONCE, key=key)
    still = BlobRef(thumbnail.hex(), THUMBNAIL_NONCE, key=key)
    media = (
        Media(film.dump(), "video/mp4", size=size),
        preview(still, "image/jpeg", thumbnail_size),
    )
    return [envelope.message(Kind.VIDEO, media=media, details={"seconds": seconds})]


def read_audio(envelope: Envelope, inner: bytes) -> list[Event]:
    seconds, blob, size, key = _unpack(_AUDIO, inner)
    ref = BlobRef(blob.hex(), FILE_NONCE, key=key)
    media = (Media(ref.dump(), "audio/mp4", size=size),)
    return [envelope.message(Kind.VOICE, media=media, details={"seconds": seconds})]


def _unpack(layout: struct.Struct, inner: bytes) -> tuple[Any, ...]:
    if len(inner) != layout.size:
        raise ValueError("the message has the wrong length")
    return layout.unpack(inner)
