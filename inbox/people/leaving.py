"""When somebody leaves: the sign-ins end, and what they had in hand goes back to the team."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox import audit
from inbox.accounts.account import Account
from inbox.audit import Deed
from inbox.changes import journal
from inbox.conversations.conversation import Conversation, Status
from inbox.people import signin
from inbox.people.agent import Agent, refuse_the_last
from inbox.people.invitation import revoke_open
from inbox.people.team import Team

# What nobody has to do with any more keeps the name of who did it.
_IN_HAND: Final = (Status.OPEN, Status.WAITING, Status.SNOOZED)


def disable(session: Session, agent: Agent, *, by: str | None, now: datetime) -> int:
    """How many conversations went back. Twice is the same as once. Raises `BadAgent`."""
    if agent.disabled_at is not None:
        return 0
    refuse_the_last(session, agent)
    agent.disabled_at = now
    signin.revoke_all(session, agent.id, now=now)
    revoke_open(session, agent, now=now)
    audit.note(session, Deed.AGENT_DISABLED, by=by, about=agent.id, now=now)
    return _give_back(session, agent, now)


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
    for conversation in session.scalars(held.with_for_update()).all():
        conversation.team_id = None
        _note(session, conversation, now)
    session.flush()
    session.delete(team)
    audit.note(session, Deed.TEAM_REMOVED, by=by, about=team.id, now=now)


def _give_back(session: Session, agent: Agent, now: datetime) -> int:
    """To the team that the conversation has, else to the agent's own."""
    held = session.scalars(
        select(Conversation)
        .where(Conversation.assignee_id == agent.id, Conversation.status.in_(_IN_HAND))
        .with_for_update()
    ).all()
    for conversation in held:
        conversation.assignee_id = None
        conversation.team_id = conversation.team_id or agent.team_id
        _note(session, conversation, now)
    return len(held)


def _note(session: Session, conversation: Conversation, now: datetime) -> None:
    about = journal.Subject(
        account_id=conversation.account_id,
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
    )
    journal.note(session, journal.What.CONVERSATION_UPDATED, about, now=now)
