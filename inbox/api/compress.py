"""Compress JSON for who accepts it: a page of messages shrinks to a fifth."""

from __future__ import annotations

import gzip
from typing import Final

from flask import Response, request

_LEAST: Final = 1_024  # bytes; below it the headers cost more than is saved
_LEVEL: Final = 5
_MIMETYPES: Final = frozenset({"application/json", "application/problem+json", "text/html"})


def compress(response: Response) -> Response:
    """Files are left as they are. The ETag becomes a weak one, because other bytes are sent."""
    if response.mimetype not in _MIMETYPES or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] <= 0 or (response.content_length or 0) < _LEAST:
        return response
    response.data = gzip.compress(response.data, _LEVEL, mtime=0)
    response.headers["Content-Encoding"] = "gzip"
    etag, _weak = response.get_etag()
    if etag is not None:
        response.set_etag(etag, weak=True)
    return response
