"""What an agent does with a conversation: each button is one verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.conversations import states
from inbox.conversations.activity import Deed
from inbox.conversations.conversation import Conversation
from inbox.conversations.listing import View
from inbox.hours.zones import open_zone
from inbox.people.agent import Agent
from inbox.shop import the_shop
from inbox.web.visitor import visitor
from inbox.world import World

Verb = Callable[[Session, Conversation, Deed, datetime], None]
_MORNING: Final = time(9)
_FURTHEST: Final = timedelta(days=366)


def blueprint(world: World) -> Blueprint:
    changing = Blueprint("changing", __name__, url_prefix="/conversations/<conversation_id>")

    def route(path: str, verb: Verb, done: str | None) -> None:
        def act(conversation_id: str) -> ResponseReturnValue:
            now = world.clock()
            world.database.attempt(
                lambda session: verb(session, states.hold(session, conversation_id), _deed(), now)
            )
            if done:
                flash(done)
            return _back(conversation_id)

        changing.post(f"/{path}", endpoint=path)(act)

    for path, (verb, done) in _VERBS.items():
        route(path, verb, done)

    @changing.post("/unread")
    def unread(conversation_id: str) -> ResponseReturnValue:
        """Back to the list: whoever opens the conversation reads it."""
        now = world.clock()
        world.database.attempt(
            lambda session: states.mark_unread(
                session, states.hold(session, conversation_id), now=now
            )
        )
        return redirect(url_for("inbox.start", view=_view()), 303)

    @changing.post("/read")
    def read(conversation_id: str) -> ResponseReturnValue:
        """Asked by a page on which a message has just appeared; nothing to show."""
        now = world.clock()
        world.database.attempt(
            lambda session: states.mark_read(
                session, states.hold(session, conversation_id), now=now
            )
        )
        return Response(status=204)

    return changing


def _assign(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    wanted = request.form.get("agent", "")
    if not wanted:
        states.assign(session, conversation, None, by=by, now=now)
        return
    agent = session.get(Agent, wanted)
    if agent is None or agent.disabled_at is not None or not agent.may_answer:
        abort(400)
    states.assign(session, conversation, agent.id, by=by, now=now)


def _deed() -> Deed:
    return Deed(visitor().agent_id)


def _take(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    states.assign(session, conversation, visitor().agent_id, by=by, now=now)


def _snooze(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    until = wake_time(request.form.get("until", ""), zone=the_shop(session).zone, now=now)
    if until is None:
        abort(400)
    states.snooze(session, conversation, until=until, by=by, now=now)


def wake_time(wanted: str, *, zone: str, now: datetime) -> datetime | None:
    """A name ("hours", "tomorrow", "week") or a wall-clock time of the shop; None: no such time,
    or not within a year from now."""
    there = now.astimezone(open_zone(zone))
    if wanted in _NAMED:
        return _NAMED[wanted](there)
    try:
        until = datetime.fromisoformat(wanted)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=there.tzinfo)
    return until if now < until < now + _FURTHEST else None


def _next_morning(there: datetime, days: int) -> datetime:
    return datetime.combine(there.date() + timedelta(days=days), _MORNING, there.tzinfo)


_NAMED: Final[Mapping[str, Callable[[datetime], datetime]]] = {
    "hours": lambda there: there.astimezone(UTC) + timedelta(hours=3),
    "tomorrow": lambda there: _next_morning(there, 1),
    "week": lambda there: _next_morning(there, 7 - there.weekday()),
}
_VERBS: Final[Mapping[str, tuple[Verb, str | None]]] = {
    "take": (_take, None),
    "assign": (_assign, None),
    "snooze": (_snooze, "done.snoozed"),
    "resolve": (
        lambda session, one, by, now: states.resolve(session, one, by=by, now=now),
        "done.resolved",
    ),
    "reopen": (lambda session, one, by, now: states.reopen(session, one, by=by, now=now), None),
    "spam": (
        lambda session, one, by, now: states.mark_spam(session, one, by=by, now=now),
        "done.spam",
    ),
}


def _back(conversation_id: str) -> ResponseReturnValue:
    address = url_for("inbox.conversation", conversation_id=conversation_id, view=_view())
    return redirect(address, 303)


def _view() -> str | None:
    view = request.form.get("view", "")
    return view if view in set(View) else None
