"""Station 0: the providers' door. Size, signature, one row, an answer - and nothing else."""

from __future__ import annotations

from typing import Final

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import RequestEntityTooLarge

from inbox.accounts.open import NoSuchAccount
from inbox.channel import BadSignature, Channel, RawRequest
from inbox.intake.receive import Arrival, receive
from inbox.registry import UnknownKind
from inbox.world import World

_TRY_AGAIN_SECONDS: Final = "5"
log = structlog.get_logger(__name__)


def blueprint(world: World) -> Blueprint:
    hooks = Blueprint("hooks", __name__)

    @hooks.get("/hooks/<account_id>")
    def handshake(account_id: str) -> Response:
        channel = _channel(world, account_id)
        if channel is None:
            return _plain(404)
        answer = channel.handshake(_request(b""))
        return _plain(403) if answer is None else _plain(200, answer)

    @hooks.post("/hooks/<account_id>")
    def event(account_id: str) -> Response:
        try:
            return _event(world, account_id)
        except (DBAPIError, PoolTimeout, OSError) as error:  # the provider repeats it
            log.warning("event not stored", account_id=account_id, error=type(error).__name__)
            answer = _plain(503)
            answer.headers["Retry-After"] = _TRY_AGAIN_SECONDS
            return answer

    return hooks


def _event(world: World, account_id: str) -> Response:
    channel = _channel(world, account_id)
    if channel is None:
        return _plain(404)
    request.max_content_length = channel.capabilities.max_request
    try:
        raw = _request(request.get_data(cache=False))
    except RequestEntityTooLarge:
        return _plain(413)
    try:
        channel.verify(raw)
    except BadSignature as forged:
        log.warning("forged event refused", account_id=account_id)
        return _plain(forged.status)
    kept = {name: raw.headers[name] for name in channel.kept_headers if name in raw.headers}
    stored = RawRequest(raw.method, raw.url, kept, raw.query, raw.body)
    receive(world.database, world.store, [Arrival(account_id, stored, world.clock())])
    body, content_type = channel.answer
    return Response(body, 200, content_type=content_type)


def _channel(world: World, account_id: str) -> Channel | None:
    try:
        return world.accounts.channel(account_id)
    except (NoSuchAccount, UnknownKind):
        return None


def _request(body: bytes) -> RawRequest:
    return RawRequest(
        method=request.method,
        url=request.url,
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.args.to_dict(),
        body=body,
    )


def _plain(status: int, body: str = "") -> Response:
    answer = Response(body, status, content_type="text/plain; charset=utf-8")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
