"""What WhatsApp can carry, as numbers and media types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from inbox.channel import Capabilities, State, TextUnit

MAX_TEXT: Final = 4096  # of a text [META]
MAX_CAPTION: Final = 1024  # under a file, and above buttons
MAX_TITLE: Final = 20  # of a button
MAX_BUTTON_ID: Final = 256
MAX_BUTTONS: Final = 3
MAX_TWILIO_TEXT: Final = 1600  # [TW]

_MB: Final = 1024 * 1024

# Content type -> the kind it is sent as, and its largest size [META]. Everything else goes as
# a document.
FILES: Final[Mapping[str, tuple[str, int]]] = {
    "image/jpeg": ("image", 5 * _MB),
    "image/png": ("image", 5 * _MB),
    "image/webp": ("sticker", 500 * 1024),
    "video/mp4": ("video", 16 * _MB),
    "video/3gpp": ("video", 16 * _MB),
    "audio/aac": ("audio", 16 * _MB),
    "audio/amr": ("audio", 16 * _MB),
    "audio/mpeg": ("audio", 16 * _MB),
    "audio/mp4": ("audio", 16 * _MB),
    "audio/ogg": ("audio", 16 * _MB),
}
DOCUMENT: Final = ("document", 100 * _MB)
MAX_INBOUND: Final = 100 * _MB  # larger files come as error 131052 [META]

# 24 hours, less five minutes for clocks and ways: what comes too late is accepted and then fails
# with 131047 [META].
REPLY_WINDOW: Final = timedelta(hours=23, minutes=55)

_STATES: Final = frozenset({State.SENT, State.DELIVERED, State.READ, State.FAILED})


def cloud_capabilities(*, read_receipts: bool, typing: bool) -> Capabilities:
    """Of Meta and 360dialog."""
    return Capabilities(
        medium="chat",
        max_text=MAX_TEXT,
        text_unit=TextUnit.CHARACTERS,
        media={**{kind: size for kind, (_, size) in FILES.items()}, "*/*": DOCUMENT[1]},
        media_per_message=1,
        max_caption=MAX_CAPTION,
        uncaptioned=("audio/*", "image/webp"),
        reply_window=REPLY_WINDOW,
        templates=True,
        states=_STATES,
        end_to_end=False,  # it ends at the Cloud API [META]
        repeat_safe=False,  # no idempotency key exists [META]
        buttons=MAX_BUTTONS,
        reactions=True,
        read_receipts=read_receipts,
        typing=typing,
    )


def twilio_capabilities(*, typing: bool) -> Capabilities:
    """Twilio fetches files from a public address and has no upload, so none are sent. Its typing
    indicator marks the message as read as well; there is no mark alone [TW]."""
    return Capabilities(
        medium="chat",
        max_text=MAX_TWILIO_TEXT,
        text_unit=TextUnit.CHARACTERS,
        media={},
        media_per_message=0,
        reply_window=REPLY_WINDOW,
        templates=True,
        states=_STATES,
        end_to_end=False,
        repeat_safe=False,
        typing=typing,
    )
