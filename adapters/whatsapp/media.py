"""Finds the file of a media id and fetches it: id, address of five minutes, bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from adapters.whatsapp.attachments import hex_digest
from adapters.whatsapp.download import Credentials, Missing, Source, download
from adapters.whatsapp.graph import Graph
from adapters.whatsapp.limits import MAX_INBOUND
from adapters.whatsapp.wire import Item, text
from inbox.channel import AccountBroken, FetchError, Media, SendError, TryLater

_UNKNOWN: Final = frozenset({"PARAMETER_INVALID", "REFUSED"})


@dataclass(frozen=True, slots=True)
class Files:
    """How one provider of the Cloud API gives out files."""

    graph: Graph
    source: Source
    params: Mapping[str, str]  # of the look-up
    rewritten: Callable[[str], str]  # the address that is fetched instead of the one it names

    def fetch(self, media: Media) -> Iterator[bytes]:
        """Raises `FetchError`. An address that has run out is asked for once more; after that the
        file is gone: ids of webhooks live seven days [META]. Never more often, because failing
        calls block the account at 360dialog [360]."""
        for _attempt in range(2):
            found = self._look_up(media.ref)
            try:
                yield from download(
                    self.rewritten(text(found, "url")),
                    source=self.source,
                    credentials=Credentials(headers=self.graph.headers),
                    sha256=media.sha256 or hex_digest(text(found, "sha256")),
                    limit=MAX_INBOUND,
                )
            except Missing:
                continue
            return
        raise FetchError("FILE_GONE", gone=True)

    def _look_up(self, media_id: str) -> Item:
        try:
            return self.graph.get(f"{self.graph.root}/{quote(media_id, safe='')}", self.params)
        except AccountBroken:
            raise FetchError("CREDENTIALS_REFUSED") from None
        except TryLater as error:
            raise FetchError(error.code) from None
        except SendError as error:
            raise FetchError("FILE_GONE", gone=error.code in _UNKNOWN) from None
