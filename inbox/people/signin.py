"""Sign-ins: server-side sessions that can be listed and revoked. The cookie holds only a token."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base, new_id, rows_touched
from inbox.people.agent import Agent

IDLE: Final = timedelta(hours=12)
ABSOLUTE: Final = timedelta(days=30)
# Being seen is written down at most this often, so that reading pages stays reading.
_SEEN_EVERY: Final = timedelta(minutes=10)


class SignIn(Base):
    """`token_hash` is SHA-256 of a 256-bit random token."""

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agent.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]  # what the browser calls itself, shortened
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


def sign_in(session: Session, agent: Agent, *, device: str, now: datetime) -> str:
    """The token for the cookie."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            id=new_id(),
            agent_id=agent.id,
            token_hash=_hash(token),
            device=device[:120],
            created_at=now,
            seen_at=now,
        )
    )
    return token


def signed_in(session: Session, token: str, *, now: datetime) -> tuple[Agent, SignIn] | None:
    """Who this is, if the sign-in still holds and the agent is still with us."""
    found = session.execute(
        select(Agent, SignIn)
        .join(SignIn, SignIn.agent_id == Agent.id)
        .where(SignIn.token_hash == _hash(token), SignIn.revoked_at.is_(None))
    ).first()
    if found is None:
        return None
    agent, held = found
    if agent.disabled_at is not None:
        return None
    if now - held.seen_at > IDLE or now - held.created_at > ABSOLUTE:
        return None
    return agent, held


def is_stale(held: SignIn, *, now: datetime) -> bool:
    """Whether it is time to write down that the agent was seen."""
    return now - held.seen_at > _SEEN_EVERY


def seen(session: Session, sign_in_id: str, *, now: datetime) -> None:
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    session.execute(update(SignIn).where(SignIn.token_hash == _hash(token)).values(revoked_at=now))


def sign_ins_of(session: Session, agent_id: str, *, now: datetime) -> Sequence[SignIn]:
    return session.scalars(
        select(SignIn)
        .where(
            SignIn.agent_id == agent_id,
            SignIn.revoked_at.is_(None),
            SignIn.seen_at > now - IDLE,
        )
        .order_by(SignIn.seen_at.desc())
    ).all()


def revoke(session: Session, agent_id: str, sign_in_id: str, *, now: datetime) -> None:
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.agent_id == agent_id)
        .values(revoked_at=now)
    )


def revoke_all(session: Session, agent_id: str, *, now: datetime) -> None:
    session.execute(
        update(SignIn)
        .where(SignIn.agent_id == agent_id, SignIn.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def purge(session: Session, *, now: datetime) -> int:
    """Sign-ins that no cookie can use any more: where somebody worked and when is nobody's
    business for ever. How many."""
    return rows_touched(session, delete(SignIn).where(SignIn.created_at < now - ABSOLUTE))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
