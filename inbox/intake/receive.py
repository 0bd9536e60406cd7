"""Station 1: a request becomes a row, and nothing else happens. Twice the same is one row.

The file of a large body is synced before its row is committed, so that a row never lacks its body.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import cast

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from inbox import doorbell, sealing
from inbox.accounts import memory
from inbox.channel import RECEIVED_AT, Cursor, RawRequest
from inbox.db import Database
from inbox.intake.raw_event import LARGEST_IN_ROW, Fate, RawEvent, key_owner, pack
from inbox.media.store import Store


@dataclass(frozen=True, slots=True)
class Arrival:
    """A verified request on its way into the database. `headers` are only those that are kept."""

    account_id: str
    raw: RawRequest
    received_at: datetime
    cursor: Cursor | None = None  # committed together with the request
    imported: bool = False


def receive(database: Database, store: Store, arrivals: Sequence[Arrival]) -> None:
    """Commit them all, or raise; a request that is known already is simply there."""
    sizes = [store_if_large(database, store, arrival) for arrival in arrivals]
    large = {index: size for index, size in enumerate(sizes) if size is not None}
    database.attempt(
        lambda session: keep(session, arrivals, large)  # one statement, one commit
    )


def store_if_large(database: Database, store: Store, arrival: Arrival) -> int | None:
    """The size of a body that lies in the store from now on; None if it belongs into the row."""
    if len(arrival.raw.body) <= LARGEST_IN_ROW:
        return None
    owner = key_owner(arrival.received_at)
    key = database.attempt(lambda session: sealing.key_for(session, owner, now=arrival.received_at))
    return store.write(f"raw:{digest_of(arrival.raw)}", key, [arrival.raw.body])


def keep(session: Session, arrivals: Sequence[Arrival], large: Mapping[int, int]) -> None:
    """Insert arrivals in the caller's transaction and ring after its commit; `large` holds the
    sizes of bodies that lie in the store."""
    session.connection().execute(  # past the ORM, which would cost more than the insert
        _insert_once(session.get_bind().dialect.name),
        [_row(session, arrival, large.get(index)) for index, arrival in enumerate(arrivals)],
    )
    for arrival in arrivals:
        if arrival.cursor is not None:
            memory.remember(session, arrival.account_id, arrival.cursor, now=arrival.received_at)
        doorbell.ring(session, doorbell.NORMALISE, arrival.account_id)


def _row(session: Session, arrival: Arrival, stored_size: int | None) -> dict[str, object]:
    owner, digest = key_owner(arrival.received_at), digest_of(arrival.raw)
    packed = pack(_stamped(arrival), with_body=stored_size is None)
    return {
        "account_id": arrival.account_id,
        "digest": digest,
        "received_at": arrival.received_at,
        "imported": arrival.imported,
        "sealed": sealing.seal(
            session, owner, packed, place=f"raw:{digest}", now=arrival.received_at
        ),
        "stored_size": stored_size,
        "fate": Fate.WAITING,
        "attempts": 0,
        "next_try_at": arrival.received_at,
    }


def digest_of(raw: RawRequest) -> str:
    """What makes a request the same request: its method, address and body, not its headers."""
    digest = hashlib.sha256(raw.method.encode() + b"\0" + raw.url.encode() + b"\0")
    digest.update(raw.body)
    return digest.hexdigest()


def _stamped(arrival: Arrival) -> RawRequest:
    raw = arrival.raw
    headers = {**raw.headers, RECEIVED_AT: arrival.received_at.isoformat()}
    return RawRequest(raw.method, raw.url, headers, raw.query, raw.body)


@lru_cache(maxsize=2)
def _insert_once(dialect: str) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(cast("Table", RawEvent.__table__)).on_conflict_do_nothing(
        index_elements=["account_id", "digest"]
    )
