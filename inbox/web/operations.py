"""What operators and their tools ask: alive, ready, which version, and how the queues stand."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

import redis
from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from inbox.doorbell import impatient_client
from inbox.migrations import run as migrations
from inbox.world import World

VERSION: Final = "0.1.0"
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
        """503 without the database or with another schema; without Redis only degraded."""
        try:
            if not migrated and migrations.is_current(world.database):
                migrated.append(True)  # a schema that was reached stays reached
            database = _answers(world)
        except (SQLAlchemyError, OSError):
            database = False
        state = {
            "database": "ok" if database else "down",
            "migrations": "ok" if migrated else "pending",
            "redis": "ok" if _rings(doorbell) else "degraded",
        }
        return jsonify(state), 200 if database and migrated else 503

    @operations.get("/version")
    def version() -> ResponseReturnValue:
        return jsonify(name="kontor", version=VERSION)

    @operations.get("/metrics")
    def metrics() -> ResponseReturnValue:
        """For a collector on this machine only: figures of a business are nobody's business."""
        if not _is_from_here():
            abort(404)
        return Response(generate_latest(registry), content_type="text/plain; version=0.0.4")

    return operations


def _answers(world: World) -> bool:
    with world.database.reading() as session:
        session.execute(select(1))
    return True


def _rings(doorbell: redis.Redis) -> bool:
    try:
        return bool(doorbell.ping())
    except (redis.RedisError, OSError):
        return False


def _is_from_here() -> bool:
    if any(name in request.headers for name in _SIGNS_OF_A_PROXY):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
