"""Profiles of hours as rows: added, changed, given to the shop, an account or a team."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final, Protocol

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit
from inbox.audit import Deed
from inbox.db import Base, new_id
from inbox.hours.plan import Plan, confirm_holidays
from inbox.hours.profile import Profile

LONGEST_NAME: Final = 80


class HoursProfile(Base):
    """`document` is `Plan.to_json` as text; `version` counts its changes."""

    __tablename__ = "hours_profile"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    document: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def plan(self) -> Plan:
        return Plan.from_json(json.loads(self.document))


class BadHours(Exception):
    """`code` is what pages translate: NAME_MISSING, TOO_LONG or IN_USE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Holder(Protocol):
    """What can have hours of its own: the shop, an account, a team."""

    profile_id: str | None


def profile_for(session: Session, *holders: Holder | None) -> Profile | None:
    """The hours that count: the first holder's that has some. Ask for the team, then the account,
    then the shop: a profile replaces another, it is never merged with it."""
    for holder in holders:
        if holder is not None and holder.profile_id is not None:
            return profile_of(session, holder.profile_id)
    return None


def profile_of(session: Session, profile_id: str | None) -> Profile | None:
    row = session.get(HoursProfile, profile_id) if profile_id else None
    return _read(row.document) if row else None


def all_profiles(session: Session) -> Sequence[HoursProfile]:
    return session.scalars(select(HoursProfile).order_by(HoursProfile.name, HoursProfile.id)).all()


def add(session: Session, *, name: str, plan: Plan, by: str | None, now: datetime) -> HoursProfile:
    """Raises `BadHours`."""
    row = HoursProfile(id=new_id(), name=_checked(name), document=_written(plan), version=1)
    session.add(row)
    session.flush()
    audit.note(session, Deed.HOURS_ADDED, by=by, about=row.id, now=now)
    return row


def change(
    session: Session, row: HoursProfile, *, name: str, plan: Plan, by: str | None, now: datetime
) -> None:
    """What waits in the outbox is asked again by the new hours. Raises `BadHours`."""
    name, document = _checked(name), _written(plan)
    if (name, document) == (row.name, row.document):
        return
    row.name, row.document, row.version = name, document, row.version + 1
    details = {"version": str(row.version)}
    audit.note(session, Deed.HOURS_CHANGED, by=by, about=row.id, details=details, now=now)


def confirm(
    session: Session, row: HoursProfile, *, today: date, by: str | None, now: datetime
) -> None:
    """Take over the holidays that `plan.coming_holidays` lists; `today` is the shop's day."""
    plan = confirm_holidays(row.plan, today=today)
    change(session, row, name=row.name, plan=plan, by=by, now=now)


def assign(
    session: Session,
    holder: Holder,
    profile_id: str | None,
    *,
    name: str,
    by: str | None,
    now: datetime,
) -> None:
    """Give the shop, an account or a team these hours; None: none of its own. `name` says whose
    in the audit: "shop", "account:<id>", "team:<id>"."""
    if holder.profile_id == profile_id:
        return
    holder.profile_id = profile_id
    audit.note(
        session, Deed.HOURS_ASSIGNED, by=by, about=profile_id or "", details={"to": name}, now=now
    )


def remove(session: Session, row: HoursProfile, *, by: str | None, now: datetime) -> None:
    """Raises `BadHours` while somebody has these hours."""
    try:
        with session.begin_nested():
            session.delete(row)
    except IntegrityError:
        raise BadHours("IN_USE") from None
    audit.note(session, Deed.HOURS_REMOVED, by=by, about=row.id, now=now)


# By its words: a changed document is another one, and the same one is read once.
@lru_cache(maxsize=256)
def _read(document: str) -> Profile:
    return Plan.from_json(json.loads(document)).profile()


def _written(plan: Plan) -> str:
    return json.dumps(plan.to_json(), sort_keys=True)


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadHours("NAME_MISSING")
    if len(name) > LONGEST_NAME:
        raise BadHours("TOO_LONG")
    return name
