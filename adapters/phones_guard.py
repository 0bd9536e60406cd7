"""Keeps other web sites away from the phones, and the phones' files away from the page.

Loopback does not stop a browser: any page that somebody has open could post to 127.0.0.1, or reach
it under a name of its own that points there.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Response, abort, request

from adapters.simulation import File

_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# What a browser shows without running anything in it.
_SHOWN: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "audio/wav", "audio/mpeg"}
    | {"audio/ogg", "audio/mp4", "audio/aac", "video/mp4", "video/webm"}
)


def refuse_other_sites() -> None:
    origin = request.headers.get("Origin")
    if urlsplit(f"//{request.host}").hostname not in _NAMES:
        abort(403, "ask for the phones by their loopback address")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403, "another site has no business here")


def protect_page(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _PAGE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def harmless(file: File) -> Response:
    """Pictures and sound are shown; everything else is only to be saved."""
    kind = file.content_type.partition(";")[0].strip().lower()
    shown = kind in _SHOWN
    response = Response(file.content, mimetype=kind if shown else "application/octet-stream")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    name = "".join(letter for letter in file.name if letter.isprintable()) or "file"
    disposition = "inline" if shown else "attachment"
    response.headers.set("Content-Disposition", disposition, filename=name)
    return response
