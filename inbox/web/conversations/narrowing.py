"""Narrow the list down with a form, and save what came out as a view."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.conversations.selection import Only, Order, Selection, View
from inbox.people import views
from inbox.people.agent import Agent
from inbox.people.views import BadView, SavedView
from inbox.web.toasts import say
from inbox.web.visitor import visitor
from inbox.world import World

_PARTS: Final = ("account", "assignee", "team", "label")


def blueprint(world: World) -> Blueprint:
    narrowing = Blueprint("narrowing", __name__)

    @narrowing.get("/narrow")
    def narrow() -> ResponseReturnValue:
        """From the fields of the form to the address of what they ask for."""
        return redirect(url_for("inbox.start", view=str(_chosen())), 303)

    @narrowing.post("/views")
    def save() -> ResponseReturnValue:
        selection = Selection.read(request.form.get("view", "")) or abort(400)
        name, is_shared = request.form.get("name", ""), "shared" in request.form
        now = world.clock()

        def keep(session: Session) -> None:
            agent = session.get_one(Agent, visitor().agent_id)
            views.save(session, agent, name, selection, is_shared=is_shared, now=now)

        try:
            world.database.attempt(keep)
        except BadView as problem:
            say(f"saved.refused.{problem}", most=views.MOST)
        else:
            say("saved.done")
        return redirect(url_for("inbox.start", view=str(selection)), 303)

    @narrowing.post("/views/<view_id>/remove")
    def remove(view_id: str) -> ResponseReturnValue:
        def drop(session: Session) -> None:
            found = session.get(SavedView, view_id) or abort(404)
            if not views.may_remove(found, session.get_one(Agent, visitor().agent_id)):
                abort(403)
            views.remove(session, found)

        world.database.attempt(drop)
        say("saved.removed")
        return redirect(url_for("inbox.start"), 303)

    return narrowing


def _chosen() -> Selection:
    """What is not among the choices is left out: `Selection.read` knows what an id looks like."""
    view = request.args.get("view", View.OPEN.value)
    parts = [view if view in set(View) else View.OPEN.value]
    parts += [f"{part}-{wanted}" for part in _PARTS if (wanted := request.args.get(part))]
    parts += [one for one in request.args.getlist("only") if one in set(Only)]
    if request.args.get("order") == Order.LONGEST:
        parts.append(Order.LONGEST.value)
    return Selection.read(".".join(parts)) or Selection()
