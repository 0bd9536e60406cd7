"""Uploads files and remembers their ids, so that a repeated send does not upload again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from adapters.whatsapp import wire
from adapters.whatsapp.attachments import content_type
from adapters.whatsapp.graph import Graph
from adapters.whatsapp.wire import text
from inbox.channel import Memory, OutboundMedia, TryLater

_KEPT: Final = timedelta(days=29)  # Meta keeps an upload for 30 days [META]


@dataclass(frozen=True, slots=True)
class Uploads:
    graph: Graph
    memory: Memory

    def known(self, media: OutboundMedia, now: datetime) -> str | None:
        """The id of the same bytes, uploaded before and still kept by Meta."""
        digest = _digest(media)
        kept = self.memory.get(_slot(digest))
        entry = wire.parse(kept.encode()) if kept else {}
        fresh = text(entry, "until") > _stamp(now)
        return text(entry, "id") if fresh and text(entry, "sha256") == digest else None

    def upload(self, media: OutboundMedia, now: datetime) -> str:
        """The id of a new upload. Raises `SendError`."""
        digest, mime = _digest(media), content_type(media.content_type)
        with Path(media.path).open("rb") as file:
            answer = self.graph.upload(
                f"{self.graph.number}/media",
                {"messaging_product": "whatsapp", "type": mime},
                # The customer sees the name in the message; here some servers trip over umlauts.
                {"file": ("file", file, mime)},
            )
        media_id = text(answer, "id")
        if not media_id:
            raise TryLater("NO_MEDIA_ID", "the upload was taken but not named")
        self._keep(digest, media_id, now)
        return media_id

    def _keep(self, digest: str, media_id: str, now: datetime) -> None:
        slot = _slot(digest)
        until = _stamp(now + _KEPT)
        told = wire.dump({"sha256": digest, "id": media_id, "until": until}).decode()
        # Losing a race costs one more upload.
        self.memory.put(slot, told, expected=self.memory.get(slot))


def _digest(media: OutboundMedia) -> str:
    with Path(media.path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _slot(digest: str) -> str:
    """256 slots: entries of the memory are overwritten, never forgotten, so there must be few."""
    return f"upload:{digest[:2]}"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
