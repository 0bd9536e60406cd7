"""Invitations: a link with which somebody chooses a password, once; shown to who made it.

The link holds the invitation's id and a keyed hash of it, so that nothing in the database opens
the door, and yet the link can be shown again until it is used.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit, sealing
from inbox.audit import Deed
from inbox.db import Base, new_id, rows_touched
from inbox.people import signin
from inbox.people.agent import Agent

LASTS: Final = timedelta(days=7)
_KEPT_FOR: Final = timedelta(days=30)
_ID_LENGTH: Final = 32  # hex digits


class Invitation(Base):
    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agent.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


def invite(session: Session, agent: Agent, *, by: str | None, now: datetime) -> Invitation:
    """A new link for this agent; older ones hold no longer. The password, if any, stays."""
    revoke_open(session, agent, now=now)
    invitation = Invitation(id=new_id(), agent_id=agent.id, created_at=now, expires_at=now + LASTS)
    session.add(invitation)
    session.flush()
    if agent.password_hash:
        audit.note(session, Deed.AGENT_PASSWORD, by=by, about=agent.id, now=now)
    return invitation


def token_of(session: Session, invitation: Invitation) -> str:
    return invitation.id + _proof(session, invitation.id)


def open_of(session: Session, agent_id: str, *, now: datetime) -> Invitation | None:
    newest = session.scalars(
        select(Invitation)
        .where(Invitation.agent_id == agent_id)
        .order_by(Invitation.id.desc())
        .limit(1)
    ).first()
    return newest if newest is not None and newest.is_open(now) else None


def find(session: Session, token: str, *, now: datetime) -> tuple[Invitation, Agent] | None:
    """What a link is for, if it still holds and the agent is still with us."""
    invitation_id, proof = token[:_ID_LENGTH], token[_ID_LENGTH:]
    expected = _proof(session, invitation_id)
    if not hmac.compare_digest(proof.encode("utf-8", "replace"), expected.encode()):
        return None
    found = session.execute(
        select(Invitation, Agent)
        .join(Agent, Agent.id == Invitation.agent_id)
        .where(Invitation.id == invitation_id)
    ).first()
    if found is None or not found[0].is_open(now) or found[1].disabled_at is not None:
        return None
    return found[0], found[1]


def accept(session: Session, invitation: Invitation, *, password_hash: str, now: datetime) -> bool:
    """The agent has chosen a password; whoever was signed in with the old one is signed out.

    False if somebody used the link in between.
    """
    used = (
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(used_at=now)
    )
    if rows_touched(session, used) == 0:
        return False
    session.get_one(Agent, invitation.agent_id).password_hash = password_hash
    signin.revoke_all(session, invitation.agent_id, now=now)
    return True


def revoke_open(session: Session, agent: Agent, *, now: datetime) -> None:
    session.execute(
        update(Invitation)
        .where(
            Invitation.agent_id == agent.id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def purge(session: Session, *, now: datetime) -> int:
    """Invitations that ended long ago; how many. Whom they made an agent stands in the audit."""
    ended = Invitation.expires_at < now - _KEPT_FOR
    return rows_touched(session, delete(Invitation).where(ended))


def _proof(session: Session, invitation_id: str) -> str:
    return sealing.fingerprint(session, "invitation", invitation_id)
