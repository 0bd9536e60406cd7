"""Who is looking at a page: the agent behind the cookie, as long as the sign-in holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user

from inbox.people import signin
from inbox.people.agent import Agent
from inbox.people.roles import May
from inbox.world import World

# What modules fetch: a redirect to a form would be of no use to them.
_FETCHED: Final = ("/fragments/", "/events")


@dataclass(frozen=True, slots=True)
class Visitor:
    """An agent as the pages need them; `token` is what the cookie holds."""

    agent_id: str
    name: str
    email: str
    role: str
    language: str
    theme: str
    sound: bool
    notices: bool
    powers: frozenset[May]
    sign_in_id: str
    token: str = field(repr=False)

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def may_answer(self) -> bool:
        return May.ANSWER in self.powers

    @property
    def may_administer(self) -> bool:
        return May.ADMINISTER in self.powers

    @property
    def has_settings(self) -> bool:
        """Whether some area of the settings is for them."""
        return bool(self.powers)

    def get_id(self) -> str:
        """Flask-Login's name for what goes into the cookie."""
        return self.token


def install(app: Flask, world: World) -> None:
    manager = LoginManager()
    manager.session_protection = None  # sign-ins are kept, shown and revoked by ourselves
    manager.user_loader(lambda token: load(world, token))
    manager.unauthorized_handler(_to_sign_in)
    manager.init_app(app)


def only_for(blueprint: Blueprint, may: Callable[[Visitor], bool]) -> None:
    """Every page of this blueprint asks for a sign-in, and for what the agent may do."""

    def check() -> ResponseReturnValue | None:
        if not current_user.is_authenticated:
            return _to_sign_in()
        if may(visitor()):
            return None
        if request.path != "/":
            abort(403)
        return redirect(url_for("settings.home"), 303)  # a sign-in leads to "/", not for all

    blueprint.before_request(check)


def who(power: May) -> Callable[[Visitor], bool]:
    """For `only_for`."""
    return lambda one: power in one.powers


def visitor() -> Visitor:
    """Who is signed in; only on pages that `only_for` guards."""
    found = visitor_if_any()
    assert found is not None, "a page that asks who is there must ask for a sign-in first"
    return found


def visitor_if_any() -> Visitor | None:
    return cast("Visitor", current_user) if current_user.is_authenticated else None


def load(world: World, token: str) -> Visitor | None:
    now = world.clock()
    with world.database.reading() as reading:
        found = signin.signed_in(reading, token, now=now)
    if found is None:
        return None
    agent, held = found
    if signin.is_stale(held, now=now):
        world.database.attempt(lambda writing: signin.seen(writing, held.id, now=now))
    return of(agent, held.id, token)


def remember(world: World, token: str) -> None:
    """A fresh cookie: whatever an anonymous visitor was given is void."""
    found = load(world, token)
    session.clear()
    session.permanent = True
    login_user(found)


def of(agent: Agent, sign_in_id: str, token: str) -> Visitor:
    return Visitor(
        agent_id=agent.id,
        name=agent.name,
        email=agent.email,
        role=agent.role,
        language=agent.language,
        theme=agent.theme,
        sound=agent.sound,
        notices=agent.notices,
        powers=agent.powers,
        sign_in_id=sign_in_id,
        token=token,
    )


def _to_sign_in() -> ResponseReturnValue:
    if request.path.startswith(_FETCHED):
        return Response(status=401)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else _came_from()
    return redirect(url_for("sign_in.form", next=wanted if wanted != "/" else None), 303)


def _came_from() -> str | None:
    """Our own page on which somebody pressed a button, so that they find it again."""
    page = urlsplit(request.referrer or "")
    if page.netloc != request.host:
        return None
    return f"{page.path}?{page.query}" if page.query else page.path
