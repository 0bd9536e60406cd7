"""Downloads a file without handing our token to strangers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from inbox import http
from inbox.channel import FetchError, SendError

MAX_HOPS: Final = 4  # the file's address and three redirects
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MISSING: Final = frozenset({404, 410})


class Missing(Exception):
    """The address no longer leads to the file; a fresh one may."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the first host is shown, and nobody else."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    basic: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """Where files may come from: https at these domains, or the configured address."""

    domains: tuple[str, ...]  # themselves and everything below
    base_url: str = ""

    def trusts(self, url: str) -> bool:
        scheme, host, _port = _origin(url)
        known = any(host == domain or host.endswith(f".{domain}") for domain in self.domains)
        return self.is_own(url) or (scheme == "https" and known)

    def is_own(self, url: str) -> bool:
        return bool(self.base_url) and _origin(url) == _origin(self.base_url)


def download(
    url: str, *, source: Source, credentials: Credentials, sha256: str | None, limit: int
) -> Iterator[bytes]:
    """The file's bytes, checked against `sha256` (hex) at the end. Raises `FetchError`, and
    `Missing` before the first byte. Redirects are followed by hand: to public https only, and with
    the credentials only while the host is the first one."""
    if not source.trusts(url):
        raise FetchError("ADDRESS_REFUSED", gone=True)
    first = _origin(url)
    for _hop in range(MAX_HOPS):
        shown = credentials if _origin(url) == first else Credentials()
        with _opened(url, shown, limit, public_only=not source.is_own(url)) as answer:
            status, headers, pieces = answer
            if status not in _REDIRECTS:
                _check(status)
                yield from _checked(pieces, sha256)
                return
        url = urljoin(url, headers.get("location", ""))
        if not (source.is_own(url) or _origin(url)[0] == "https"):
            raise FetchError("REDIRECT_REFUSED", gone=True)
    raise FetchError("TOO_MANY_REDIRECTS", gone=True)


@contextmanager
def _opened(
    url: str, shown: Credentials, limit: int, *, public_only: bool
) -> Iterator[tuple[int, Mapping[str, str], Iterator[bytes]]]:
    try:
        with http.download(
            url,
            headers=shown.headers,
            auth=shown.basic,
            max_bytes=limit,
            public_only=public_only,
        ) as answer:
            yield answer
    except http.AnswerTooLarge:
        raise FetchError("FILE_TOO_LARGE", gone=True) from None
    except http.PrivateAddress:
        raise FetchError("ADDRESS_REFUSED", gone=True) from None
    except SendError as error:
        raise FetchError(error.code) from None


def _check(status: int) -> None:
    if status in _MISSING:
        raise Missing
    if status in {401, 403}:
        raise FetchError("CREDENTIALS_REFUSED")
    if status != 200:
        raise FetchError("PROVIDER_DOWN" if status >= 500 or status == 429 else "FETCH_REFUSED")


def _checked(pieces: Iterator[bytes], sha256: str | None) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if sha256 and digest.hexdigest() != sha256:
        raise FetchError("SHA256_MISMATCH")


def _origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port; ("", "", None) for what is no URL."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", "", None
    return (parts.scheme, parts.hostname or "", port) if parts.hostname else ("", "", None)
