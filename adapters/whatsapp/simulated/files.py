"""Keeps files under media ids and gives them out under addresses that run out."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from adapters.simulation import File
from adapters.whatsapp.simulated import ids

URL_SECONDS: Final = 300
MAX_BYTES: Final = 256 * 1024 * 1024  # the oldest files make room


class Files:
    """Thread-safe. `clock` gives Unix seconds."""

    def __init__(self, secret: str, clock: Callable[[], float]) -> None:
        self._secret = secret.encode()
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, File] = OrderedDict()
        self._bytes = 0

    def keep(self, file: File) -> str:
        media_id = ids.media_id()
        with self._lock:
            self._kept[media_id] = file
            self._bytes += len(file.content)
            while self._bytes > MAX_BYTES and len(self._kept) > 1:
                _oldest, dropped = self._kept.popitem(last=False)
                self._bytes -= len(dropped.content)
        return media_id

    def get(self, media_id: str) -> File | None:
        with self._lock:
            return self._kept.get(media_id)

    def forget(self, media_id: str) -> None:
        with self._lock:
            dropped = self._kept.pop(media_id, None)
            self._bytes -= len(dropped.content) if dropped else 0

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def query(self, media_id: str) -> str:
        """What an address of this file ends with, for the next five minutes."""
        until = str(int(self._clock()) + URL_SECONDS)
        return urlencode({"mid": media_id, "ext": until, "hash": self._mark(media_id, until)})

    def at(self, media_id: str, until: str, mark: str) -> File | None:
        """The file, if this address is genuine and has not run out."""
        genuine = hmac.compare_digest(mark.encode(), self._mark(media_id, until).encode())
        if not genuine or int(until) < self._clock():
            return None
        return self.get(media_id)

    def _mark(self, media_id: str, until: str) -> str:
        return hmac.new(self._secret, f"{media_id}:{until}".encode(), hashlib.sha256).hexdigest()


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
