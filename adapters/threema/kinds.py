"""Every type byte and what it is to the inbox: read, shown as unsupported, or passed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from adapters.threema import files, location, old_media, reactions, receipts, revisions, text
from adapters.threema.envelope import Envelope
from inbox.channel import Event, Kind

Reader = Callable[[Envelope, bytes], list[Event]]


def read(envelope: Envelope, kind: int, inner: bytes) -> list[Event]:
    """ValueError if the content is not what its type says."""
    if kind in _PASSED_OVER:
        return []
    return _READERS.get(kind, _unsupported(kind))(envelope, inner)


def _call(envelope: Envelope, inner: bytes) -> list[Event]:  # noqa: ARG001 - a `Reader`
    return [envelope.message(Kind.CALL)]


def _unsupported(kind: int) -> Reader:
    what = f"{_PLACEHOLDERS[kind]} (0x{kind:02x})" if kind in _PLACEHOLDERS else f"0x{kind:02x}"

    def show(envelope: Envelope, inner: bytes) -> list[Event]:
        group = inner[:16].hex() if kind in _GROUP_CONTENT and len(inner) >= 16 else None
        return [envelope.unsupported(what, group=group)]

    return show


_READERS: Final[Mapping[int, Reader]] = {
    text.TEXT: text.read,
    old_media.IMAGE: old_media.read_image,
    location.LOCATION: location.read,
    old_media.VIDEO: old_media.read_video,
    old_media.AUDIO: old_media.read_audio,
    files.FILE: files.read,
    0x60: _call,
    receipts.RECEIPT: receipts.read,
    reactions.REACTION: reactions.read,
    revisions.EDIT: revisions.read_edit,
    revisions.DELETE: revisions.read_deletion,
}
_PLACEHOLDERS: Final[Mapping[int, str]] = {
    0x15: "poll",
    0x16: "vote in a poll",
    0x41: "text in a group",
    0x42: "location in a group",
    0x43: "image in a group",
    0x44: "video in a group",
    0x45: "sound in a group",
    0x46: "file in a group",
    0xA0: "message with forward security",
}
_GROUP_CONTENT: Final = range(0x41, 0x47)  # creator's ID (8 bytes), group id (8), content
# Not a person's word to the shop: pictures of oneself, the housekeeping of groups, the technical
# steps of a call, typing, and what apps only send to servers.
_PASSED_OVER: Final = frozenset(
    {0x18, 0x19, 0x1A}  # own picture: set, delete, ask for
    | {0x4A, 0x4B, 0x4C, 0x4F, 0x50, 0x51, 0x52, 0x53, 0x54}  # groups
    | {0x61, 0x62, 0x63, 0x64}  # calls: answer, route, hang-up, ringing
    | {0x81, 0x83, 0x93, 0x94}  # receipts, reactions and changes inside groups
    | {0x90}  # typing
    | {0xFC, 0xFE, 0xFF}  # empty, web session, token
)
