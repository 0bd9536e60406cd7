"""What operators and their tools ask: alive, ready, which version, and how the queues stand."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import Final

import redis
from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from inbox import leases
from inbox.doorbell import impatient_client
from inbox.migrations import run as migrations
from inbox.world import World

VERSION: Final = "0.1.0"
_OK: Final = "ok"
_DEGRADED: Final = "degraded"
# A proxy in front that nobody told us about would make the whole Internet look like loopback.
_SIGNS_OF_A_PROXY: Final = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


def blueprint(world: World, registry: CollectorRegistry) -> Blueprint:
    operations = Blueprint("operations", __name__)
    doorbell = impatient_client(world.settings.redis_url)
    migrated: list[bool] = []

    @operations.get("/healthz")
    def healthz() -> ResponseReturnValue:
        """The process answers; nothing else is asked."""
        return Response("ok\n", content_type="text/plain")

    @operations.get("/readyz")
    def readyz() -> ResponseReturnValue:
        """503 without the database or with another schema: no request could be served. Without
        Redis or without a scheduler it is degraded: all is taken in, and some of it waits."""
        try:
            if not migrated and migrations.is_current(world.database):
                migrated.append(True)  # a schema that was reached stays reached
            database, scheduler = _looked(world)
        except (SQLAlchemyError, OSError):
            database = scheduler = False
        redis_answers = _rings(doorbell)
        ready = database and bool(migrated)
        well = redis_answers and scheduler
        state = {
            "status": "down" if not ready else _OK if well else _DEGRADED,
            "database": _OK if database else "down",
            "migrations": _OK if migrated else "pending",
            "redis": _OK if redis_answers else _DEGRADED,
            "scheduler": _OK if scheduler else _DEGRADED,
        }
        return jsonify(state), 200 if ready else 503

    @operations.get("/version")
    def version() -> ResponseReturnValue:
        return jsonify(name="kontor", version=VERSION)

    @operations.get("/metrics")
    def metrics() -> ResponseReturnValue:
        """For a collector on this machine, or one that knows METRICS_TOKEN: figures of a business
        are nobody's business."""
        if not _knows(world.settings.metrics_token) and not _is_from_here():
            abort(404)
        return Response(generate_latest(registry), content_type="text/plain; version=0.0.4")

    return operations


def _looked(world: World) -> tuple[bool, bool]:
    """Whether the database answers, and whether a scheduler holds its lease."""
    with world.database.reading() as session:
        return True, any(held.name == "schedule" for held in leases.held(session))


def _rings(doorbell: redis.Redis) -> bool:
    try:
        return bool(doorbell.ping())
    except (redis.RedisError, OSError):
        return False


def _knows(token: str) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def _is_from_here() -> bool:
    if any(name in request.headers for name in _SIGNS_OF_A_PROXY):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
