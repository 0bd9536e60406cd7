"""Reads what a message says of its file, none of which may be trusted."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Final

from adapters.whatsapp.said import Said
from adapters.whatsapp.wire import MAX_NAME, Item, Unreadable, child, filled, flag, reference, text
from inbox.channel import Kind, Media

UNKNOWN_TYPE: Final = "application/octet-stream"

_TYPE: Final = re.compile(r"[a-z0-9.+-]{1,80}/[a-z0-9.+-]{1,80}")
_HEX: Final = re.compile(r"[0-9a-fA-F]{64}")
_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>\\]{1,2000}")


def reader(kind: Kind) -> Callable[[Item], Said]:
    def read(item: Item) -> Said:
        described = child(item, text(item, "type"))
        if not described:
            raise Unreadable("no file")
        media = _media(described)
        details = filled(
            animated=flag(described, "animated"),
            missing=None if media else text(described, "status") or "unknown",
        )
        return Said(_spoken(kind, described), text(described, "caption"), media, details)

    return read


def _spoken(kind: Kind, described: Item) -> Kind:
    """`voice` marks what was recorded in the app, as opposed to a file with sound [META]."""
    return Kind.VOICE if kind is Kind.AUDIO and flag(described, "voice") else kind


def _media(described: Item) -> tuple[Media, ...]:
    """Nothing for a file without id, which came with `status: undownloaded` [META]. The URL of
    the webhook lives five minutes, so `fetch` asks for a fresh one by the id."""
    media_id = reference(described, "id")
    if media_id is None:
        return ()
    return (
        Media(
            ref=media_id,
            content_type=content_type(text(described, "mime_type")),
            filename=safe_filename(text(described, "filename")),
            sha256=hex_digest(text(described, "sha256")),
        ),
    )


def content_type(mime: str) -> str:
    """Without parameters: "audio/ogg; codecs=opus" [META]."""
    plain = mime.split(";", maxsplit=1)[0].strip().lower()
    return plain if _TYPE.fullmatch(plain) else UNKNOWN_TYPE


def safe_filename(name: str) -> str | None:
    """The last part of a path without control and direction characters, which make "fdp.exe" out
    of an innocent looking name; None if nothing is left."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    if len(shown) <= MAX_NAME:
        return shown or None
    stem, dot, ending = shown.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 10 else ""
    return shown[: MAX_NAME - len(ending)] + ending


def hex_digest(value: str) -> str | None:
    """A SHA-256 as hex: Graph sends base64 in webhooks and hex elsewhere [META]."""
    if _HEX.fullmatch(value):
        return value.lower()
    try:
        decoded = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded.hex() if len(decoded) == 32 else None


def web_address(url: str) -> str:
    """Only what a browser may be offered to open."""
    return url if _ADDRESS.fullmatch(url) else ""
