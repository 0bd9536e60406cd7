"""The web process: configuration, database, channels, blueprints. A composition root, no logic."""

from __future__ import annotations

import os
import sys

from apiflask import APIFlask
from werkzeug.middleware.proxy_fix import ProxyFix

from adapters import discover, icons, phones
from inbox import api, cli, logs, web
from inbox.config import ConfigError, load
from inbox.web.words import explain
from inbox.world import World, build


def create_app(world: World | None = None) -> APIFlask:
    world = world or _world()
    settings = world.settings
    app = api.flask_app(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
    )
    app.extensions["world"] = world
    web.register(app, world, icons=icons())
    api.register(app, world, explain=explain)
    place = phones.place
    cli.register(
        app, world, lambda: phones.simulators(place(settings.data_dir, settings.phones_port))
    )
    hops = settings.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _world() -> World:
    """From the environment; a wrong setting stops the start with its sentence."""
    try:
        settings = load(os.environ)
    except ConfigError as error:
        sys.exit(str(error))
    logs.configure(settings.log_level)
    logs.tell_of_deaths()
    return build(settings, discover())
