"""What somebody is about to do on a phone, and what becomes of it as type byte and content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.simulation import Bubble, File, Writing
from adapters.threema.simulated.phone import Phone

Keep = Callable[[bytes], str]  # stores an encrypted blob and returns its id


@dataclass(frozen=True, slots=True)
class Composed:
    """`shown` is what the customer sees as a new bubble; None if nothing new appears."""

    kind: int
    inner: bytes
    shown: Bubble | None = None
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """`bubble` is the bubble that this would become."""

    writing: Writing
    bubble: Bubble
    phone: Phone
    keep: Keep
    seal: Callable[[bytes], tuple[bytes, bytes]] = field(repr=False)  # for the oldest images

    def value(self, name: str, default: str = "") -> str:
        return str(self.writing.fields.get(name, default))


def given(draft: Draft, sample: Callable[[], File] | None) -> File:
    if draft.writing.file is not None:
        return draft.writing.file
    if sample is None:
        raise ValueError("this needs a file")
    return sample()
