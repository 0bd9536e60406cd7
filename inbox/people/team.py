"""Teams: who answers together, and to whom a conversation goes back when somebody leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit
from inbox.audit import Deed
from inbox.db import Base, new_id

_LONGEST: Final = 80


class Team(Base):
    """`profile_id`: its own opening hours, which go before those of the account and the shop."""

    __tablename__ = "team"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    profile_id: Mapped[str | None] = mapped_column(ForeignKey("hours_profile.id"))


class BadTeam(Exception):
    """`code` is what pages translate: NAME_MISSING or NAME_TAKEN."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def add(
    session: Session,
    *,
    name: str,
    by: str | None,
    now: datetime,
    team_id: str | None = None,
) -> Team:
    """Raises `BadTeam`."""
    team = Team(id=team_id or new_id(), name=_free(session, name, None))
    session.add(team)
    session.flush()
    audit.note(session, Deed.TEAM_ADDED, by=by, about=team.id, now=now)
    return team


def rename(session: Session, team: Team, *, name: str, by: str | None, now: datetime) -> None:
    """Raises `BadTeam`."""
    wanted = _free(session, name, team.id)
    if wanted != team.name:
        team.name = wanted
        audit.note(session, Deed.TEAM_CHANGED, by=by, about=team.id, now=now)


def all_teams(session: Session) -> Sequence[Team]:
    return session.scalars(select(Team).order_by(func.lower(Team.name))).all()


def known_team(session: Session, team_id: str) -> str | None:
    """Its id; None if there is no such team."""
    return team_id if team_id and session.get(Team, team_id) is not None else None


def _free(session: Session, name: str, team_id: str | None) -> str:
    name = " ".join(name.split())[:_LONGEST]
    if not name:
        raise BadTeam("NAME_MISSING")
    taken = session.scalars(select(Team).where(func.lower(Team.name) == name.lower())).first()
    if taken is not None and taken.id != team_id:
        raise BadTeam("NAME_TAKEN")
    return name
