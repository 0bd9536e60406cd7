"""What people changed in the settings, who and when: codes and ids, no words and no addresses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base, Counter


class Deed(StrEnum):
    """What was done; the part before the dot is the kind of thing that `about` names."""

    SHOP_CHANGED = "shop.changed"
    AUTOMATION_OFF = "shop.automation_off"
    AUTOMATION_ON = "shop.automation_on"
    HOURS_ADDED = "hours.added"
    HOURS_CHANGED = "hours.changed"
    HOURS_ASSIGNED = "hours.assigned"
    HOURS_REMOVED = "hours.removed"
    TEXT_SAVED = "text.saved"
    TEXT_RESTORED = "text.restored"
    RULE_ADDED = "rule.added"
    RULE_CHANGED = "rule.changed"
    RULE_REMOVED = "rule.removed"
    ACCOUNT_ADDED = "account.added"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_PAUSED = "account.paused"
    ACCOUNT_RESUMED = "account.resumed"
    ACCOUNT_SIGNED_IN = "account.signed_in"
    AGENT_INVITED = "agent.invited"
    AGENT_CHANGED = "agent.changed"
    AGENT_DISABLED = "agent.disabled"
    AGENT_ENABLED = "agent.enabled"
    AGENT_PASSWORD = "agent.password"  # noqa: S105 - the deed of choosing one
    SECOND_FACTOR_ON = "agent.second_factor_on"
    SECOND_FACTOR_OFF = "agent.second_factor_off"
    TEAM_ADDED = "team.added"
    TEAM_CHANGED = "team.changed"
    TEAM_REMOVED = "team.removed"
    LABEL_ADDED = "label.added"
    LABEL_CHANGED = "label.changed"
    LABEL_REMOVED = "label.removed"
    SAVED_REPLY_ADDED = "saved_reply.added"
    SAVED_REPLY_CHANGED = "saved_reply.changed"
    SAVED_REPLY_REMOVED = "saved_reply.removed"
    TOKEN_ADDED = "token.added"  # noqa: S105 - the deed of making one
    TOKEN_REVOKED = "token.revoked"  # noqa: S105
    ENDPOINT_ADDED = "endpoint.added"
    ENDPOINT_PAUSED = "endpoint.paused"
    ENDPOINT_RESUMED = "endpoint.resumed"
    ENDPOINT_ROTATED = "endpoint.rotated"
    ENDPOINT_REMOVED = "endpoint.removed"
    CUSTOMER_ERASED = "customer.erased"
    CUSTOMER_RESTRICTED = "customer.restricted"
    CUSTOMER_RELEASED = "customer.released"
    CUSTOMER_EXPORTED = "customer.exported"
    PROOF_TAKEN = "customer.proof_taken"
    DECISIONS_EXPORTED = "decisions.exported"

    @property
    def kind(self) -> str:
        return self.value.partition(".")[0]


class AuditEntry(Base):
    """`agent_id` None: from the command line. `details` is JSON: names of what changed, codes."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_about", "about", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    at: Mapped[datetime]
    agent_id: Mapped[str | None] = mapped_column(ForeignKey("agent.id"))
    deed: Mapped[str]
    about: Mapped[str]
    details: Mapped[str]

    @property
    def told(self) -> dict[str, str]:
        return {str(name): str(value) for name, value in json.loads(self.details).items()}


def note(
    session: Session,
    deed: Deed,
    *,
    by: str | None,
    now: datetime,
    about: str = "",
    details: Mapping[str, str] | None = None,
) -> None:
    """In the transaction that does it. `by` is an agent's id, `about` the id of the thing."""
    session.add(
        AuditEntry(
            at=now, agent_id=by, deed=deed, about=about, details=json.dumps(dict(details or {}))
        )
    )


def read(
    session: Session, *, before: int | None = None, about: str | None = None, limit: int
) -> Sequence[AuditEntry]:
    """The newest first, older than the entry `before`."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    if about is not None:
        query = query.where(AuditEntry.about == about)
    return session.scalars(query).all()
