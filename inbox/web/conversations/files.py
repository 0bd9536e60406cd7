"""Attachments: everything by download; pictures, sounds and films also in place, if they are what
they say.

A file keeps its bytes: nothing here decodes or re-encodes a picture. Shown in place are only PNG,
JPEG, GIF and WebP, and what `sound` knows, recognised by their first bytes and never by what the
sender called them, with a policy under which even a document could do nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.media.attachment import Attachment, FileState, as_media, place
from inbox.media.store import Store
from inbox.web.conversations import sound
from inbox.web.conversations.sound import Part
from inbox.web.text import single
from inbox.world import World

LARGEST_SHOWN: Final = 15 * 1024 * 1024  # bytes
_ALONE: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
_UNREADABLE: Final = (FileNotFoundError, sealing.Destroyed, sealing.Unreadable)


@dataclass(frozen=True, slots=True)
class _Stored:
    name: str
    size: int
    filename: str
    told: str = ""  # what the sender says that it is


def blueprint(world: World) -> Blueprint:
    files = Blueprint("files", __name__, url_prefix="/attachments/<attachment_id>")

    @files.get("")
    def download(attachment_id: str) -> ResponseReturnValue:
        stored = _stored(world, attachment_id)
        answer = Response(
            _pieces(world, stored), content_type="application/octet-stream", headers=_ALONE_HEADERS
        )
        answer.headers["Content-Disposition"] = _disposition(stored.filename)
        answer.content_length = stored.size
        return answer

    @files.get("/picture")
    def picture(attachment_id: str) -> ResponseReturnValue:
        """404 for whatever is no picture, so that the page can leave it out."""
        stored = _stored(world, attachment_id)
        with world.database.reading() as session:
            content_type = _picture_type(session, world.store, stored)
        if content_type is None:
            abort(404)
        answer = Response(_pieces(world, stored), content_type=content_type, headers=_ALONE_HEADERS)
        answer.content_length = stored.size
        answer.headers["Cache-Control"] = "private, max-age=3600"
        answer.set_etag(attachment_id)
        return answer.make_conditional(request)

    @files.get("/play")
    def play(attachment_id: str) -> ResponseReturnValue:
        """404 for whatever no browser plays."""
        stored = _stored(world, attachment_id)
        with world.database.reading() as session:
            head = _head(session, world.store, stored)
        content_type = sound.playable_type(head, stored.told)
        if content_type is None:
            abort(404)
        part = sound.asked_part(stored.size)
        answer = Response(
            _pieces(world, stored, part), content_type=content_type, headers=_ALONE_HEADERS
        )
        answer.headers["Cache-Control"] = "private, max-age=3600"
        sound.describe(answer, part, stored.size)
        return answer

    return files


def read_picture(
    session: Session, store: Store, attachment: Attachment, *, most: int
) -> tuple[str, bytes] | None:
    """(content type, bytes) of a picture of at most `most` bytes; None for everything else."""
    if attachment.state != FileState.STORED or not 0 < (attachment.size or 0) <= most:
        return None
    stored = _Stored(place(attachment.id), attachment.size or 0, "")
    content_type = _picture_type(session, store, stored)
    if content_type is None:
        return None
    return content_type, b"".join(store.read(session, stored.name, size=stored.size))


def picture_type(head: bytes) -> str | None:
    """By the first bytes of the file; 16 are enough."""
    for start, content_type in _MAGIC:
        if head.startswith(start):
            return content_type
    is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    return "image/webp" if is_webp else None


_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_ALONE_HEADERS: Final = {"Content-Security-Policy": _ALONE}


def _stored(world: World, attachment_id: str) -> _Stored:
    with world.database.reading() as session:
        row = session.get(Attachment, attachment_id)
        if row is None or row.state != FileState.STORED or row.size is None:
            abort(404)
        try:
            name = as_media(session, row).filename
        except _UNREADABLE:
            abort(410)
    return _Stored(place(row.id), row.size, name or "", row.content_type)


def _pieces(world: World, stored: _Stored, part: Part | None = None) -> Iterator[bytes]:
    """The first piece is read at once, so that a file that is gone is an answer of its own."""
    start, end = (part.start, part.end) if part else (0, stored.size)
    with world.database.reading() as session:
        pieces = world.store.read(session, stored.name, size=stored.size, start=start, end=end)
        try:
            first = next(pieces, b"")
        except _UNREADABLE:
            abort(410)
    return _rest(first, pieces)


def _rest(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


def _picture_type(session: Session, store: Store, stored: _Stored) -> str | None:
    if stored.size > LARGEST_SHOWN:
        return None
    return picture_type(_head(session, store, stored))


def _head(session: Session, store: Store, stored: _Stored) -> bytes:
    """Its first bytes; empty if nobody can read them."""
    end = min(sound.HEAD, stored.size)
    try:
        return b"".join(store.read(session, stored.name, size=stored.size, end=end))
    except _UNREADABLE:
        return b""


def _disposition(filename: str) -> str:
    """A name that no browser reads as a path or turns around (RFC 6266)."""
    clean = single(filename, 150).replace("/", "_").replace("\\", "_").strip(". ") or "datei"
    ascii_name = "".join(
        c if c.isascii() and (c.isalnum() or c in " ._-()") else "_" for c in clean
    )
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(clean, safe='')}"
