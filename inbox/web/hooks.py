"""Station 0: the providers' door. Size, signature, one row, an answer - and nothing else.

A WSGI application of its own in front of the pages: Flask's request machinery would cost as much
as everything that happens here (see `make bench`), and none of it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wsgi import get_current_url, get_input_stream

from inbox.accounts.forgeries import Forgeries
from inbox.accounts.open import NoSuchAccount
from inbox.channel import BadSignature, Channel, RawRequest
from inbox.intake.receive import Arrival
from inbox.intake.together import Together
from inbox.registry import UnknownKind
from inbox.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX: Final = "/hooks/"
_TRY_AGAIN_SECONDS: Final = "5"
log = structlog.get_logger(__name__)


class Answer:
    def __init__(self, status: int, body: str = "", content_type: str = "text/plain") -> None:
        self.status = f"{status} {HTTPStatus(status).phrase}"
        self.body = body.encode()
        self.headers = [
            ("Content-Type", f"{content_type}; charset=utf-8"),
            ("Content-Length", str(len(self.body))),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]


class Hooks:
    """Serves /hooks/<account-id>; everything else goes to `pages`."""

    def __init__(self, world: World, pages: WSGIApplication) -> None:
        self._world = world
        self._pages = pages
        self._together = Together(world.database, world.store)
        self._forgeries = Forgeries(world.database)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self._pages(environ, start)
        answer = self._answer(environ, path[len(PREFIX) :])
        start(answer.status, answer.headers)
        return [answer.body]

    def _answer(self, environ: WSGIEnvironment, account_id: str) -> Answer:
        serve = _METHODS.get(environ["REQUEST_METHOD"])
        if serve is None:
            return Answer(405)
        try:
            channel = self._world.accounts.channel(account_id)
            return serve(self, environ, account_id, channel)
        except (NoSuchAccount, UnknownKind):
            return Answer(404)
        except RequestEntityTooLarge:
            return Answer(413)
        except BadSignature as forged:
            log.warning("forged event refused", account_id=account_id)
            self._forgeries.note(account_id, now=self._world.clock())
            return Answer(forged.status)
        except (DBAPIError, PoolTimeout, OSError) as error:  # the provider repeats it
            log.warning("event not stored", account_id=account_id, error=type(error).__name__)
            answer = Answer(503)
            answer.headers.append(("Retry-After", _TRY_AGAIN_SECONDS))
            return answer

    def handshake(self, environ: WSGIEnvironment, _account_id: str, channel: Channel) -> Answer:
        answer = channel.handshake(_request(environ, b""))
        return Answer(403) if answer is None else Answer(200, answer)

    def event(self, environ: WSGIEnvironment, account_id: str, channel: Channel) -> Answer:
        limit = channel.capabilities.max_request
        body = get_input_stream(environ, max_content_length=limit).read()
        raw = _request(environ, body)
        channel.verify(raw)
        kept = {name: raw.headers[name] for name in channel.kept_headers if name in raw.headers}
        stored = RawRequest(raw.method, raw.url, kept, raw.query, raw.body)
        self._together.receive(Arrival(account_id, stored, self._world.clock()))
        return Answer(200, *channel.answer)


_METHODS: Final[dict[str, Callable[[Hooks, Any, str, Channel], Answer]]] = {
    "GET": Hooks.handshake,
    "POST": Hooks.event,
}


def _request(environ: WSGIEnvironment, body: bytes) -> RawRequest:
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    query = environ.get("QUERY_STRING", "")
    return RawRequest(
        method=environ["REQUEST_METHOD"],
        url=get_current_url(environ),
        headers=headers,
        query=dict(parse_qsl(query, keep_blank_values=True)) if query else {},
        body=body,
    )
