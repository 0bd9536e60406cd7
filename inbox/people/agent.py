"""Agents and teams as rows, and the verbs that add, change and disable them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base, new_id

_SHORTEST_PASSWORD = 12
_hasher = PasswordHasher()  # argon2id with the library's current parameters
# Verified when nobody has the address, so that the answer takes as long as a wrong password.
_NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$nHUEnXgXKEFjwfde49e9HA$"
    "3gnaa59lbWzN6Tl8vLBpAMpg6ZcRd8VY3RNCJMPkvOs"
)


class Role(StrEnum):
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    PRIVACY = "privacy"  # reads the ledger and logs, nothing else


class Team(Base):
    __tablename__ = "team"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Agent(Base):
    __tablename__ = "agent"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str] = mapped_column(default=Role.AGENT.value)
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    language: Mapped[str] = mapped_column(default="de")
    theme: Mapped[str] = mapped_column(default="system")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    @property
    def may_administer(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def may_answer(self) -> bool:
        return self.role != Role.PRIVACY


class BadAgent(Exception):
    """One sentence for the person who typed it."""


def add(
    session: Session, *, name: str, email: str, password: str, role: Role, now: datetime
) -> Agent:
    """Raises `BadAgent`."""
    email = email.strip().lower()
    if "@" not in email:
        raise BadAgent("An agent signs in with a mail address.")
    if by_email(session, email) is not None:
        raise BadAgent(f"There is an agent {email} already.")
    agent = Agent(
        id=new_id(),
        name=name.strip() or email,
        email=email,
        password_hash=_hash(password),
        role=role,
        language="de",
        theme="system",
        created_at=now,
    )
    session.add(agent)
    session.flush()
    return agent


def by_email(session: Session, email: str) -> Agent | None:
    return session.scalars(select(Agent).where(Agent.email == email.strip().lower())).first()


def check_password(agent: Agent | None, password: str) -> bool:
    """Takes equally long whether the agent exists or not. Renews an outdated hash."""
    try:
        _hasher.verify(agent.password_hash if agent else _NOBODYS_HASH, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    if agent is None or agent.disabled_at is not None:
        return False
    if _hasher.check_needs_rehash(agent.password_hash):
        agent.password_hash = _hasher.hash(password)
    return True


def change_password(agent: Agent, password: str) -> None:
    agent.password_hash = _hash(password)


def _hash(password: str) -> str:
    if len(password) < _SHORTEST_PASSWORD:
        raise BadAgent(f"A password needs at least {_SHORTEST_PASSWORD} characters.")
    return _hasher.hash(password)
