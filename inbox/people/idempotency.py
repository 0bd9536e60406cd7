"""Do a program's write once, however often it asks: the answer is kept under its Idempotency-Key.

The claim commits first, so that a second request with the same key knows that the first is at work;
the answer commits together with what the write did, so that there is never the one without the
other. A claim whose process died is taken over after a minute. Answers are kept for a day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, Update, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import sealing
from inbox.db import Base, new_id, rows_touched

KEPT_FOR: Final = timedelta(days=1)
_LOST_AFTER: Final = timedelta(minutes=1)


class KeptAnswer(Base):
    """`key` is a hash of the program's. `claim` is who works on it; `status` is None until it is
    answered. The answer shows what the customer's resource shows, so it is sealed under the
    customer's key."""

    __tablename__ = "kept_answer"

    token_id: Mapped[str] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]  # SHA-256 of what was asked
    claim: Mapped[str]
    claimed_at: Mapped[datetime] = mapped_column(index=True)
    customer_id: Mapped[str | None] = mapped_column(index=True)
    status: Mapped[int | None]
    sealed: Mapped[bytes | None]


class OtherRequest(Exception):
    """The key was used for another request."""


class AtWork(Exception):
    """The same request is being served at this moment."""


class ClaimLost(Exception):
    """It took so long that another request took it over: roll back."""


@dataclass(frozen=True, slots=True)
class Claim:
    token_id: str
    key: str
    id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`customer_id`: whom it is about."""

    status: int
    body: bytes = field(repr=False)
    customer_id: str


def claim(
    session: Session, token_id: str, key: str, digest: str, *, now: datetime
) -> Claim | Answer:
    """The right to do it, or the answer from when it was done. Raises `OtherRequest`, `AtWork`."""
    mine = Claim(token_id, key, new_id())
    held = session.get(KeptAnswer, (token_id, key), with_for_update=True)
    if held is not None and now - held.claimed_at > KEPT_FOR:
        session.delete(held)
        session.flush()
        held = None
    if held is None:
        return _claimed(session, mine, digest, now)
    if held.digest != digest:
        raise OtherRequest
    if held.status is not None and held.sealed is not None:
        body = sealing.unseal(session, held.sealed, place=_place(mine))
        return Answer(held.status, body, held.customer_id or "")
    if now - held.claimed_at <= _LOST_AFTER:
        raise AtWork
    held.claim, held.claimed_at = mine.id, now
    return mine


def keep(session: Session, mine: Claim, answer: Answer, *, now: datetime) -> None:
    """In the transaction of what was done. Raises `ClaimLost`."""
    owner = answer.customer_id
    sealed = sealing.seal(session, owner, answer.body, place=_place(mine), now=now)
    values = {"customer_id": owner, "status": answer.status, "sealed": sealed}
    if rows_touched(session, _held(mine).values(values)) != 1:
        raise ClaimLost


def let_go(session: Session, mine: Claim) -> None:
    """Nothing was done, so it may be asked again."""
    session.execute(
        delete(KeptAnswer).where(
            KeptAnswer.token_id == mine.token_id,
            KeptAnswer.key == mine.key,
            KeptAnswer.claim == mine.id,
            KeptAnswer.status.is_(None),
        )
    )


def purge(session: Session, *, now: datetime) -> int:
    return rows_touched(session, delete(KeptAnswer).where(KeptAnswer.claimed_at < now - KEPT_FOR))


def forget(session: Session, customer_id: str) -> int:
    """When the customer is erased."""
    return rows_touched(session, delete(KeptAnswer).where(KeptAnswer.customer_id == customer_id))


def _claimed(session: Session, mine: Claim, digest: str, now: datetime) -> Claim:
    row = KeptAnswer(
        token_id=mine.token_id, key=mine.key, digest=digest, claim=mine.id, claimed_at=now
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # the same request, at this very moment
        raise AtWork from None
    return mine


def _held(mine: Claim) -> Update:
    return update(KeptAnswer).where(
        KeptAnswer.token_id == mine.token_id,
        KeptAnswer.key == mine.key,
        KeptAnswer.claim == mine.id,
        KeptAnswer.status.is_(None),
    )


def _place(mine: Claim) -> str:
    return f"kept_answer:{mine.token_id}:{mine.key}"
