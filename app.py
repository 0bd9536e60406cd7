"""The web process: configuration, database, channels, blueprints. A composition root, no logic."""

from __future__ import annotations

import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from adapters import discover
from inbox import api, cli, logs, web
from inbox.config import load
from inbox.world import World, build


def create_app(world: World | None = None) -> Flask:
    if world is None:
        settings = load(os.environ)
        logs.configure(settings.log_level)
        world = build(settings, discover())
    app = api.flask_app(__name__)
    app.config.update(
        SECRET_KEY=world.settings.secret_key,
        SESSION_COOKIE_SECURE=world.settings.base_url.startswith("https://"),
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
    )
    app.extensions["world"] = world
    hops = world.settings.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    web.register(app, world)
    api.register(app, world)
    cli.register(app, world)
    return app
