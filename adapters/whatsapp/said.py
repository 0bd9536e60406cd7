"""What a message says, before it is known who said it to whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.whatsapp.wire import Item
from inbox.channel import Kind, Media


@dataclass(frozen=True, slots=True)
class Said:
    kind: Kind
    text: str = ""
    media: tuple[Media, ...] = ()
    details: Item = field(default_factory=dict)
