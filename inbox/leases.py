"""Who may do a piece of work now: a row with an end and an epoch, in the database's own time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Update, literal_column, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base, rows_touched


class LeaseLost(Exception):
    """Somebody else holds it by now: roll back and stop."""


class LeaseRow(Base):
    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    epoch: Mapped[int] = mapped_column(BigInteger)
    until_ms: Mapped[int] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Lease:
    name: str
    holder: str
    epoch: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Held:
    """`seconds` until it ends unless it is renewed."""

    name: str
    holder: str
    seconds: float


def acquire(session: Session, name: str, *, holder: str, seconds: int) -> Lease | None:
    """The lease, or None while somebody else holds it."""
    now = _database_ms(session)
    row = session.get(LeaseRow, name, with_for_update=True)
    if row is None:
        try:
            with session.begin_nested():
                session.add(
                    LeaseRow(name=name, holder=holder, epoch=1, until_ms=now + seconds * 1000)
                )
        except IntegrityError:  # taken at this very moment
            return None
        return Lease(name, holder, 1, seconds)
    if row.until_ms > now and row.holder != holder:
        return None
    row.holder, row.epoch, row.until_ms = holder, row.epoch + 1, now + seconds * 1000
    return Lease(name, holder, row.epoch, seconds)


def renew(session: Session, lease: Lease) -> None:
    """Inside the transaction that does the work, so that nothing is committed without the lease."""
    until = _database_ms(session) + lease.seconds * 1000
    if rows_touched(session, _mine(lease).values(until_ms=until)) != 1:
        raise LeaseLost(lease.name)


def release(session: Session, lease: Lease) -> None:
    session.execute(_mine(lease).values(until_ms=0))


def is_any_held(session: Session) -> bool:
    """Whether a scheduler or a worker is at work on this database."""
    held = select(LeaseRow.name).where(LeaseRow.until_ms > _database_ms(session)).limit(1)
    return session.execute(held).first() is not None


def held(session: Session) -> Sequence[Held]:
    """By name; those whose time is over are not held."""
    now = _database_ms(session)
    rows = session.scalars(select(LeaseRow).where(LeaseRow.until_ms > now).order_by(LeaseRow.name))
    return [Held(row.name, row.holder, (row.until_ms - now) / 1000) for row in rows]


def _mine(lease: Lease) -> Update:
    return update(LeaseRow).where(
        LeaseRow.name == lease.name,
        LeaseRow.holder == lease.holder,
        LeaseRow.epoch == lease.epoch,
    )


def _database_ms(session: Session) -> int:
    sqlite = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
    postgresql = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
    embedded = session.get_bind().dialect.name == "sqlite"
    now = select(literal_column(sqlite if embedded else postgresql, BigInteger))
    return session.execute(now).scalar_one()
