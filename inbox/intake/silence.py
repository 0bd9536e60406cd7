"""Notice accounts that have been silent for unusually long: a webhook may be gone, a token void.

What is usual is what the account itself did in the events that are still kept: nobody has to set a
number. A shop that sleeps over the weekend has long gaps and is not warned about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.accounts.account import Account, all_accounts
from inbox.changes import journal
from inbox.db import Database
from inbox.intake.raw_event import RawEvent

_LOOKED_AT: Final = 1_000  # the newest events of an account
_FEWEST: Final = 20  # of which nothing usual can be known with less
_TIMES_AS_LONG: Final = 2
_NEVER_BEFORE: Final = timedelta(hours=12)


def note_silence(database: Database, *, now: datetime) -> list[str]:
    """The accounts at which it was noticed just now."""
    with database.reading() as session:
        silent = [
            account.id
            for account in all_accounts(session)
            if not account.is_silent and _is_unusual(session, account, now)
        ]
    for account_id in silent:
        database.attempt(partial(_note, account_id=account_id, now=now))
    return silent


def usual_at_most(moments: Sequence[datetime]) -> timedelta | None:
    """How long a silence is nothing special, from the moments of events, the newest first."""
    if len(moments) < _FEWEST:
        return None
    longest = max(later - earlier for later, earlier in pairwise(moments))
    return max(longest * _TIMES_AS_LONG, _NEVER_BEFORE)


def _is_unusual(session: Session, account: Account, now: datetime) -> bool:
    moments = session.scalars(
        select(RawEvent.received_at)
        .where(RawEvent.account_id == account.id, RawEvent.imported.is_(False))
        .order_by(RawEvent.id.desc())
        .limit(_LOOKED_AT)
    ).all()
    usual = usual_at_most(moments)
    return usual is not None and now - moments[0] > usual


def _note(session: Session, *, account_id: str, now: datetime) -> None:
    account = session.get(Account, account_id)
    if account is None or account.is_silent:
        return
    account.silent_at = now
    about = journal.Subject(account_id=account_id)
    journal.note(session, journal.What.ACCOUNT_UPDATED, about, now=now)
