"""File messages (0x17): a JSON note that says where the file is, what it is and what opens it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from adapters.threema.blobs import FILE_NONCE, THUMBNAIL_NONCE, BlobRef
from adapters.threema.envelope import Envelope
from adapters.threema.text import words
from inbox.channel import Event, Kind, Media, OutboundMedia

FILE: Final = 0x17
_AS_FILE: Final = 0
_AS_MEDIA: Final = 1
_AS_STICKER: Final = 2
# How the sender wants it shown, and what kind of thing it is -> what it is to us.
_KINDS: Final = {
    (_AS_MEDIA, "image"): Kind.IMAGE,
    (_AS_MEDIA, "audio"): Kind.VOICE,
    (_AS_MEDIA, "video"): Kind.VIDEO,
    (_AS_STICKER, "image"): Kind.STICKER,
}
# What apps show as a picture. Never SVG: it is a program.
_PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_UNKNOWN_TYPE: Final = "application/octet-stream"
_MAX_NAME: Final = 200  # characters
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ALBUM: Final = re.compile(r"[\x21-\x7e]{1,64}")


def read(envelope: Envelope, inner: bytes) -> list[Event]:
    note = _note(inner)
    content_type = _content_type(note.get("m"))
    kind = _KINDS.get((_rendering(note), content_type.partition("/")[0]), Kind.DOCUMENT)
    media = (_file(note, content_type), *_preview(note, kind))
    return [envelope.message(kind, _caption(note), media=media, details=_details(note) or None)]


def note_for(file: OutboundMedia, *, caption: str, key: bytes) -> dict[str, Any]:
    """Everything but the blob's id (`b`), which only the upload yields.

    Without a thumbnail: making one would need an image library, and apps show the picture anyway.
    """
    shown = _AS_MEDIA if file.content_type in _PICTURES else _AS_FILE
    note: dict[str, Any] = {
        "k": key.hex(),
        "m": file.content_type,
        "n": file.filename,
        "s": file.size,
        "i": shown,
        "j": shown,
    }
    return note | {"d": caption} if caption else note


def write(note: Mapping[str, Any], blob_id: str) -> bytes:
    """UTF-8 as the apps write it, and the same bytes for the same note."""
    return json.dumps({"b": blob_id, **note}, ensure_ascii=False, separators=(",", ":")).encode()


def _note(inner: bytes) -> dict[str, Any]:
    try:
        note = json.loads(inner)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(note, dict):
        raise ValueError("the file message is malformed")  # noqa: TRY004 - bytes, not our types
    return note


def _caption(note: Mapping[str, Any]) -> str:
    caption = note.get("d")
    return words(_whole(caption)) if isinstance(caption, str) else ""


def _whole(text: str) -> bytes:
    """JSON can write halves of a character, which nothing after this could encode."""
    return text.encode("utf-8", "replace")


def _file(note: Mapping[str, Any], content_type: str) -> Media:
    ref = BlobRef(_text(note, "b"), FILE_NONCE, key=bytes.fromhex(_text(note, "k")))
    return Media(ref.dump(), content_type, _name(note.get("n")), _size(note.get("s")))


def _preview(note: Mapping[str, Any], kind: Kind) -> tuple[Media, ...]:
    """A small picture of what is in the file. Pictures are their own preview."""
    blob = note.get("t")
    if kind in (Kind.IMAGE, Kind.STICKER) or not isinstance(blob, str):
        return ()
    ref = BlobRef(blob, THUMBNAIL_NONCE, key=bytes.fromhex(_text(note, "k")))
    return (preview(ref, _content_type(note.get("p") or "image/jpeg")),)


def preview(ref: BlobRef, content_type: str, size: int | None = None) -> Media:
    return Media(ref.dump(), content_type, size=size, inline_id="preview")


def _text(note: Mapping[str, Any], key: str) -> str:
    value = note.get(key)
    if not isinstance(value, str):
        raise ValueError("the file message is malformed")  # noqa: TRY004 - bytes, not our types
    return value


def _rendering(note: Mapping[str, Any]) -> int:
    """`j`, or its predecessor `i`; whatever is unknown is shown as a file."""
    value = note.get("j", note.get("i", _AS_FILE))
    return value if value in (_AS_MEDIA, _AS_STICKER) else _AS_FILE


def _content_type(value: object) -> str:
    text = value.split(";")[0].strip().lower() if isinstance(value, str) else ""
    return text if _TYPE.fullmatch(text) else _UNKNOWN_TYPE


def _name(value: object) -> str | None:
    """Only the last part of a path, without characters that change how it reads."""
    if not isinstance(value, str):
        return None
    path = _UNSAFE.sub("", _whole(value).decode()).replace("\\", "/")
    name = PurePosixPath(path).name.strip(" .")
    return _shortened(name) or None


def _shortened(name: str) -> str:
    """The ending stays: it says what the file is."""
    if len(name) <= _MAX_NAME:
        return name
    ending = PurePosixPath(name).suffix[:20]
    return name[: _MAX_NAME - len(ending)] + ending


def _size(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("the file's size is malformed")
    return value


def _details(note: Mapping[str, Any]) -> dict[str, Any]:
    """`album` groups files that were sent together; the rest describes picture and sound."""
    details: dict[str, Any] = {}
    album = note.get("c")
    if isinstance(album, str) and _ALBUM.fullmatch(album):
        details["album"] = album
    metadata = note.get("x")
    if isinstance(metadata, dict):
        for name, key in (("width", "w"), ("height", "h"), ("seconds", "d")):
            if _is_measure(metadata.get(key)):
                details[name] = metadata[key]
    return details


def _is_measure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6
