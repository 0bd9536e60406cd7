"""An account as a row. `kind` is plain text: the folder in adapters/ that serves it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.channel import AccountHealth
from inbox.db import Base

# Why an account is paused, when a person meant it to be.
NOT_ENABLED: Final = "NOT_ENABLED"  # it is new
BY_HAND: Final = "BY_HAND"
RESTORED: Final = "RESTORED"  # from a backup: what was queued may have been sent since
ON_PURPOSE: Final = frozenset({NOT_ENABLED, BY_HAND, RESTORED})


class Account(Base):
    """`version` counts changes of the settings, so that opened channels notice them.

    A paused account receives and keeps its queue; nothing leaves until a person resumes it.
    """

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    label: Mapped[str]
    settings_sealed: Mapped[bytes]
    version: Mapped[int] = mapped_column(default=1)
    language: Mapped[str | None]
    profile_id: Mapped[str | None] = mapped_column(ForeignKey("hours_profile.id"))
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    automation: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    paused_reason: Mapped[str | None]  # SCREAMING_CODE
    resumed_at: Mapped[datetime | None]
    health: Mapped[str] = mapped_column(default=AccountHealth.OK.value)
    health_code: Mapped[str | None]
    health_detail: Mapped[str | None]  # English, for the administrator; no personal data
    held_until: Mapped[datetime | None]  # the provider asked us to slow down
    last_event_at: Mapped[datetime | None]
    silent_at: Mapped[datetime | None]  # when it was noticed that it had been silent for too long
    forged_at: Mapped[datetime | None]  # when wrong signatures were last noticed to keep coming
    checked_at: Mapped[datetime | None]  # when a person or the clock last asked the provider
    check_facts: Mapped[str] = mapped_column(default="{}")  # JSON; what it answered
    check_problem: Mapped[str | None]  # or the sentence that says what to do

    @property
    def paused(self) -> bool:
        return self.paused_at is not None

    @property
    def paused_by_itself(self) -> bool:
        """Nobody meant it to be: something broke."""
        return self.paused and self.paused_reason not in ON_PURPOSE

    @property
    def enabled(self) -> bool:
        """Whether it was ever allowed to send."""
        return self.paused_reason != NOT_ENABLED

    @property
    def is_silent(self) -> bool:
        """Nothing has come since it was noticed."""
        return self.silent_at is not None and (
            self.last_event_at is None or self.last_event_at < self.silent_at
        )

    @property
    def facts(self) -> dict[str, str]:
        return {str(name): str(value) for name, value in json.loads(self.check_facts).items()}


class AccountMemoryEntry(Base):
    """What the core lends to an account's channel: cursors, public keys, tokens. Sealed."""

    __tablename__ = "account_memory"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value_sealed: Mapped[bytes]


def all_accounts(session: Session) -> Sequence[Account]:
    return session.scalars(select(Account).order_by(Account.label, Account.id)).all()
