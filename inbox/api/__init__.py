"""The API of the shop's CRM: history, changes and writes, with tokens, described by OpenAPI."""

from __future__ import annotations

from apiflask import APIBlueprint, APIFlask
from flask import Response

from inbox.api import changes, conversations, document, guard, handbook, problem
from inbox.api.compress import compress
from inbox.api.customers import consents, orders, privacy, profile, shop_ids
from inbox.api.customers import views as customers
from inbox.api.explain import Explain, nobody_explains
from inbox.api.limit import Limiter
from inbox.api.messages import attachments, sending
from inbox.api.messages import views as messages
from inbox.api.operation import Operations
from inbox.api.resource import PREFIX
from inbox.people.pull import Pulls
from inbox.world import World

_AREAS = (
    *(customers, profile, shop_ids, orders, consents, privacy),
    *(conversations, messages, sending, attachments, changes),
)


def flask_app(import_name: str) -> APIFlask:
    """A Flask application in which the API can live. What APIFlask would add to every application
    is off: pages that load scripts from elsewhere, and errors in JSON for people. A path with an
    empty part is not another path's name."""
    app = APIFlask(
        import_name,
        enable_openapi=False,
        json_errors=False,
        static_folder=None,  # type: ignore[arg-type]  # Flask's own way to have none
    )
    app.url_map.merge_slashes = False
    return app


def register(app: APIFlask, world: World, *, explain: Explain = nobody_explains) -> None:
    """`explain` lends us the pages' sentences for codes."""
    app.register_blueprint(blueprint(world, explain=explain))
    problem.translate(app)


def blueprint(world: World, *, explain: Explain = nobody_explains) -> APIBlueprint:
    api = APIBlueprint("api", __name__, url_prefix=PREFIX)
    limiter, pulls = Limiter(world.settings.redis_url), Pulls(world.database)
    operations = Operations(api, world, limiter, pulls, explain)
    for area in _AREAS:
        area.put(operations)
    problem.answer_with(api)
    document.serve(api)
    handbook.serve(api, lambda: document.as_text(api))
    for finish in (compress, guard.tell_allowance, _private):  # the last one comes first
        api.after_request(finish)
    return api


def _private(response: Response) -> Response:
    """Personal data: kept by nobody on the way, and used again only after asking."""
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.update(("Authorization", "Accept-Language"))
    return response
