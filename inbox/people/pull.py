"""Who pulled what about whom: one line per token, customer and day, for the access request.

Cheap, because reading through the API must stay reading: the first pull of a day is written, before
its answer leaves; what a process has written it need not write again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, Insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base, Database
from inbox.people.token import ApiToken

_REMEMBERED: Final = 20_000  # lines of a day that one process knows to be written
_AT_ONCE: Final = 200  # SQLite takes 32,766 values in one statement; nobody needs that many


class Pulled(StrEnum):
    """What kind of thing was handed out."""

    PROFILE = "profile"  # name, addresses, ids, consents, orders
    CONVERSATIONS = "conversations"
    MESSAGES = "messages"
    ATTACHMENTS = "attachments"


class CustomerPull(Base):
    """A recipient of personal data (Article 15 (1) c GDPR). `day` is that of UTC."""

    __tablename__ = "customer_pull"
    __table_args__ = (Index("ix_customer_pull_customer_id", "customer_id"),)

    token_id: Mapped[str] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    customer_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]


class Pulls:
    """One per process. Safe to use from several threads: the worst is a line written twice, which
    the database ignores."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._day = date.min
        self._written: set[tuple[str, str, Pulled]] = set()

    def note(
        self, token_id: str, customer_ids: Iterable[str], what: Pulled, *, now: datetime
    ) -> None:
        """Returns when it is committed."""
        written = self._written_on(now.date())
        new = {(token_id, one, what) for one in customer_ids} - written
        if not new:
            return
        self._database.attempt(lambda session: _write(session, new, now))
        written |= new

    def _written_on(self, day: date) -> set[tuple[str, str, Pulled]]:
        if day != self._day or len(self._written) > _REMEMBERED:
            self._day, self._written = day, set()
        return self._written


def note_with(
    session: Session, token_id: str, customer_id: str, what: Pulled, *, now: datetime
) -> None:
    """For a write whose answer shows more than it was given: noted together with what it did."""
    _write(session, [(token_id, customer_id, what)], now)


def pulls_of(
    session: Session, customer_ids: Collection[str]
) -> Sequence[tuple[CustomerPull, ApiToken]]:
    """For the access request: day by day, with the token's name."""
    found = session.execute(
        select(CustomerPull, ApiToken)
        .join(ApiToken, ApiToken.id == CustomerPull.token_id)
        .where(CustomerPull.customer_id.in_(customer_ids))
        .order_by(CustomerPull.day, ApiToken.name, CustomerPull.what)
    )
    return [(row[0], row[1]) for row in found]


def _write(session: Session, lines: Collection[tuple[str, str, Pulled]], now: datetime) -> None:
    rows: list[dict[str, Any]] = [
        {
            "token_id": token_id,
            "customer_id": customer_id,
            "day": now.date(),
            "what": what,
            "first_at": now,
        }
        for token_id, customer_id, what in sorted(lines)
    ]
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(_unless_known(session, rows[start : start + _AT_ONCE]))


def _unless_known(session: Session, rows: list[dict[str, Any]]) -> Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(CustomerPull).values(rows).on_conflict_do_nothing()
    return postgresql.insert(CustomerPull).values(rows).on_conflict_do_nothing()
