"""Sign in and out. The page never says whether it was the address or the password."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import logout_user
from sqlalchemy import select

from inbox.people import agent as agents
from inbox.people import signin
from inbox.people.agent import Agent
from inbox.web import second_step, visitor
from inbox.web.page import Pages
from inbox.world import World

# Argon2 takes 64 MiB each time: a crowd at the door must not take the memory of the house.
CHECKED_AT_ONCE: Final = threading.BoundedSemaphore(3)
LONGEST_PASSWORD: Final = 1024


def blueprint(world: World, pages: Pages, limiter: Limiter) -> Blueprint:
    sign_in = Blueprint("sign_in", __name__)

    @sign_in.get("/login")
    def form() -> ResponseReturnValue:
        if visitor.visitor_if_any() is not None:
            return redirect(safe_target(request.args.get("next")), 303)
        return _form(world, pages)

    def enter() -> ResponseReturnValue:
        email = request.form.get("email", "")[:320]
        agent = _agent(world, email, request.form.get("password", "")[:LONGEST_PASSWORD])
        target = safe_target(request.form.get("next"))
        if agent is None:
            return _form(world, pages, email=email, status=422)
        if agent.has_second_factor:
            return second_step.begin(world, agent, target)
        visitor.remember(world, _token(world, agent))
        return redirect(target, 303)

    sign_in.post("/login", endpoint="enter")(_limited(limiter, enter))

    @sign_in.post("/logout")
    def leave() -> ResponseReturnValue:
        found = visitor.visitor_if_any()
        if found is not None:
            now = world.clock()
            world.database.attempt(lambda s: signin.sign_out(s, found.token, now=now))
        logout_user()
        session.clear()
        return redirect(url_for("sign_in.form"), 303)

    return sign_in


def safe_target(wanted: str | None) -> str:
    """Only a path of ours. Browsers drop control characters and read "\\" as "/"."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    if "\\" in wanted or any(character <= " " or character == "\x7f" for character in wanted):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted


def _form(world: World, pages: Pages, *, email: str = "", status: int = 200) -> Response:
    with world.database.reading() as session:
        nobody = session.execute(select(Agent.id).limit(1)).first() is None
    return pages.show(
        "sign_in/form.html",
        pages.setting(),
        status=status,
        email=email,
        failed=status != 200,
        nobody=nobody,
        next=safe_target(request.values.get("next")),
    )


def _agent(world: World, email: str, password: str) -> Agent | None:
    """Whose address and password these are. The password is checked outside of any transaction:
    it takes a tenth of a second."""
    with world.database.reading() as session:
        agent = agents.by_email(session, email)
    before = agent.password_hash if agent else None
    with CHECKED_AT_ONCE:
        right = agents.check_password(agent, password)
    if agent is None or not right:
        return None
    if agent.password_hash != before:
        with world.database.transaction() as session:
            session.get_one(Agent, agent.id).password_hash = agent.password_hash
    return agent


def _token(world: World, agent: Agent) -> str:
    device, now = str(request.user_agent), world.clock()
    with world.database.transaction() as session:
        return signin.sign_in(session, agent, device=device, now=now)


def _limited(
    limiter: Limiter, view: Callable[[], ResponseReturnValue]
) -> Callable[[], ResponseReturnValue]:
    """Failures count: per address, per person from one address, per person from everywhere."""
    for limit, key in (
        ("30 per minute", get_remote_address),
        ("5 per minute; 30 per hour", lambda: f"{get_remote_address()} {_whom()}"),
        ("100 per hour", _whom),
    ):
        view = limiter.limit(limit, key_func=key, deduct_when=_failed)(view)
    return view


def _whom() -> str:
    return request.form.get("email", "")[:320].strip().lower()


def _failed(response: Response) -> bool:
    return response.status_code != 303
