"""Answers that every simulated API gives, and the ones that a fault asks for."""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, jsonify, request

from adapters.simulation import File
from adapters.whatsapp.simulated.refusal import Refused


def with_refusals(
    view: Callable[..., Response], answer: Callable[[Refused], Response]
) -> Callable[..., Response]:
    @wraps(view)
    def guarded(**arguments: str) -> Response:
        try:
            return view(**arguments)
        except Refused as refusal:
            return answer(refusal)

    return guarded


def refused(status: int, body: dict[str, Any] | None) -> Response:
    """A gateway that knows no codes answers with a page."""
    if body is None:
        return Response(f"<html><title>{status}</title></html>", status, mimetype="text/html")
    response = jsonify(body)
    response.status_code = status
    return response


def given_file(name: str) -> File | None:
    upload = request.files.get(name)
    if upload is None:
        return None
    return File(upload.filename or "file", upload.mimetype, upload.read())


def cut_the_line() -> None:
    """Hang up after the request was taken, so that its sender cannot know."""
    line = request.environ.get("werkzeug.socket")
    if line is None:
        raise Refused(500)
    line.shutdown(socket.SHUT_RDWR)
