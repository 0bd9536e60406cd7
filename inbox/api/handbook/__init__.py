"""The OpenAPI document as a page that people read: no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from apiflask import APIBlueprint
from flask import Response, request, url_for
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from inbox.api.handbook.chapter import Handbook, read

_HERE: Final = Path(__file__).parent
_STYLE: Final = (_HERE / "handbook.css").read_text("utf-8")
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def serve(api: APIBlueprint, document: Callable[[], str]) -> None:
    """`document` is the OpenAPI document as text."""
    made: list[str] = []

    @api.get("/")
    @api.doc(hide=True)
    def handbook() -> Response:
        if not made:
            made.append(_page(read(document())))
        response = Response(made[0], content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = _POLICY
        response.add_etag()
        response.make_conditional(request)
        return response

    @api.get("/handbook.css")
    @api.doc(hide=True)
    def handbook_style() -> Response:
        response = Response(_STYLE, content_type="text/css; charset=utf-8")
        response.add_etag()
        response.make_conditional(request)
        return response


def _page(book: Handbook) -> str:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    addresses = {
        "style": url_for("api.handbook_style"),
        "document": url_for("api.openapi"),
    }
    return environment.get_template("handbook.html").render(book=book, **addresses)
