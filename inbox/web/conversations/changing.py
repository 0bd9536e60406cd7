"""What an agent does with one conversation: each button is one verb, and can be undone."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from inbox.conversations import states
from inbox.conversations.activity import Deed
from inbox.web.conversations import reading
from inbox.web.conversations.address import view
from inbox.web.conversations.verbs import VERBS, Act
from inbox.web.toasts import say
from inbox.web.visitor import visitor
from inbox.world import World


def blueprint(world: World) -> Blueprint:
    changing = Blueprint("changing", __name__, url_prefix="/conversations/<conversation_id>")

    def route(path: str, act: Act) -> None:
        def change(conversation_id: str) -> ResponseReturnValue:
            now, deed = world.clock(), Deed(visitor().agent_id)
            world.database.attempt(
                lambda session: act(session, states.hold(session, conversation_id), deed, now)
            )
            say(f"done.{path}", undo=deed.id)
            return _back(conversation_id)

        changing.post(f"/{path}", endpoint=path)(change)

    for path, act in VERBS.items():
        route(path, act)

    @changing.post("/unread")
    def unread(conversation_id: str) -> ResponseReturnValue:
        """Back to the list: whoever opens the conversation reads it."""
        now = world.clock()
        world.database.attempt(
            lambda session: states.mark_unread(
                session, states.hold(session, conversation_id), now=now
            )
        )
        return redirect(url_for("inbox.start", view=view()), 303)

    @changing.post("/read")
    def read(conversation_id: str) -> ResponseReturnValue:
        """Asked by a page on which a message has just appeared; nothing to show."""
        reading.read(world, conversation_id)
        return Response(status=204)

    return changing


def _back(conversation_id: str) -> ResponseReturnValue:
    address = url_for("inbox.conversation", conversation_id=conversation_id, view=view())
    return redirect(address, 303)
