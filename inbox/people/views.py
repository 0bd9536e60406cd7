"""Saved views: selections of conversations with a name, an agent's own or shared with everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.conversations.selection import Selection
from inbox.db import Base, new_id
from inbox.people.agent import Agent

LONGEST_NAME: Final = 40
MOST: Final = 20  # of one agent; each is counted on every page


class SavedView(Base):
    """`selection` is a `Selection` as text; "mine" in it is whoever looks."""

    __tablename__ = "saved_view"

    id: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agent.id"), index=True)
    name: Mapped[str]
    selection: Mapped[str]
    is_shared: Mapped[bool]
    created_at: Mapped[datetime]


class BadView(Exception):
    """Its text is a SCREAMING_CODE that the page translates."""


def save(
    session: Session,
    agent: Agent,
    name: str,
    selection: Selection,
    *,
    is_shared: bool,
    now: datetime,
) -> SavedView:
    """The same name again is the same view, with another selection. Raises `BadView`."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise BadView("NAME")
    view = _of_this_name(session, agent, name)
    if view is None:
        view = _new(session, agent, name, now)
    view.selection, view.is_shared = str(selection), is_shared
    session.flush()
    return view


def seen_by(session: Session, agent_id: str) -> Sequence[SavedView]:
    """An agent's own and those that others share, by name."""
    return session.scalars(
        select(SavedView)
        .where(or_(SavedView.agent_id == agent_id, SavedView.is_shared.is_(True)))
        .order_by(func.lower(SavedView.name), SavedView.id)
        .limit(2 * MOST)
    ).all()


def may_remove(view: SavedView, agent: Agent) -> bool:
    """Their own; an administrator also what others share."""
    return view.agent_id == agent.id or (view.is_shared and agent.may_administer)


def remove(session: Session, view: SavedView) -> None:
    session.delete(view)


def _of_this_name(session: Session, agent: Agent, name: str) -> SavedView | None:
    own = session.scalars(select(SavedView).where(SavedView.agent_id == agent.id)).all()
    return next((one for one in own if one.name.casefold() == name.casefold()), None)


def _new(session: Session, agent: Agent, name: str, now: datetime) -> SavedView:
    many = session.execute(
        select(func.count()).select_from(SavedView).where(SavedView.agent_id == agent.id)
    ).scalar_one()
    if many >= MOST:
        raise BadView("TOO_MANY")
    view = SavedView(id=new_id(), agent_id=agent.id, name=name, created_at=now)
    session.add(view)
    return view
