"""How much the machine said of late, on each account: what its breaker looks at.

Counted when an answer is planned, in steps of some minutes, so that looking costs the same however
much was said.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base, rows_touched

LATELY: Final = timedelta(hours=1)
_STEP: Final = timedelta(minutes=5)


class ReplyTally(Base):
    """`step` counts the steps since 1970."""

    __tablename__ = "reply_tally"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    replies: Mapped[int]


class Said(NamedTuple):
    on_account: int
    everywhere: int


NOTHING: Final = Said(0, 0)


def said_of_late(session: Session, account_id: str, *, now: datetime) -> Said:
    """Automatic replies that were planned within the last hour, to some minutes."""
    rows = session.execute(
        select(ReplyTally.account_id, func.sum(ReplyTally.replies))
        .where(ReplyTally.step > _step(now - LATELY))
        .group_by(ReplyTally.account_id)
    ).all()
    by_account = {found: int(replies) for found, replies in rows}
    return Said(by_account.get(account_id, 0), sum(by_account.values()))


def count(session: Session, account_id: str, *, now: datetime) -> None:
    """One more; in the transaction that plans it. One drainer at a time counts for an account."""
    row = session.get(ReplyTally, (account_id, _step(now)), with_for_update=True)
    if row is None:
        row = ReplyTally(account_id=account_id, step=_step(now), replies=0)
        session.add(row)
    row.replies += 1
    session.flush()


def purge(session: Session, *, now: datetime) -> int:
    """What nobody looks at any more; how many rows."""
    old = delete(ReplyTally).where(ReplyTally.step < _step(now - 2 * LATELY))
    return rows_touched(session, old)


def _step(moment: datetime) -> int:
    return int(moment.timestamp() // _STEP.total_seconds())
