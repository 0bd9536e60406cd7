"""What every answer tells the browser: where things may come from, and what it must not guess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Flask, Response

# Everything comes from here, nothing is inline, and markup is only made by the one policy of
# static/patch.js (Trusted Types). A page that needs another policy sets its own.
_DIRECTIVES: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "kontor",
}
POLICY: Final = "; ".join(f"{name} {value}" for name, value in _DIRECTIVES.items())
# `same-origin` rather than `no-referrer`: with the latter browsers send `Origin: null` with our
# own forms, and nobody could tell them from forged ones.
_ALWAYS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_ONE_YEAR: Final = "max-age=31536000"


def install(app: Flask, *, secure: bool) -> None:
    """`secure`: the installation is reached by https only."""
    wanted: Mapping[str, str] = (
        {**_ALWAYS, "Strict-Transport-Security": _ONE_YEAR} if secure else _ALWAYS
    )

    def add(response: Response) -> Response:
        for name, value in wanted.items():
            response.headers.setdefault(name, value)
        return response

    app.after_request(add)
