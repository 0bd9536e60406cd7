"""Answer with a resource: JSON with an ETag, and the link to the next page."""

from __future__ import annotations

from hashlib import sha256

from flask import Response, request

from inbox.api.resource import Resource


def answer(resource: Resource, *, next_url: str | None = None) -> Response:
    """304 without a body if the caller holds the same answer already."""
    body = resource.model_dump_json().encode()
    response = Response(body, mimetype="application/json")
    if next_url is not None:
        response.headers["Link"] = f'<{next_url}>; rel="next"'
    response.set_etag(sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response
