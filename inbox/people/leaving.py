"""When somebody leaves: the sign-ins end, and what they had in hand goes back to the team."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import audit
from inbox.accounts.account import Account
from inbox.audit import Deed
from inbox.conversations import activity, states
from inbox.conversations.conversation import Conversation
from inbox.people import signin
from inbox.people.agent import Agent, refuse_the_last
from inbox.people.invitation import revoke_open
from inbox.people.team import Team


def disable(session: Session, agent: Agent, *, by: str | None, now: datetime) -> int:
    """How many conversations went back. Twice is the same as once. Raises `BadAgent`."""
    if agent.disabled_at is not None:
        return 0
    refuse_the_last(session, agent)
    agent.disabled_at = now
    signin.revoke_all(session, agent.id, now=now)
    revoke_open(session, agent, now=now)
    audit.note(session, Deed.AGENT_DISABLED, by=by, about=agent.id, now=now)
    theirs = activity.Deed(agent_id=by, id=None)  # nobody undoes it by undoing a deed
    return states.give_back(session, agent.id, team_id=agent.team_id, by=theirs, now=now)


def enable(session: Session, agent: Agent, *, by: str | None, now: datetime) -> None:
    """With the password and the second factor as before."""
    if agent.disabled_at is None:
        return
    agent.disabled_at = None
    audit.note(session, Deed.AGENT_ENABLED, by=by, about=agent.id, now=now)


def dissolve(session: Session, team: Team, *, by: str | None, now: datetime) -> None:
    """Its members stay, without a team; its conversations and accounts are everybody's."""
    session.execute(update(Agent).where(Agent.team_id == team.id).values(team_id=None))
    session.execute(update(Account).where(Account.team_id == team.id).values(team_id=None))
    held = select(Conversation).where(Conversation.team_id == team.id)
    theirs = activity.Deed(agent_id=by, id=None)
    for conversation in session.scalars(held.with_for_update()).all():
        states.hand_to_team(session, conversation, None, by=theirs, now=now)
    session.flush()
    session.delete(team)
    audit.note(session, Deed.TEAM_REMOVED, by=by, about=team.id, now=now)
