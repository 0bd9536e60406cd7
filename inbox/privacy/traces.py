"""Find the raw events in which a person is named: they are sealed by day, not by customer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.conversations.customer import Identity, sender_of
from inbox.conversations.identify import aliases_of
from inbox.db import rows_touched
from inbox.intake.raw_event import Fate, RawEvent, pack, raw_request
from inbox.world import World

_AT_ONCE: Final = 200
# What is shorter would be found in everything; no channel has such addresses.
_SHORTEST: Final = 3


def addresses(session: Session, identities: Sequence[Identity]) -> list[str]:
    """Every address and further name by which the identities are known."""
    aliases = aliases_of(session, [one.id for one in identities])
    known: dict[str, None] = {}
    for identity in identities:
        if identity.is_erased:
            continue
        sender = sender_of(session, identity, aliases[identity.id])
        known |= dict.fromkeys([sender.address, *(alias.value for alias in sender.aliases)])
    return list(known)


def names_of(session: Session, customer_ids: Sequence[str]) -> list[str]:
    identities = session.scalars(
        select(Identity).where(Identity.customer_id.in_(customer_ids))
    ).all()
    return addresses(session, identities)


def remove(world: World, names: Sequence[str], *, after: int = 0) -> tuple[int, int]:
    """Remove what was understood already and names one of them; how many went, and the last number
    that was looked at. What still waits is a message that nobody has read: it stays."""
    pattern, gone = _pattern(names), 0
    while pattern is not None:
        with world.database.reading() as session:
            rows = session.scalars(
                select(RawEvent)
                .where(RawEvent.id > after, RawEvent.fate != Fate.WAITING)
                .order_by(RawEvent.id)
                .limit(_AT_ONCE)
            ).all()
            found = [row for row in rows if _names(session, world, row, pattern)]
        gone += _drop(world, found)
        if not rows:
            break
        after = rows[-1].id
    return gone, after


def _pattern(names: Sequence[str]) -> re.Pattern[bytes] | None:
    told = {name.casefold().lstrip("+").encode() for name in names}
    telling = sorted(re.escape(name) for name in told if len(name) >= _SHORTEST)
    if not telling:
        return None
    return re.compile(rb"(?<![0-9a-z])(?:" + b"|".join(telling) + rb")(?![0-9a-z])")


def _names(session: Session, world: World, row: RawEvent, pattern: re.Pattern[bytes]) -> bool:
    try:
        said = pack(raw_request(session, world.store, row), with_body=True)
    except (sealing.Destroyed, sealing.Unreadable, FileNotFoundError):
        return False  # nobody can read it any more
    said = said.lower()
    return pattern.search(said) is not None or pattern.search(unquote_to_bytes(said)) is not None


def _drop(world: World, rows: Sequence[RawEvent]) -> int:
    if not rows:
        return 0
    ids = [row.id for row in rows]
    unread = RawEvent.fate != Fate.WAITING  # a dead letter may have been replayed meanwhile
    gone = world.database.attempt(
        lambda session: rows_touched(session, delete(RawEvent).where(RawEvent.id.in_(ids), unread))
    )
    for row in rows:
        if row.stored_size is not None:
            world.store.remove(f"raw:{row.digest}")
    return gone
