"""A bucket of an S3-compatible store: sealed files go in whole and come out in ranges.

For shops with more than one machine. The store sees ciphertext and numbers of ours, nothing else.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import BinaryIO, Final, cast
from urllib.parse import parse_qs, unquote, urlsplit

from inbox import http
from inbox.channel import SendError
from inbox.media.signature import Credentials, Unsigned, signed

_NOTHING: Final = hashlib.sha256(b"").hexdigest()
_PIECE: Final = 1024 * 1024
_BEGIN: Final = 256  # bytes: more than a sealed file has before its first frame
_LARGEST_ANSWER: Final = 4 * _PIECE  # more than a sealed frame
_SECONDS: Final = 120.0  # for a large file on a slow line


class BucketAway(OSError):
    """The store refused or did not answer; what was asked for may be asked for again."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """`url` ends with the bucket's name."""

    url: str
    credentials: Credentials
    clock: Callable[[], datetime]

    def put(self, name: str, file: BinaryIO) -> None:
        """The whole file, from its beginning. Raises `BucketAway`."""
        digest = hashlib.sha256()
        file.seek(0)
        while piece := file.read(_PIECE):
            digest.update(piece)
        file.seek(0)
        self._asked("PUT", name, digest=digest.hexdigest(), body=file)

    def open(self, name: str) -> BinaryIO:
        """Reads what it is asked for and no more. Raises `FileNotFoundError` or `BucketAway`."""
        begin = self.read(name, 0, _BEGIN)
        size = int(begin.headers.get("content-range", "").rpartition("/")[2] or len(begin.body))
        return cast("BinaryIO", _Remote(self, name, begin.body, size))

    def read(self, name: str, start: int, length: int) -> http.Answer:
        ranged = {"range": f"bytes={start}-{start + length - 1}"}
        return self._asked("GET", name, more=ranged)

    def remove(self, name: str) -> None:
        """What is not there is removed. Raises `BucketAway`."""
        self._asked("DELETE", name)

    def _asked(
        self,
        method: str,
        name: str,
        *,
        digest: str = _NOTHING,
        body: BinaryIO | None = None,
        more: dict[str, str] | None = None,
    ) -> http.Answer:
        parts = urlsplit(self.url)
        request = Unsigned(method, parts.netloc, f"{parts.path}/{name}", digest)
        headers = signed(request, self.credentials, now=self.clock()) | (more or {})
        try:
            answer = http.call(
                method,
                f"{self.url}/{name}",
                headers=headers,
                body=body,
                read_seconds=_SECONDS,
                max_answer=_LARGEST_ANSWER,
            )
        except (SendError, http.AnswerTooLarge):
            raise BucketAway("the object store did not answer") from None
        if answer.status == HTTPStatus.NOT_FOUND and method != "DELETE":
            raise FileNotFoundError(name)
        if not answer.ok and answer.status != HTTPStatus.NOT_FOUND:
            raise BucketAway(f"the object store answered {answer.status}")
        return answer


def bucket_at(url: str, clock: Callable[[], datetime]) -> Bucket:
    """From https://<key id>:<secret>@<host>/<bucket>?region=<region>."""
    parts = urlsplit(url)
    region = parse_qs(parts.query).get("region", ["us-east-1"])[0]
    credentials = Credentials(unquote(parts.username or ""), unquote(parts.password or ""), region)
    host = parts.netloc.rpartition("@")[2]
    return Bucket(f"{parts.scheme}://{host}{parts.path.rstrip('/')}", credentials, clock)


class _Remote(io.RawIOBase):
    """A file that lies elsewhere: every read behind its beginning is a request for that range."""

    def __init__(self, bucket: Bucket, name: str, begin: bytes, size: int) -> None:
        super().__init__()
        self._bucket = bucket
        self._name = name
        self._begin = begin
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begins = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}
        self._at = begins[whence] + offset
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:
            return 0
        piece = self._begin[self._at : self._at + wanted]
        if len(piece) < wanted:
            piece = self._bucket.read(self._name, self._at, wanted).body
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
