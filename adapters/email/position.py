"""How far a folder was read, as it stands in the account's memory."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Final

LOOK_BACK: Final = timedelta(days=30)  # in a folder whose numbering began anew


@dataclass(frozen=True, slots=True)
class Position:
    """`uid` is the last mail that was read. Up to `backlog` mail is old: only what came on `since`
    or later is taken, and what came before `live` is imported. `newest` is the day of the newest
    mail that was read. Days are ISO dates of the server's receipt."""

    validity: int
    uid: int
    backlog: int
    since: str
    live: str
    newest: str

    @property
    def since_day(self) -> date:
        return date.fromisoformat(self.since)

    def is_import(self, uid: int, day: date) -> bool:
        return uid <= self.backlog and day < date.fromisoformat(self.live)


def beginning(validity: int, last: int, today: date, import_days: int) -> Position:
    """On the first connection: from now, or from some days back, all of that imported. A day of
    margin, because SINCE knows no zones."""
    since = today - timedelta(days=import_days + 1)
    return Position(
        validity=validity,
        uid=0 if import_days else last,
        backlog=last,
        since=since.isoformat(),
        live=(today + timedelta(days=2)).isoformat(),
        newest=today.isoformat(),
    )


def numbered_anew(known: Position, validity: int, last: int) -> Position:
    """UIDVALIDITY changed: no UID means anything any more, so the recent past is read again. What
    the core has seen it recognises (the external id does not depend on UIDs); what came before
    the newest mail that we knew is at most recorded, never answered."""
    recent = max(date.fromisoformat(known.since), date.fromisoformat(known.newest) - LOOK_BACK)
    return replace(
        known,
        validity=validity,
        uid=0,
        backlog=last,
        since=recent.isoformat(),
        live=known.newest,
    )


def position_key(folder: str) -> str:
    """Another folder is another position; another server may be the same mailbox, moved."""
    return f"imap-position:{folder}"


def position_in(text: str | None) -> Position | None:
    return Position(**json.loads(text)) if text else None


def position_text(position: Position) -> str:
    return json.dumps(asdict(position), sort_keys=True)
