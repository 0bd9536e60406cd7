"""What arrived before the message it belongs to: kept for a while, handed out when that comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import sealing
from inbox.conversations.customer import Identity
from inbox.db import Base, new_id, rows_touched

KEPT_FOR: Final = timedelta(days=14)


class ParkedEffect(Base):
    """An edit, a deletion or a reaction. `target_key` is the external key of its message."""

    __tablename__ = "parked_effect"
    __table_args__ = (Index("ix_parked_effect_target", "account_id", "target_key"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    target_key: Mapped[str]
    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"))
    sealed: Mapped[bytes]
    at: Mapped[datetime]
    parked_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class Effect:
    """What somebody did to a message: "reaction", "edited" or "revoked", and its new words."""

    what: str
    identity_id: str
    at: datetime
    words: str | None = None  # None takes a reaction back


def park(
    session: Session, identity: Identity, target_key: str, effect: Effect, *, now: datetime
) -> None:
    parked_id = new_id()
    hidden: dict[str, Any] = {"what": effect.what, "words": effect.words}
    session.add(
        ParkedEffect(
            id=parked_id,
            account_id=identity.account_id,
            target_key=target_key,
            identity_id=identity.id,
            sealed=sealing.seal_json(
                session, identity.customer_id, hidden, place=f"parked:{parked_id}", now=now
            ),
            at=effect.at,
            parked_at=now,
        )
    )


def take_parked(session: Session, account_id: str, target_key: str) -> Sequence[Effect]:
    """The effects that waited for this message, in the order in which they happened."""
    rows = session.scalars(
        select(ParkedEffect)
        .where(ParkedEffect.account_id == account_id, ParkedEffect.target_key == target_key)
        .order_by(ParkedEffect.at, ParkedEffect.id)
    ).all()
    effects = []
    for row in rows:
        hidden = sealing.unseal_json(session, row.sealed, place=f"parked:{row.id}")
        effects.append(Effect(hidden["what"], row.identity_id, row.at, hidden["words"]))
        session.delete(row)
    return effects


def purge(session: Session, *, now: datetime) -> int:
    """Drop what nobody came for."""
    return rows_touched(
        session, delete(ParkedEffect).where(ParkedEffect.parked_at < now - KEPT_FOR)
    )
