"""An alert: a need that somebody was told of, or is about to be. It ends when the need does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.accounts.account import Account
from inbox.channel import SendError
from inbox.db import Base, Database
from inbox.http import AnswerTooLarge, PrivateAddress
from inbox.watch.findings import Finding, Need, find

# What mends itself within this is not worth a person's evening.
PATIENCE: Final = timedelta(minutes=2)
_REMINDED_AFTER: Final = timedelta(hours=24)
_KEPT_FOR: Final = timedelta(days=30)
log = structlog.get_logger(__name__)


class Alert(Base):
    """One row per need and account. `told_at`: when somebody was last told; `over_at`: since when
    it is over, until it begins again."""

    __tablename__ = "alert"

    key: Mapped[str] = mapped_column(primary_key=True)
    need: Mapped[str]
    account_id: Mapped[str]  # "" if it is about the house
    code: Mapped[str]
    since: Mapped[datetime]
    told_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told. `label` is the account's name in the shop."""

    key: str
    need: Need
    label: str
    code: str
    since: datetime
    over: bool


Tell = Callable[[Sequence[News]], None]
# What telling may raise: nobody was told.
FAILURES: Final = (SendError, AnswerTooLarge, PrivateAddress, OSError)


def look(database: Database, tell: Tell | None, *, free_bytes: int, now: datetime) -> None:
    """Note what began and what is over, and tell of it together. Nobody who could be told: it is
    only noted, for the page. What could not be told is told next time."""
    with database.reading() as session:
        found = find(session, free_bytes=free_bytes, now=now)
    news = database.attempt(lambda session: _note(session, found, now))
    if not news or tell is None:
        return
    try:
        tell(news)
    except FAILURES as error:
        log.warning("nobody could be told", error=type(error).__name__, needs=len(news))
        return
    database.attempt(lambda session: _told(session, news, now))


def standing(session: Session) -> Sequence[Alert]:
    """Those that are not over, oldest first."""
    going_on = select(Alert).where(Alert.over_at.is_(None))
    return session.scalars(going_on.order_by(Alert.since, Alert.key)).all()


def _note(session: Session, found: Sequence[Finding], now: datetime) -> list[News]:
    rows = {row.key: row for row in session.scalars(select(Alert).with_for_update())}
    for finding in found:
        _begin(session, rows, finding, now)
    keys = {finding.key for finding in found}
    for row in rows.values():
        if row.key not in keys and row.over_at is None:
            row.over_at = now
        if row.over_at is not None and row.over_at < now - _KEPT_FOR:
            session.delete(row)
    session.flush()
    labels = {account.id: account.label for account in session.scalars(select(Account))}
    return [_news(row, labels) for row in rows.values() if _is_news(row, now)]


def _begin(session: Session, rows: dict[str, Alert], finding: Finding, now: datetime) -> None:
    row = rows.get(finding.key)
    if row is None:
        row = rows[finding.key] = Alert(
            key=finding.key, need=finding.need, account_id=finding.account_id,
            code=finding.code, since=now,
        )  # fmt: skip
        session.add(row)
    elif row.over_at is not None:
        row.since, row.told_at, row.over_at = now, None, None
    row.code = finding.code


def _is_news(row: Alert, now: datetime) -> bool:
    if row.over_at is not None:  # only who was told that it began wants to hear that it is over
        return row.told_at is not None and row.told_at < row.over_at
    if row.told_at is None:
        return row.since <= now - PATIENCE
    return row.told_at <= now - _REMINDED_AFTER


def _news(row: Alert, labels: dict[str, str]) -> News:
    label = labels.get(row.account_id, "")
    return News(row.key, Need(row.need), label, row.code, row.since, row.over_at is not None)


def _told(session: Session, news: Sequence[News], now: datetime) -> None:
    for one in news:
        row = session.get(Alert, one.key)
        if row is not None:
            row.told_at = now
