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
from flask_login import login_user, logout_user
from sqlalchemy import select

from inbox.people import agent as agents
from inbox.people import signin
from inbox.people.agent import Agent
from inbox.web import visitor
from inbox.web.page import Pages
from inbox.world import World

# Argon2 takes 64 MiB each time: a crowd at the door must not take the memory of the house.
_CHECKED_AT_ONCE: Final = threading.BoundedSemaphore(3)
_LONGEST_PASSWORD: Final = 1024


def blueprint(world: World, pages: Pages, limiter: Limiter) -> Blueprint:
    sign_in = Blueprint("sign_in", __name__)

    @sign_in.get("/login")
    def form() -> ResponseReturnValue:
        if visitor.visitor_if_any() is not None:
            return redirect(safe_target(request.args.get("next")), 303)
        return _form(world, pages)

    def enter() -> ResponseReturnValue:
        email = request.form.get("email", "")[:320]
        token = _token(world, email, request.form.get("password", "")[:_LONGEST_PASSWORD])
        if token is None:
            return _form(world, pages, email=email, status=422)
        _remember(world, token)
        return redirect(safe_target(request.form.get("next")), 303)

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


def _token(world: World, email: str, password: str) -> str | None:
    """The password is checked outside of any transaction: it takes a tenth of a second."""
    with world.database.reading() as session:
        agent = agents.by_email(session, email)
    before = agent.password_hash if agent else None
    with _CHECKED_AT_ONCE:
        right = agents.check_password(agent, password)
    if agent is None or not right:
        return None
    renewed = agent.password_hash if agent.password_hash != before else None
    device, now, agent_id = str(request.user_agent), world.clock(), agent.id
    with world.database.transaction() as session:
        known = session.get_one(Agent, agent_id)
        if renewed is not None:
            known.password_hash = renewed
        return signin.sign_in(session, known, device=device, now=now)


def _remember(world: World, token: str) -> None:
    """A fresh cookie: whatever an anonymous visitor was given is void."""
    found = visitor.load(world, token)
    session.clear()
    session.permanent = True
    login_user(found)


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
