"""Pages for what went wrong: each says what happened and what to do."""

from __future__ import annotations

import time
from typing import Final

import structlog
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from inbox.conversations.states import NoSuchConversation
from inbox.web.page import Pages, Setting
from inbox.web.words import Words

# Providers and the CRM read statuses, not pages; they have answers of their own.
_NOT_PAGES: Final = ("/api/", "/hooks/", "/healthz", "/readyz", "/metrics", "/version", "/static/")
_EXPLAINED: Final = frozenset({400, 403, 404, 405, 413, 429, 500, 503})
log = structlog.get_logger(__name__)


def install(app: Flask, pages: Pages, limiter: Limiter) -> None:
    def refused(error: HTTPException) -> ResponseReturnValue:
        if request.path.startswith(_NOT_PAGES):
            return error
        answer = _explain(pages, "csrf" if isinstance(error, CSRFError) else None, error.code)
        if error.code == 429 and limiter.current_limit:
            wait = max(1, round(limiter.current_limit.reset_at - time.time()))
            answer.headers["Retry-After"] = str(wait)
        return answer

    def failed(error: InternalServerError) -> ResponseReturnValue:
        log.error("a page failed", exc_info=error.original_exception or error)
        if request.path.startswith(_NOT_PAGES):
            return error
        return _explain(pages, None, 500)

    def unreachable(error: Exception) -> ResponseReturnValue:
        log.warning("database away", error=type(error).__name__)
        return _explain(pages, None, 503)

    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(InternalServerError, failed)
    app.register_error_handler(NoSuchConversation, lambda _error: _explain(pages, None, 404))
    app.register_error_handler(DBAPIError, unreachable)
    app.register_error_handler(PoolTimeout, unreachable)


def _explain(pages: Pages, which: str | None, status: int | None) -> Response:
    """The database may be what is missing, so that even the shop's name cannot be asked for."""
    status = status or 500
    which = which or (str(status) if status in _EXPLAINED else "500")
    try:
        setting: Setting | None = pages.setting()
    except (DBAPIError, PoolTimeout):
        setting = None
    if setting is None:
        words = Words("de")
        text = f"{words(f'problem.{which}.title')}\n{words(f'problem.{which}.help')}\n"
        return Response(text, status, content_type="text/plain; charset=utf-8")
    return pages.show("problems/page.html", setting, status=status, which=which)
