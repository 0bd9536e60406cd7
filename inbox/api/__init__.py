"""The API of the shop's CRM: history and changes, read with tokens, described by OpenAPI 3.1."""

from __future__ import annotations

from apiflask import APIBlueprint, APIFlask
from flask import Response

from inbox.api import changes, conversations, document, problem
from inbox.api.customers import views as customers
from inbox.api.messages import attachments
from inbox.api.messages import views as messages
from inbox.api.operation import Operations
from inbox.api.resource import PREFIX
from inbox.world import World


def flask_app(import_name: str) -> APIFlask:
    """A Flask application in which the API can live. What APIFlask would add to every application
    is off: pages that load scripts from elsewhere, and errors in JSON for people."""
    return APIFlask(
        import_name,
        enable_openapi=False,
        json_errors=False,
        static_folder=None,  # type: ignore[arg-type]  # Flask's own way to have none
    )


def register(app: APIFlask, world: World) -> None:
    app.register_blueprint(blueprint(world))
    problem.translate(app)


def blueprint(world: World) -> APIBlueprint:
    api = APIBlueprint("api", __name__, url_prefix=PREFIX)
    operations = Operations(api, world)
    for area in (customers, conversations, messages, attachments, changes):
        area.put(operations)
    problem.answer_with(api)
    document.serve(api)
    api.after_request(_private)
    return api


def _private(response: Response) -> Response:
    """Personal data: kept by nobody on the way, and used again only after asking."""
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.add("Authorization")
    return response
