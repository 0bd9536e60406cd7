"""What a customer can do on the simulated phone, each kind as type byte and content."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from adapters.simulation import File
from adapters.threema.demo import photo, receipt, voice
from adapters.threema.simulated import box as crypto
from adapters.threema.simulated.draft import Composed, Draft, given
from adapters.threema.simulated.old_media import OLD_MEDIA
from adapters.threema.simulated.unread import UNREAD


def compose(draft: Draft) -> Composed:
    """ValueError for a kind that Threema's app does not have."""
    if draft.writing.kind not in COMPOSERS:
        raise ValueError(f"a Threema customer cannot write {draft.writing.kind!r}")
    return COMPOSERS[draft.writing.kind](draft)


# --------------------------------------------------------------------------- words and places


def _text(draft: Draft) -> Composed:
    quote = f"> quote #{draft.writing.reply_to}\n\n" if draft.writing.reply_to else ""
    details = {"quotes": draft.writing.reply_to} if draft.writing.reply_to else {}
    shown = replace(draft.bubble, details=details)
    return Composed(0x01, (quote + draft.writing.text).encode(), shown)


def _location(draft: Draft) -> Composed:
    place = {
        "latitude": draft.value("latitude", "52.520008"),
        "longitude": draft.value("longitude", "13.404954"),
        "name": draft.value("name"),
        "address": draft.value("address"),
    }
    lines = [f"{place['latitude']},{place['longitude']}"]
    lines += [line.replace("\n", "\\n") for line in (place["name"], place["address"]) if line]
    shown = {name: value for name, value in place.items() if value}
    text = place["name"] or place["address"]
    return Composed(
        0x10, "\n".join(lines).encode(), replace(draft.bubble, text=text, details=shown)
    )


# --------------------------------------------------------------------------- files


def _file(sample: Callable[[], File] | None, *, shown_as: int) -> Callable[[Draft], Composed]:
    def composed(draft: Draft) -> Composed:
        file, key = given(draft, sample), secrets.token_bytes(32)
        blob = draft.keep(crypto.lock(file.content, key))
        note: dict[str, Any] = {
            "b": blob,
            "k": key.hex(),
            "m": file.content_type,
            "n": file.name,
            "s": len(file.content),
            "i": min(shown_as, 1),
            "j": shown_as,
        }
        if draft.writing.text:
            note["d"] = draft.writing.text
        if "seconds" in draft.writing.fields:
            note["x"] = {"d": float(draft.value("seconds"))}
        thumbnails = _thumbnail(draft, note, key)
        inner = json.dumps(note, ensure_ascii=False).encode()
        return Composed(0x17, inner, replace(draft.bubble, files=(file,)), (blob, *thumbnails))

    return composed


def _thumbnail(draft: Draft, note: dict[str, Any], key: bytes) -> tuple[str, ...]:
    """Apps send a small picture along with films and documents that have a first page."""
    if not note["m"].startswith(("video/", "application/pdf")):
        return ()
    note["t"] = draft.keep(crypto.lock(photo().content, key, crypto.THUMBNAIL))
    note["p"] = photo().content_type
    return (note["t"],)


# --------------------------------------------------------------------------- about other messages


def _edit(draft: Draft) -> Composed:
    text, target = draft.writing.text, _target(draft, mine=True)
    draft.phone.reword(target, text)
    draft.phone.note(target, edited=True)
    return Composed(0x91, _named(target) + _labelled(2, text))


def _delete(draft: Draft) -> Composed:
    target = _target(draft, mine=True)
    draft.phone.reword(target, "", ())
    draft.phone.note(target, deleted=True)
    return Composed(0x92, _named(target))


def _reaction(draft: Draft) -> Composed:
    emoji, target = draft.value("emoji", "👍"), _target(draft, mine=False)
    draft.phone.note(target, reaction=emoji)
    return Composed(0x82, _named(target) + _labelled(2, emoji))


def _withdrawn_reaction(draft: Draft) -> Composed:
    emoji, target = draft.value("emoji", "👍"), _target(draft, mine=False)
    draft.phone.note(target, reaction=None)
    return Composed(0x82, _named(target) + _labelled(3, emoji))


def _thumb(status: int, emoji: str) -> Callable[[Draft], Composed]:
    def composed(draft: Draft) -> Composed:
        target = _target(draft, mine=False)
        draft.phone.note(target, reaction=emoji)
        return Composed(0x80, bytes((status,)) + bytes.fromhex(target))

    return composed


def _target(draft: Draft, *, mine: bool) -> str:
    """The bubble that is answered to or named, or else the last one of that side."""
    named = draft.writing.reply_to or draft.value("target")
    of_side = (b.id for b in reversed(draft.phone.chat.values()) if b.mine is mine)
    target = named or next(of_side, "")
    if len(target) != 16:
        raise ValueError("there is no message to do that to")
    return target


def _named(message_id: str) -> bytes:
    """Protobuf: field 1 is eight raw bytes."""
    return b"\x09" + bytes.fromhex(message_id)


def _labelled(number: int, text: str) -> bytes:
    """Protobuf: a text; its length comes in groups of seven bits, the lowest first."""
    value, groups = text.encode(), bytearray()
    rest = len(value)
    while rest > 0x7F:
        groups.append(rest % 0x80 + 0x80)
        rest //= 0x80
    return bytes((number * 8 + 2, *groups, rest)) + value


COMPOSERS: Final[Mapping[str, Callable[[Draft], Composed]]] = {
    "text": _text,
    "image": _file(photo, shown_as=1),
    "voice": _file(voice, shown_as=1),
    "video": _file(None, shown_as=1),
    "file": _file(receipt, shown_as=0),
    "location": _location,
    "edit": _edit,
    "delete": _delete,
    "reaction": _reaction,
    "no-reaction": _withdrawn_reaction,
    "thumb-up": _thumb(3, "👍"),
    "thumb-down": _thumb(4, "👎"),
    "sticker": _file(photo, shown_as=2),
    **OLD_MEDIA,
    **UNREAD,
}
# What the page asks for; names that `Writing` does not have go into its `fields`.
OFFERS: Final[Mapping[str, Sequence[str]]] = {
    "text": ("text",),
    "image": ("file", "text"),
    "voice": ("file",),
    "video": ("file", "text"),
    "file": ("file", "text"),
    "location": ("latitude", "longitude", "name", "address"),
    "reaction": ("target", "emoji"),
    "no-reaction": ("target", "emoji"),
    "thumb-up": ("target",),
    "thumb-down": ("target",),
    "edit": ("target", "text"),
    "delete": ("target",),
    "poll": ("question", "choices"),
    "vote": (),
    "call": (),
    "sticker": ("file",),
    "old-image": ("file",),
    "old-sound": ("file",),
    "old-video": ("file",),
    "group-text": ("text",),
    "typing": (),
    "unknown": ("type",),
    "broken": (),
}
