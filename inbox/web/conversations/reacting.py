"""React to a customer's message with one of a few emojis."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.conversations.message import Message
from inbox.outbox.react import CannotReact, react
from inbox.outbox.submit import Stopped
from inbox.web.conversations.channels import capabilities_of
from inbox.web.page import Pages
from inbox.web.visitor import visitor
from inbox.world import World

# What a shop says with one sign; the first two reach every app.
EMOJIS: Final = ("👍", "👎", "❤️", "😂", "😮", "🙏")


def blueprint(world: World, pages: Pages) -> Blueprint:
    reacting = Blueprint("reacting", __name__)

    @reacting.get("/messages/<message_id>/react")
    def choose(message_id: str) -> Response:
        """For browsers without a script; the others show the same in place."""
        message = _found(world, message_id)
        view = request.args.get("view", "")
        return pages.show(
            "conversations/react.html", pages.setting(), message=message, emojis=EMOJIS, view=view
        )

    @reacting.post("/messages/<message_id>/react")
    def send(message_id: str) -> ResponseReturnValue:
        emoji = request.form.get("emoji", "")
        if emoji not in EMOJIS:
            abort(400)
        message = _found(world, message_id)
        able = capabilities_of(world, message.account_id or "")
        if able is None:
            abort(404)
        now, agent_id = world.clock(), visitor().agent_id

        def act(session: Session) -> Message:
            known = session.get_one(Message, message_id)
            return react(session, known, emoji, able, agent_id=agent_id, now=now)

        try:
            world.database.attempt(act)
        except CannotReact:
            abort(404)
        except Stopped:
            flash("done.not_reacted")
        address = url_for(
            "inbox.conversation",
            conversation_id=message.conversation_id,
            view=request.values.get("view") or None,
        )
        return redirect(f"{address}#m-{message_id}", 303)

    return reacting


def _found(world: World, message_id: str) -> Message:
    with world.database.reading() as session:
        message = session.get(Message, message_id)
    if message is None:
        abort(404)
    return message
