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
    """A Flask application that can also describe an API. Its own pages for documents and errors
    are off: they would load scripts from elsewhere, and speak JSON to people."""
    app = APIFlask(
        import_name,
        title=document.TITLE,
        version=document.VERSION,
        spec_path=None,
        docs_path=None,
        json_errors=False,
        static_folder=None,  # type: ignore[arg-type]  # Flask's own way to have none
    )
    app.config.update(document.CONFIG)
    return app


def register(app: APIFlask, world: World) -> None:
    api = APIBlueprint("api", __name__, url_prefix=PREFIX)
    operations = Operations(api, world)
    for area in (customers, conversations, messages, attachments, changes):
        area.put(operations)
    problem.register(app, api)
    document.serve(app, api)
    api.after_request(_private)
    app.register_blueprint(api)


def _private(response: Response) -> Response:
    """Personal data: kept by nobody on the way, and used again only after asking."""
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.add("Authorization")
    return response
