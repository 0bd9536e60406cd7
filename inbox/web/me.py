"""An agent's own page: language, theme, password, and where they are signed in."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from inbox.people import agent as agents
from inbox.people import second_factor, signin
from inbox.people.agent import Agent, BadAgent
from inbox.web import my_second_factor
from inbox.web.page import Pages
from inbox.web.visitor import visitor
from inbox.web.words import LANGUAGES
from inbox.world import World

THEMES: Final = ("system", "light", "dark")


def blueprint(world: World, pages: Pages, limiter: Limiter) -> Blueprint:
    me = Blueprint("me", __name__, url_prefix="/me")

    @me.get("")
    def page() -> Response:
        return _page(world, pages)

    @me.post("/look")
    def look() -> ResponseReturnValue:
        """Language and theme; what is not named stays."""
        language, theme = request.form.get("language"), request.form.get("theme")
        if language not in {None, *LANGUAGES} or theme not in {None, *THEMES}:
            abort(400)
        with world.database.transaction() as session:
            agent = session.get_one(Agent, visitor().agent_id)
            agent.language = language or agent.language
            agent.theme = theme or agent.theme
        return redirect(url_for("me.page"), 303)

    @me.post("/alerts")
    def alerts() -> ResponseReturnValue:
        """How somebody who looks elsewhere is told of what is theirs."""
        with world.database.transaction() as session:
            agent = session.get_one(Agent, visitor().agent_id)
            agent.sound, agent.notices = "sound" in request.form, "notices" in request.form
        flash("alerts.saved")
        return redirect(url_for("me.page"), 303)

    def change_password() -> ResponseReturnValue:
        problem = _change_password(
            world, request.form.get("current", ""), request.form.get("new", "")
        )
        if problem is not None:
            return _page(world, pages, problem=problem, status=422)
        flash("me.password_changed")
        return redirect(url_for("me.page"), 303)

    me.post("/password", endpoint="password")(
        limiter.limit("5 per minute", key_func=lambda: visitor().agent_id)(change_password)
    )

    @me.post("/sign-ins/<sign_in_id>/revoke")
    def revoke(sign_in_id: str) -> ResponseReturnValue:
        now, agent_id = world.clock(), visitor().agent_id
        world.database.attempt(lambda s: signin.revoke(s, agent_id, sign_in_id, now=now))
        flash("me.revoked")
        return redirect(url_for("me.page"), 303)

    my_second_factor.add_pages(me, world, pages, limiter)
    return me


def _page(world: World, pages: Pages, *, problem: str | None = None, status: int = 200) -> Response:
    with world.database.reading() as session:
        agent = session.get_one(Agent, visitor().agent_id)
        held = signin.sign_ins_of(session, agent.id, now=world.clock())
        codes_left = second_factor.codes_left(session, agent.id)
    return pages.show(
        "me/page.html",
        pages.setting(),
        status=status,
        sign_ins=held,
        second_factor_since=agent.second_factor_since,
        codes_left=codes_left,
        languages=LANGUAGES,
        themes=THEMES,
        problem=problem,
    )


def _change_password(world: World, current: str, new: str) -> str | None:
    """The word for what was wrong. Whoever else is signed in with the old one is signed out."""
    with world.database.reading() as session:
        agent = session.get_one(Agent, visitor().agent_id)
    if not agents.check_password(agent, current[:1024]):
        return "me.password_wrong"
    try:
        agents.change_password(agent, new[:1024])
    except BadAgent:
        return "me.password_short"
    now = world.clock()
    with world.database.transaction() as session:
        session.get_one(Agent, agent.id).password_hash = agent.password_hash
        for held in signin.sign_ins_of(session, agent.id, now=now):
            if held.id != visitor().sign_in_id:
                signin.revoke(session, agent.id, held.id, now=now)
    return None
