"""Who may cause something here: only our own forms (token, origin), and not too often."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

from inbox.config import Settings

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# Same site is not enough: another host of the shop's domain is another house.
_OUR_OWN: Final = frozenset({"same-origin", "none"})
_REDIS_SECONDS: Final = 0.2


def install(app: Flask, settings: Settings) -> Limiter:
    secure = settings.base_url.startswith("https://")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-kontor" if secure else "kontor",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,  # asked by `protect`: providers and the CRM have no form
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in: a reply may take an afternoon
    )
    app.extensions["csrf_guard"] = CSRFProtect(app)
    return Limiter(
        get_remote_address,
        app=app,
        storage_uri=_storage(settings.redis_url),
        storage_options=_STORAGE_OPTIONS,
        strategy="fixed-window",
        # Without Redis each process counts for itself: nobody is locked out, nobody is let through.
        in_memory_fallback_enabled=True,
        headers_enabled=False,
    )


def protect(app: Flask, blueprint: Blueprint) -> None:
    """Refuse what does not come from our own pages."""
    csrf: CSRFProtect = app.extensions["csrf_guard"]

    def check() -> None:
        if request.method in _SAFE:
            return
        if _is_foreign():
            abort(403)
        csrf.protect()

    blueprint.before_request(check)


def _is_foreign() -> bool:
    """As the browser says; one that says nothing is left to the token."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in _OUR_OWN
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def _storage(redis_url: str) -> str:
    return f"redis+{redis_url}" if redis_url.startswith("unix:") else redis_url


_STORAGE_OPTIONS: Final[dict[str, Any]] = {
    "socket_timeout": _REDIS_SECONDS,
    "socket_connect_timeout": _REDIS_SECONDS,
}
