"""What an agent can do with a conversation: each name is one verb, for one as for many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final

from flask import abort, request
from sqlalchemy.orm import Session

from inbox.conversations import labels, states
from inbox.conversations.activity import Deed
from inbox.conversations.conversation import Conversation
from inbox.conversations.labels import Label
from inbox.hours.zones import open_zone
from inbox.people.agent import Agent
from inbox.people.team import Team
from inbox.shop import the_shop
from inbox.web.visitor import visitor

Act = Callable[[Session, Conversation, Deed, datetime], None]
_MORNING: Final = time(9)
_FURTHEST: Final = timedelta(days=366)


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


def _take(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    states.assign(session, conversation, visitor().agent_id, by=by, now=now)


def _assign(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    wanted = request.form.get("agent", "")
    if not wanted:
        states.assign(session, conversation, None, by=by, now=now)
        return
    agent = session.get(Agent, wanted)
    if agent is None or agent.disabled_at is not None or not agent.may_answer:
        abort(400)
    states.assign(session, conversation, agent.id, by=by, now=now)


def _hand(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    """To a team; whoever of it is there may take it. Nobody has it until then."""
    team = session.get(Team, request.form.get("team", "")) or abort(400)
    states.hand_to_team(session, conversation, team.id, by=by, now=now)
    states.assign(session, conversation, None, by=by, now=now)


def _label(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    labels.put_on(session, conversation, _wanted_label(session), by=by, now=now)


def _unlabel(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    labels.take_off(session, conversation, _wanted_label(session), by=by, now=now)


def _wanted_label(session: Session) -> Label:
    return session.get(Label, request.form.get("label", "")) or abort(400)


def _snooze(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    zone = the_shop(session).zone
    wanted = request.form.get("at") or request.form.get("until", "")
    until = wake_time(wanted, zone=zone, now=now)
    if until is None:
        abort(400)
    states.snooze(session, conversation, until=until, by=by, now=now)


def _resolve(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    states.resolve(session, conversation, by=by, now=now)


def _reopen(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    states.reopen(session, conversation, by=by, now=now)


def _spam(session: Session, conversation: Conversation, by: Deed, now: datetime) -> None:
    states.mark_spam(session, conversation, by=by, now=now)


# By the last part of their addresses; the catalogue has "done.<name>" for each, and for many.
VERBS: Final[Mapping[str, Act]] = {
    "take": _take,
    "assign": _assign,
    "hand": _hand,
    "label": _label,
    "unlabel": _unlabel,
    "snooze": _snooze,
    "resolve": _resolve,
    "reopen": _reopen,
    "spam": _spam,
}


def _next_morning(there: datetime, days: int) -> datetime:
    return datetime.combine(there.date() + timedelta(days=days), _MORNING, there.tzinfo)


_NAMED: Final[Mapping[str, Callable[[datetime], datetime]]] = {
    "hours": lambda there: there.astimezone(UTC) + timedelta(hours=3),
    "tomorrow": lambda there: _next_morning(there, 1),
    "week": lambda there: _next_morning(there, 7 - there.weekday()),
}
