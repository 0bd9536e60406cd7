"""The pages for agents and the door for providers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import Flask
from prometheus_client import CollectorRegistry

from inbox.people.roles import May
from inbox.people.signin import ABSOLUTE
from inbox.web import (
    confirm,
    guard,
    headers,
    hooks,
    invitation,
    me,
    metrics,
    operations,
    problems,
    proof,
    second_step,
    settings,
    sign_in,
    visitor,
)
from inbox.web.assets import Assets
from inbox.web.conversations import (
    bulk,
    changing,
    composing,
    files,
    first,
    mail,
    narrowing,
    reacting,
    saved_replies,
)
from inbox.web.conversations import pages as conversations
from inbox.web.customers import page as customers
from inbox.web.icons import ChannelIcons
from inbox.web.live import events
from inbox.web.live.ending import end_at_sigterm
from inbox.web.live.hub import Hub
from inbox.web.page import Pages
from inbox.web.search import page as search
from inbox.web.visitor import Visitor
from inbox.world import World

_NO_ICONS: Final[Mapping[str, str]] = MappingProxyType({})


def register(app: Flask, world: World, *, icons: Mapping[str, str] = _NO_ICONS) -> None:
    """`icons` are the channels' drawings (SVG documents) by kind; without one: a neutral sign."""
    app.config["PERMANENT_SESSION_LIFETIME"] = ABSOLUTE
    assets, registry = Assets(), CollectorRegistry()
    pages = Pages(world, assets, ChannelIcons(icons))
    hub = Hub(world, most=streams_for(world.settings.web_threads))
    registry.register(metrics.House(world, hub))
    end_at_sigterm(hub)
    app.extensions["live"] = hub

    limiter = guard.install(app, world.settings)
    visitor.install(app, world)
    headers.install(app, secure=world.settings.base_url.startswith("https://"))
    metrics.count_traffic(app, registry)
    problems.install(app, pages, limiter)

    # The providers' door stands in front; a proxy's headers are read in front of the door.
    app.wsgi_app = hooks.Hooks(world, app.wsgi_app)  # type: ignore[method-assign,assignment]
    app.register_blueprint(operations.blueprint(world, registry))
    app.register_blueprint(assets.blueprint())
    for door in (sign_in, second_step, invitation, confirm):
        leaf = door.blueprint(world, pages, limiter)
        guard.protect(app, leaf)
        app.register_blueprint(leaf)
    for page, may in (
        (me.blueprint(world, pages, limiter), _everybody),
        (conversations.blueprint(world, pages), _who_answers),
        (composing.blueprint(world, pages), _who_answers),
        (saved_replies.blueprint(world, pages), _who_answers),
        (first.blueprint(world, pages), _who_answers),
        (reacting.blueprint(world, pages), _who_answers),
        (changing.blueprint(world), _who_answers),
        (bulk.blueprint(world), _who_answers),
        (narrowing.blueprint(world), _who_answers),
        (files.blueprint(world), _who_answers),
        (mail.blueprint(world, pages), _who_answers),
        (events.blueprint(world, hub), _who_answers),
        (search.blueprint(world, pages), _who_answers),
        (customers.blueprint(world, pages), _who_answers),
        (settings.blueprint(world, pages), _everybody),  # each of its areas asks for more
        (proof.blueprint(world, pages), visitor.who(May.READ_LEDGER)),
    ):
        visitor.only_for(page, may)
        guard.protect(app, page)
        app.register_blueprint(page)


def _everybody(_one: Visitor) -> bool:
    return True


def _who_answers(one: Visitor) -> bool:
    return one.may_answer


def streams_for(threads: int) -> int:
    """How many threads of a process live pages may hold; the rest answers everybody else."""
    return max(1, threads - max(8, threads // 8))
