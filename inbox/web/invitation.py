"""An invitation's page: somebody who was sent a link chooses a password, once."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from inbox.people import agent as agents
from inbox.people import invitation as invitations
from inbox.people.agent import BadAgent
from inbox.web.page import Pages
from inbox.web.sign_in import CHECKED_AT_ONCE, LONGEST_PASSWORD
from inbox.world import World


def blueprint(world: World, pages: Pages, limiter: Limiter) -> Blueprint:
    invitation = Blueprint("invitation", __name__, url_prefix="/invitation")

    @invitation.get("/<token>")
    def form(token: str) -> Response:
        return _show(world, pages, token)

    def accept(token: str) -> ResponseReturnValue:
        password = request.form.get("new", "")[:LONGEST_PASSWORD]
        if password != request.form.get("again", "")[:LONGEST_PASSWORD]:
            return _show(world, pages, token, problem="invitation.differ", status=422)
        try:
            with CHECKED_AT_ONCE:
                password_hash = agents.hash_password(password)
        except BadAgent:
            return _show(world, pages, token, problem="me.password_short", status=422)
        if not _accept(world, token, password_hash):
            return _show(world, pages, token)
        flash("invitation.accepted")
        return redirect(url_for("sign_in.form"), 303)

    limit = limiter.limit("20 per minute", key_func=get_remote_address)
    invitation.post("/<token>", endpoint="accept")(limit(accept))
    return invitation


def _accept(world: World, token: str, password_hash: str) -> bool:
    now = world.clock()
    with world.database.transaction() as session:
        found = invitations.find(session, token, now=now)
        return found is not None and invitations.accept(
            session, found[0], password_hash=password_hash, now=now
        )


def _show(
    world: World, pages: Pages, token: str, *, problem: str | None = None, status: int = 200
) -> Response:
    """A link that holds no longer says so, and not whose it was."""
    with world.database.reading() as session:
        found = invitations.find(session, token, now=world.clock())
    return pages.show(
        "sign_in/invitation.html",
        pages.setting(),
        status=status if found else 410,
        agent=found[1] if found else None,
        token=token,
        problem=problem,
    )
