"""The decisions of the machine, looked through: by reason, account, conversation, day; exported.

Codes, ids and times only: who may read the log need not be allowed to read messages.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from inbox import audit
from inbox.audit import Deed
from inbox.automation.decision import DecisionRow
from inbox.automation.facts import Phase
from inbox.conversations.conversation import Conversation

_AT_ONCE: Final = 500
COLUMNS: Final = (
    "id", "decided_at", "phase", "account_id", "conversation_id", "message_id", "reply", "reason",
    "command", "hint", "flags", "rule", "said", "rule_version", "answer_id",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Wanted:
    """None: whatever it is. `since` is included, `until` is not. `answered` True: those that led
    to an answer, False: those that kept it back."""

    reasons: tuple[str, ...] = ()
    reply: str | None = None
    phase: Phase | None = None
    account_id: str | None = None
    conversation_id: str | None = None
    answered: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    row: DecisionRow
    account_id: str

    def as_json(self) -> dict[str, object]:
        """By the names of `COLUMNS`."""
        named = {name: getattr(self.row, name) for name in COLUMNS if name != "account_id"}
        named |= {"account_id": self.account_id, "flags": self.row.flags.split()}
        named["decided_at"] = self.row.decided_at.isoformat()
        return {name: named[name] for name in COLUMNS}


def read(
    session: Session, wanted: Wanted, *, before: int | None = None, limit: int
) -> Sequence[Decided]:
    """The newest first, older than the decision `before`."""
    query = _query(wanted).order_by(DecisionRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(DecisionRow.id < before)
    return [Decided(row, account_id) for row, account_id in session.execute(query)]


def reasons(session: Session, *, since: datetime) -> Sequence[tuple[str, int]]:
    """Which reasons there were since then, and how often; the most frequent first."""
    rows = session.execute(
        select(DecisionRow.reason, func.count())
        .where(DecisionRow.decided_at >= since)
        .group_by(DecisionRow.reason)
        .order_by(func.count().desc(), DecisionRow.reason)
    )
    return [(reason, many) for reason, many in rows]


def note_export(session: Session, wanted: Wanted, *, by: str | None, now: datetime) -> None:
    """That the log is taken away stands in the audit, before the first line of it leaves."""
    about = wanted.conversation_id or ""
    details = {"reasons": " ".join(wanted.reasons)} if wanted.reasons else {}
    audit.note(session, Deed.DECISIONS_EXPORTED, by=by, about=about, details=details, now=now)


def as_json(session: Session, wanted: Wanted) -> Iterator[str]:
    """A list, piece by piece, the oldest decision first; for a session that only reads."""
    yield "["
    for count, one in enumerate(_oldest_first(session, wanted)):
        yield ("," if count else "") + "\n" + json.dumps(one.as_json(), ensure_ascii=False)
    yield "\n]\n"


def as_csv(session: Session, wanted: Wanted) -> Iterator[str]:
    """The same as a table with a heading."""
    yield _line(COLUMNS)
    for one in _oldest_first(session, wanted):
        yield _line([_cell(value) for value in one.as_json().values()])


def _query(wanted: Wanted) -> Select[DecisionRow, str]:
    query = select(DecisionRow, Conversation.account_id).join(
        Conversation, Conversation.id == DecisionRow.conversation_id
    )
    if wanted.reasons:
        query = query.where(DecisionRow.reason.in_(wanted.reasons))
    if wanted.reply is not None:
        query = query.where(DecisionRow.reply == wanted.reply)
    if wanted.phase is not None:
        query = query.where(DecisionRow.phase == wanted.phase)
    if wanted.account_id is not None:
        query = query.where(Conversation.account_id == wanted.account_id)
    if wanted.conversation_id is not None:
        query = query.where(DecisionRow.conversation_id == wanted.conversation_id)
    if wanted.answered is not None:
        has_reply = DecisionRow.reply.is_not(None)
        query = query.where(has_reply if wanted.answered else ~has_reply)
    if wanted.since is not None:
        query = query.where(DecisionRow.decided_at >= wanted.since)
    return query if wanted.until is None else query.where(DecisionRow.decided_at < wanted.until)


def _oldest_first(session: Session, wanted: Wanted) -> Iterator[Decided]:
    last = 0
    while True:
        query = _query(wanted).where(DecisionRow.id > last).order_by(DecisionRow.id)
        rows = session.execute(query.limit(_AT_ONCE)).all()
        for row, account_id in rows:
            last = row.id
            yield Decided(row, account_id)
        if len(rows) < _AT_ONCE:
            return
        session.expunge_all()


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _cell(value: object) -> str:
    """As a table program reads it; nothing of it is read as a formula."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return f"'{text}" if text.startswith(_FORMULA) else text
