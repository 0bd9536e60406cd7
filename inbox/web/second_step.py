"""The second step of a sign-in: the code of the agent's phone, after the password was right.

Who is half signed in stands in the signed cookie for some minutes; there is no sign-in before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import Blueprint, Response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from inbox.people import second_factor, signin
from inbox.people.agent import Agent
from inbox.web.page import Pages
from inbox.web.visitor import remember
from inbox.world import World

_HALF: Final = "half_signed_in"
_LASTS: Final = timedelta(minutes=5)
_LONGEST: Final = 64


def begin(world: World, agent: Agent, target: str) -> ResponseReturnValue:
    """The password of this agent was right."""
    session.clear()
    until = (world.clock() + _LASTS).timestamp()
    # The hash ends what was begun with an older password.
    session[_HALF] = [agent.id, agent.password_hash[-16:], until, target]
    return redirect(url_for("second_step.form"), 303)


def blueprint(world: World, pages: Pages, limiter: Limiter) -> Blueprint:
    step = Blueprint("second_step", __name__)

    @step.get("/login/code")
    def form() -> ResponseReturnValue:
        return _form(pages) if _half(world) else redirect(url_for("sign_in.form"), 303)

    def enter() -> ResponseReturnValue:
        half = _half(world)
        if half is None:
            return redirect(url_for("sign_in.form"), 303)
        token = _token(world, half[0], half[1], request.form.get("code", "")[:_LONGEST])
        if token is None:
            return _form(pages, status=422)
        remember(world, token)
        return redirect(half[2], 303)

    for limit, key in (
        ("30 per minute", get_remote_address),
        ("5 per minute; 30 per hour", lambda: str((_half(world) or [""])[0])),
    ):
        enter = limiter.limit(limit, key_func=key, deduct_when=_failed)(enter)
    step.post("/login/code", endpoint="enter")(enter)
    return step


def _half(world: World) -> tuple[str, str, str] | None:
    """The agent's id, the end of the password's hash, and where to go afterwards."""
    match session.get(_HALF):
        case [str(agent_id), str(password), float(until), str(target)]:
            return (agent_id, password, target) if world.clock().timestamp() < until else None
        case _:
            return None


def _token(world: World, agent_id: str, password: str, code: str) -> str | None:
    device, now = str(request.user_agent), world.clock()
    with world.database.transaction() as held:
        agent = held.get(Agent, agent_id, with_for_update=True)
        if agent is None or agent.disabled_at is not None:
            return None
        if agent.password_hash[-16:] != password:
            return None
        if not second_factor.is_right(held, agent, code, now=now):
            return None
        return signin.sign_in(held, agent, device=device, now=now)


def _form(pages: Pages, *, status: int = 200) -> Response:
    return pages.show("sign_in/code.html", pages.setting(), status=status, failed=status != 200)


def _failed(response: Response) -> bool:
    return response.status_code != 303
