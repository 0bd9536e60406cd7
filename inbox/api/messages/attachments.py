"""Download an attachment: whole or in part, opened frame by frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from typing import Final

from flask import Response, request
from sqlalchemy.orm import Session

from inbox.api.messages.disposition import disposition
from inbox.api.messages.views import readable
from inbox.api.operation import Operations
from inbox.api.problem import Problem, not_found
from inbox.conversations import history
from inbox.conversations.message import Message
from inbox.media.attachment import Attachment, FileState, as_media, place
from inbox.people.pull import Pulled
from inbox.people.token import Scope
from inbox.world import World

_NAME: Final = r"[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,126}"  # RFC 6838 section 4.2
_ANY_TYPE: Final = "application/octet-stream"
_TYPE: Final = re.compile(rf"{_NAME}/{_NAME}")
_HEADERS: Final = {
    "Accept-Ranges": "bytes",
    # A browser that got here nevertheless runs nothing of it.
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """Bytes `start` to `end` (exclusive)."""

    start: int
    end: int


def put(operations: Operations) -> None:
    world = operations.world

    @operations.get_file(
        "/messages/<message_id>/attachments/<attachment_id>",
        tag="Messages",
        scope=Scope.ATTACHMENTS_READ,
    )
    def download_attachment(message_id: str, attachment_id: str) -> Response:
        """Download an attachment.

        A range of bytes can be asked for. The file comes as its sender named it and said that it
        was: do not open it where it could run.
        """
        with world.database.reading() as session:
            message, row = _stored(session, message_id, attachment_id)
            operations.handed_out([message.customer_id], Pulled.ATTACHMENTS)
            response = _announced(session, row)
            if response.status_code == HTTPStatus.OK:
                _fill(session, world, row, response)
        return response


def _stored(session: Session, message_id: str, attachment_id: str) -> tuple[Message, Attachment]:
    message = history.message(session, message_id, readable())
    row = session.get(Attachment, attachment_id) if message else None
    if message is None or row is None or row.message_id != message_id:
        raise not_found()
    if row.state != FileState.STORED:
        raise not_found()
    return message, row


def _announced(session: Session, row: Attachment) -> Response:
    """Without the body; 304 or 412 if the caller's conditions say so. A stored file never changes,
    so its id is its version."""
    response = Response(headers=_HEADERS)
    response.content_type = row.content_type if _TYPE.fullmatch(row.content_type) else _ANY_TYPE
    name = as_media(session, row).filename
    response.headers["Content-Disposition"] = disposition(name or f"attachment-{row.position}")
    response.set_etag(row.id)
    response.make_conditional(request)
    return response


def _fill(session: Session, world: World, row: Attachment, response: Response) -> None:
    size = row.size or 0
    asked = _asked_for(size, row.id)
    part = asked or _Part(0, size)
    response.response = _opened(session, world, row, part)
    response.content_length = part.end - part.start
    if asked is not None:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"


def _asked_for(size: int, version: str) -> _Part | None:
    """One range is served; of several, and of a version that is not this one, the whole file."""
    asked, condition = request.range, request.if_range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    if (condition.etag or condition.date) and condition.etag != version:
        return None
    start, end = asked.ranges[0]
    start = max(0, size + start) if start < 0 else start
    end = size if end is None else min(end, size)
    if start >= end:
        raise Problem(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers={"Content-Range": f"bytes */{size}"},
        )
    return _Part(start, end)


def _opened(session: Session, world: World, row: Attachment, part: _Part) -> Iterator[bytes]:
    """The first frame is opened here, while the session can still fetch the key; the others are
    opened as they are sent, when the session is long closed."""
    frames = world.store.read(
        session, place(row.id), size=row.size or 0, start=part.start, end=part.end
    )
    try:
        first = next(frames)
    except FileNotFoundError:
        raise not_found() from None
    return chain([first], frames)
