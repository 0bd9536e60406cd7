"""Do the same with many conversations at once; and take back what was just done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.conversations import states
from inbox.conversations.activity import Deed
from inbox.conversations.undo import undo
from inbox.db import is_id
from inbox.web.conversations.address import view
from inbox.web.conversations.sheet import MOST_SHOWN
from inbox.web.conversations.verbs import VERBS, Act
from inbox.web.sign_in import safe_target
from inbox.web.toasts import say
from inbox.web.visitor import visitor
from inbox.world import World

# The writer is held for so many at a time: others have something to write, too.
_AT_A_TIME: Final = 20


def blueprint(world: World) -> Blueprint:
    bulk = Blueprint("bulk", __name__)

    @bulk.post("/conversations/many/<verb>")
    def many(verb: str) -> ResponseReturnValue:
        act = VERBS.get(verb) or abort(404)
        ids = _ids()
        if ids:
            deed = Deed(visitor().agent_id)
            _do(world, act, ids, deed)
            say(f"done.{verb}.many", undo=deed.id, count=len(ids))
        return redirect(_where_from(), 303)

    @bulk.post("/undo/<deed_id>")
    def take_back(deed_id: str) -> ResponseReturnValue:
        now, agent_id = world.clock(), visitor().agent_id
        undone = world.database.attempt(
            lambda session: undo(session, deed_id, agent_id=agent_id, now=now)
        )
        say("undo.done" if undone else "undo.too_late")
        return redirect(safe_target(request.form.get("back")), 303)

    return bulk


def _do(world: World, act: Act, ids: Sequence[str], deed: Deed) -> None:
    """One deed in several transactions; always in the same order, so that two never wait for
    each other."""
    now = world.clock()
    for first in range(0, len(ids), _AT_A_TIME):
        part = ids[first : first + _AT_A_TIME]
        world.database.attempt(partial(_each, act=act, ids=part, deed=deed, now=now))


def _each(session: Session, *, act: Act, ids: Sequence[str], deed: Deed, now: datetime) -> None:
    for conversation_id in ids:
        try:
            conversation = states.hold(session, conversation_id)
        except states.NoSuchConversation:  # erased while it stood in somebody's list
            continue
        act(session, conversation, deed, now)


def _ids() -> Sequence[str]:
    given = set(request.form.getlist("conversation")[: 2 * MOST_SHOWN])
    return sorted(one for one in given if is_id(one))[:MOST_SHOWN]


def _where_from() -> str:
    """The list, and beside it what was open."""
    selected = request.form.get("selected", "")
    if is_id(selected):
        return url_for("inbox.conversation", conversation_id=selected, view=view())
    return url_for("inbox.start", view=view())
