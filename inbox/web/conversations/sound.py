"""Sounds and films that play in place: only formats that browsers play, told by their first bytes,
in parts as a player asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response, abort, request

HEAD: Final = 16  # bytes that are enough to tell
_SOUND: Final = (
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"fLaC", "audio/flac"),
)
_EITHER: Final = ((b"\x1aE\xdf\xa3", "webm"),)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes `start` to `end` (exclusive)."""

    start: int
    end: int


def playable_type(head: bytes, told: str) -> str | None:
    """`told` only says whether a container that may hold both holds a film; None: not played."""
    for start, content_type in _SOUND:
        if head.startswith(start):
            return content_type
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    kind = "audio" if told.startswith("audio/") else "video"
    if head[4:8] == b"ftyp":
        return f"{kind}/mp4"
    return next((f"{kind}/{name}" for start, name in _EITHER if head.startswith(start)), None)


def asked_part(size: int) -> Part | None:
    """The one range that is asked for; None: everything. Aborts with 416 if there is no such."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    start, end = asked.ranges[0]
    start = max(0, size + start) if start < 0 else start
    end = size if end is None else min(end, size)
    if start >= end:
        abort(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    return Part(start, end)


def describe(answer: Response, part: Part | None, size: int) -> None:
    answer.headers["Accept-Ranges"] = "bytes"
    answer.content_length = part.end - part.start if part else size
    if part:
        answer.status_code = HTTPStatus.PARTIAL_CONTENT
        answer.headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
