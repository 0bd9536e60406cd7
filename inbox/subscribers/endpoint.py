"""An endpoint: an address of the CRM that hears of changes, with the secrets that sign them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit, sealing
from inbox.changes import journal
from inbox.db import Base, new_id
from inbox.subscribers.address import BadAddress, checked, host_of
from inbox.subscribers.sign import new_secret
from inbox.subscribers.told import TYPES

# Both secrets sign for so long, unless somebody wants it otherwise.
OVERLAP: Final = timedelta(days=1)
_SECRETS: Final = 3  # at once; more would make the header long and nobody needs them
_LONGEST_NAME: Final = 100


class Paused(StrEnum):
    """Why nothing is sent."""

    BY_HAND = "BY_HAND"
    FAILING = "FAILING"  # nothing came through for days
    GONE = "GONE"  # it answered 410


class Endpoint(Base):
    """`published_up_to` is the last change for which it has a delivery. While it is paused that
    stands still, and afterwards it catches up: nothing is lost by a pause."""

    __tablename__ = "endpoint"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    host: Mapped[str]
    types: Mapped[str]  # separated by spaces; empty: all of them
    sealed: Mapped[bytes]  # address and secrets
    published_up_to: Mapped[int] = mapped_column(BigInteger)
    failing_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    held_until: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_reason: Mapped[str | None]
    succeeded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def wanted(self) -> frozenset[str]:
        return frozenset(self.types.split()) or frozenset(TYPES)

    @property
    def needs_a_person(self) -> bool:
        """Whether it is paused and nobody of us paused it."""
        return self.paused_at is not None and self.paused_reason != Paused.BY_HAND


class BadEndpoint(Exception):
    """One sentence for the person who asked for it; a code for pages, and the field it is about."""

    def __init__(self, sentence: str, *, field: str, code: str) -> None:
        super().__init__(sentence)
        self.field, self.code = field, code


@dataclass(frozen=True, slots=True)
class Secret:
    """`until` None: the current one."""

    text: str = field(repr=False)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """Where to and signed with what. An address may hold a secret, too."""

    url: str = field(repr=False)
    secrets: tuple[Secret, ...]

    def signing(self, now: datetime) -> list[str]:
        return [one.text for one in self.secrets if one.until is None or now < one.until]


def add(
    session: Session,
    *,
    name: str,
    url: str,
    types: Iterable[str],
    private_hosts: Collection[str],
    now: datetime,
    by: str | None = None,
    endpoint_id: str | None = None,
) -> tuple[Endpoint, str]:
    """The row, and the secret. It hears of what happens from now on, and of what happened in the
    last seconds and has no number yet. `by` is an agent's id. Raises `BadEndpoint`."""
    name, wanted = " ".join(name.split()), frozenset(types)
    _refuse_nonsense(name, wanted)
    way = Way(_checked(url, private_hosts), (Secret(new_secret()),))
    row = Endpoint(
        id=endpoint_id or new_id(),
        name=name,
        host=host_of(way.url),
        types=" ".join(sorted(wanted)),
        published_up_to=journal.newest(session),
        failures=0,
        created_at=now,
    )
    _seal(session, row, way, now)
    session.add(row)
    session.flush()
    audit.note(session, audit.Deed.ENDPOINT_ADDED, by=by, about=row.id, now=now)
    return row, way.secrets[0].text


def way_of(session: Session, row: Endpoint) -> Way:
    values = sealing.unseal_json(session, row.sealed, place=_place(row))
    return Way(
        values["url"],
        tuple(
            Secret(text, datetime.fromisoformat(until) if until else None)
            for text, until in values["secrets"]
        ),
    )


def rotate(
    session: Session,
    row: Endpoint,
    *,
    now: datetime,
    overlap: timedelta = OVERLAP,
    by: str | None = None,
) -> str:
    """A new secret; the one before signs beside it for `overlap`, then only the new one does."""
    way = way_of(session, row)
    before = [
        Secret(one.text, one.until or now + overlap)
        for one in way.secrets
        if one.until is None or now < one.until
    ]
    fresh = Secret(new_secret())
    _seal(session, row, Way(way.url, (fresh, *before)[:_SECRETS]), now)
    audit.note(session, audit.Deed.ENDPOINT_ROTATED, by=by, about=row.id, now=now)
    return fresh.text


def pause(row: Endpoint, *, reason: Paused, now: datetime) -> None:
    row.paused_at, row.paused_reason = row.paused_at or now, reason


def stop(session: Session, row: Endpoint, *, now: datetime, by: str | None = None) -> None:
    """Paused by a person; what happens meanwhile is kept."""
    pause(row, reason=Paused.BY_HAND, now=now)
    audit.note(session, audit.Deed.ENDPOINT_PAUSED, by=by, about=row.id, now=now)


def resume(session: Session, row: Endpoint, *, now: datetime, by: str | None = None) -> None:
    """What happened meanwhile is sent now."""
    row.paused_at = row.paused_reason = row.held_until = row.failing_since = None
    row.failures = 0
    audit.note(session, audit.Deed.ENDPOINT_RESUMED, by=by, about=row.id, now=now)


def remove(session: Session, row: Endpoint, *, now: datetime, by: str | None = None) -> None:
    """Its deliveries must be gone before."""
    session.execute(delete(Endpoint).where(Endpoint.id == row.id))
    details = {"name": row.name}
    audit.note(session, audit.Deed.ENDPOINT_REMOVED, by=by, about=row.id, details=details, now=now)


def all_endpoints(session: Session) -> Sequence[Endpoint]:
    return session.scalars(select(Endpoint).order_by(Endpoint.id)).all()


def how_many_need_a_person(session: Session) -> int:
    return sum(row.needs_a_person for row in all_endpoints(session))


def _refuse_nonsense(name: str, types: frozenset[str]) -> None:
    if not name or len(name) > _LONGEST_NAME:
        sentence = "An endpoint needs a name that says whose it is."
        raise BadEndpoint(sentence, field="name", code="ENDPOINT_NAME")
    if unknown := types.difference(TYPES):
        sentence = f"There is no event {min(unknown)}, there are {', '.join(TYPES)}."
        raise BadEndpoint(sentence, field="types", code="ENDPOINT_TYPES")


def _checked(url: str, private_hosts: Collection[str]) -> str:
    try:
        return checked(url, private_hosts=private_hosts)
    except BadAddress as error:
        raise BadEndpoint(str(error), field="url", code=error.code) from None


def _seal(session: Session, row: Endpoint, way: Way, now: datetime) -> None:
    kept = [(one.text, one.until.isoformat() if one.until else None) for one in way.secrets]
    values = {"url": way.url, "secrets": kept}
    row.sealed = sealing.seal_json(session, "installation", values, place=_place(row), now=now)


def _place(row: Endpoint) -> str:
    return f"endpoint:{row.id}"
