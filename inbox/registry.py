"""Which channels exist: kind -> channel class, filled by the composition roots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inbox.channel import Channel


class UnknownKind(Exception):
    """An account's channel is not installed (any more)."""


@dataclass(frozen=True, slots=True)
class Registry:
    kinds: Mapping[str, type[Channel]]

    def channel_class(self, kind: str) -> type[Channel]:
        try:
            return self.kinds[kind]
        except KeyError:
            raise UnknownKind(f"no channel of kind {kind!r} is installed") from None
