"""What became of the newest sends: outcomes by reason and how long providers took.

The newest thousand are looked at by their key, so that the answer costs the same in every shop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.automation.decision import DecisionRow
from inbox.outbox.delivery import Attempt, Delivery

WITHIN: Final = timedelta(minutes=5)
_NEWEST: Final = 1000


@dataclass(slots=True)
class Sends:
    """Of one account: (outcome, code) -> how many; the seconds that each finished call took."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """0.0 when nothing was sent."""
        ordered = sorted(self.seconds)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def sends(session: Session, *, now: datetime) -> Mapping[str, Sends]:
    """account id -> what was tried in the last minutes."""
    rows = session.execute(
        select(
            Delivery.account_id,
            Attempt.started_at,
            Attempt.finished_at,
            Attempt.outcome,
            Attempt.code,
        )
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .order_by(Attempt.id.desc())
        .limit(_NEWEST)
    ).all()
    found: dict[str, Sends] = {}
    for account_id, started_at, finished_at, outcome, code in rows:
        if finished_at is None or started_at < now - WITHIN:
            continue
        one = found.setdefault(account_id, Sends())
        one.outcomes[outcome or "", code or ""] += 1
        one.seconds.append((finished_at - started_at).total_seconds())
    return found


def decisions(session: Session, *, now: datetime) -> Mapping[tuple[str, str], int]:
    """(reply or "none", reason) -> how often the machine decided so in the last minutes."""
    newest = (
        select(DecisionRow.decided_at, DecisionRow.reply, DecisionRow.reason)
        .order_by(DecisionRow.id.desc())
        .limit(_NEWEST)
    )
    return Counter(
        (reply or "none", reason)
        for decided_at, reply, reason in session.execute(newest)
        if decided_at >= now - WITHIN
    )
