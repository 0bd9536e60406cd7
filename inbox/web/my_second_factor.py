"""An agent's own second factor: a square picture for the phone, recovery codes, the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import segno
from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from markupsafe import Markup
from sqlalchemy.orm import Session

from inbox.people import agent as agents
from inbox.people import second_factor
from inbox.people.agent import Agent
from inbox.shop import the_shop
from inbox.web.page import Pages
from inbox.web.sign_in import CHECKED_AT_ONCE, LONGEST_PASSWORD
from inbox.web.visitor import visitor
from inbox.world import World

_LONGEST_CODE = 64


def add_pages(me: Blueprint, world: World, pages: Pages, limiter: Limiter) -> None:
    @me.post("/second-factor")
    def begin_second_factor() -> ResponseReturnValue:
        with world.database.transaction() as session:
            agent = _me(session)
            if not agent.has_second_factor:
                second_factor.begin(session, agent, now=world.clock())
        return redirect(url_for("me.second_factor"), 303)

    @me.get("/second-factor", endpoint="second_factor")
    def show() -> ResponseReturnValue:
        return _picture(world, pages)

    def confirm() -> ResponseReturnValue:
        code = request.form.get("code", "")[:_LONGEST_CODE]
        with world.database.transaction() as session:
            codes = second_factor.confirm(session, _me(session), code, now=world.clock())
        return _picture(world, pages, status=422) if codes is None else _codes(pages, codes)

    def renew() -> ResponseReturnValue:
        if not _knows_password(world):
            return _refused()
        with world.database.transaction() as session:
            codes = second_factor.make_recovery_codes(session, _me(session))
        return _codes(pages, codes)

    def remove() -> ResponseReturnValue:
        if not _knows_password(world):
            return _refused()
        with world.database.transaction() as session:
            agent = _me(session)
            second_factor.remove(session, agent, by=agent.id, now=world.clock())
        flash("me.second_factor_off")
        return redirect(url_for("me.page"), 303)

    few: Callable[..., Callable[..., ResponseReturnValue]] = limiter.limit(
        "5 per minute", key_func=lambda: visitor().agent_id
    )
    me.post("/second-factor/confirm", endpoint="confirm_second_factor")(few(confirm))
    me.post("/second-factor/codes", endpoint="renew_codes")(few(renew))
    me.post("/second-factor/remove", endpoint="remove_second_factor")(few(remove))


def _me(session: Session) -> Agent:
    return session.get_one(Agent, visitor().agent_id, with_for_update=True)


def _picture(world: World, pages: Pages, *, status: int = 200) -> ResponseReturnValue:
    """Until the phone has proved that it knows the secret."""
    with world.database.reading() as session:
        agent = session.get_one(Agent, visitor().agent_id)
        if agent.has_second_factor or agent.second_factor_sealed is None:
            return redirect(url_for("me.page") + "#second-factor", 303)
        secret, shop = second_factor.secret_of(session, agent), the_shop(session).name
    address = second_factor.address_of(secret, email=agent.email, shop=shop)
    return pages.show(
        "me/second_factor.html",
        pages.setting(),
        status=status,
        picture=Markup(segno.make(address, error="m").svg_inline(border=3, omitsize=True)),  # noqa: S704
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=address,
        failed=status != 200,
    )


def _codes(pages: Pages, codes: Sequence[str]) -> Response:
    """The only time that they are shown."""
    return pages.show("me/recovery_codes.html", pages.setting(), codes=codes)


def _knows_password(world: World) -> bool:
    with world.database.reading() as session:
        agent = session.get_one(Agent, visitor().agent_id)
    with CHECKED_AT_ONCE:
        return agents.check_password(agent, request.form.get("current", "")[:LONGEST_PASSWORD])


def _refused() -> ResponseReturnValue:
    flash("me.password_wrong")
    return redirect(url_for("me.page") + "#second-factor", 303)
