"""Profiles of hours as rows: a document that the pure calendar reads."""

from __future__ import annotations

import json

from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base
from inbox.hours.profile import Profile


class HoursProfile(Base):
    """`document` is `Profile.to_json` as text; `version` counts its changes."""

    __tablename__ = "hours_profile"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    document: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


def profile_of(session: Session, profile_id: str | None) -> Profile | None:
    row = session.get(HoursProfile, profile_id) if profile_id else None
    return Profile.from_json(json.loads(row.document)) if row else None
