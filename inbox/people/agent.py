"""Agents as rows, and the verbs that add and change them and check their passwords."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit
from inbox.audit import Deed
from inbox.db import Base, new_id
from inbox.people.roles import May, Role, powers_of
from inbox.people.team import Team

__all__ = ["Agent", "BadAgent", "Role"]

SHORTEST_PASSWORD: Final = 12
_LONGEST: Final = 120
_LONGEST_ADDRESS: Final = 320
_hasher = PasswordHasher()  # argon2id with the library's current parameters
# Verified when nobody has the address, so that the answer takes as long as a wrong password.
_NOBODYS_HASH: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$nHUEnXgXKEFjwfde49e9HA$"
    "3gnaa59lbWzN6Tl8vLBpAMpg6ZcRd8VY3RNCJMPkvOs"
)


class Agent(Base):
    """An empty `password_hash`: invited, and has not chosen a password yet.

    `second_factor_sealed` is the secret that the agent's phone knows; it counts from the moment
    `second_factor_since`, and no time step up to `second_factor_step` is taken twice.
    """

    __tablename__ = "agent"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str] = mapped_column(default=Role.AGENT.value)
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    language: Mapped[str] = mapped_column(default="de")
    theme: Mapped[str] = mapped_column(default="system")
    sound: Mapped[bool] = mapped_column(default=False)  # for what is new among one's own
    notices: Mapped[bool] = mapped_column(default=False)  # of the desktop, likewise
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    second_factor_sealed: Mapped[bytes | None]
    second_factor_since: Mapped[datetime | None]
    second_factor_step: Mapped[int | None]

    @property
    def powers(self) -> frozenset[May]:
        return powers_of(self.role)

    @property
    def may_administer(self) -> bool:
        return May.ADMINISTER in self.powers

    @property
    def may_answer(self) -> bool:
        return May.ANSWER in self.powers

    @property
    def has_second_factor(self) -> bool:
        return self.second_factor_since is not None


class BadAgent(Exception):
    """One sentence for the person who typed it; `code` is what pages translate, `field` where."""

    def __init__(self, sentence: str, code: str, field: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.field = field


def add(
    session: Session,
    *,
    name: str,
    email: str,
    password: str,
    role: Role,
    now: datetime,
    by: str | None = None,
) -> Agent:
    """An agent who can sign in at once. Raises `BadAgent`."""
    agent = introduce(session, name=name, email=email, role=role, now=now, by=by)
    change_password(agent, password)
    return agent


def introduce(
    session: Session,
    *,
    name: str,
    email: str,
    role: Role,
    now: datetime,
    by: str | None = None,
    agent_id: str | None = None,
) -> Agent:
    """An agent who has no password yet and cannot sign in. Raises `BadAgent`."""
    email = email.strip().lower()
    if "@" not in email or len(email) > _LONGEST_ADDRESS or any(map(str.isspace, email)):
        raise BadAgent("An agent signs in with a mail address.", "EMAIL_WRONG", "email")
    if by_email(session, email) is not None:
        raise BadAgent(f"There is an agent {email} already.", "EMAIL_TAKEN", "email")
    agent = Agent(
        id=agent_id or new_id(),
        name=_named(name) or email,
        email=email,
        password_hash="",
        role=role,
        language="de",
        theme="system",
        created_at=now,
    )
    session.add(agent)
    session.flush()
    audit.note(session, Deed.AGENT_INVITED, by=by, about=agent.id, details={"role": role}, now=now)
    return agent


def change(
    session: Session,
    agent: Agent,
    *,
    name: str,
    role: Role,
    team_id: str | None,
    by: str | None,
    now: datetime,
) -> None:
    """Raises `BadAgent`, also if nobody would be left who administers."""
    if not _named(name):
        raise BadAgent("An agent needs a name.", "NAME_MISSING", "name")
    if team_id is not None and session.get(Team, team_id) is None:
        raise BadAgent("There is no such team.", "NO_SUCH_TEAM", "team_id")
    if May.ADMINISTER not in powers_of(role):
        refuse_the_last(session, agent, field="role")
    wanted = {"name": _named(name), "role": role.value, "team_id": team_id}
    changed = {
        key: str(value or "") for key, value in wanted.items() if value != getattr(agent, key)
    }
    if not changed:
        return
    agent.name, agent.role, agent.team_id = _named(name), role.value, team_id
    changed.pop("name", None)
    audit.note(session, Deed.AGENT_CHANGED, by=by, about=agent.id, details=changed, now=now)


def refuse_the_last(session: Session, agent: Agent, *, field: str = "") -> None:
    """Raises `BadAgent` if this is the only one who can still administer."""
    others = [
        one
        for one in session.scalars(select(Agent).where(Agent.id != agent.id)).all()
        if one.may_administer and one.disabled_at is None and one.password_hash
    ]
    if agent.may_administer and not others:
        raise BadAgent("Somebody must be left who administers.", "LAST_ADMIN", field)


def by_email(session: Session, email: str) -> Agent | None:
    return session.scalars(select(Agent).where(Agent.email == email.strip().lower())).first()


def all_agents(session: Session) -> Sequence[Agent]:
    """Who is with us first, each group by name."""
    gone = Agent.disabled_at.is_not(None)
    return session.scalars(select(Agent).order_by(gone, func.lower(Agent.name), Agent.id)).all()


def check_password(agent: Agent | None, password: str) -> bool:
    """Takes equally long whether the agent exists or not. Renews an outdated hash."""
    known = agent is not None and bool(agent.password_hash)
    try:
        _hasher.verify(agent.password_hash if agent and known else _NOBODYS_HASH, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    if agent is None or not known or agent.disabled_at is not None:
        return False
    if _hasher.check_needs_rehash(agent.password_hash):
        agent.password_hash = _hasher.hash(password)
    return True


def change_password(agent: Agent, password: str) -> None:
    """Takes a tenth of a second: the caller hashes before its transaction. Raises `BadAgent`."""
    agent.password_hash = hash_password(password)


def hash_password(password: str) -> str:
    """Raises `BadAgent`."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadAgent(
            f"A password needs at least {SHORTEST_PASSWORD} characters.", "PASSWORD_SHORT", "new"
        )
    return _hasher.hash(password)


def _named(name: str) -> str:
    return " ".join(name.split())[:_LONGEST]
