"""The list beside everything: views with their counts, and a line for each conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.accounts.account import Account, all_accounts
from inbox.channel import Capabilities, Kind
from inbox.conversations import listing
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.listing import Listed, Position, View
from inbox.people.agent import Agent
from inbox.web.conversations.channels import all_capabilities
from inbox.world import World

SHOWN: Final = 40
MOST_SHOWN: Final = 400
# From here on the line says how long one may still answer freely.
_RUNNING_OUT: Final = timedelta(hours=6)
_ANSWERABLE: Final = frozenset({Status.OPEN, Status.WAITING, Status.SNOOZED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a page asks of the list."""

    view: View | None
    before: Position | None = None
    shown: int = SHOWN
    selected: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`window` is what is left of the reply window, None if that is no matter; zero: closed."""

    listed: Listed
    kind: str
    account: str
    assignee: str | None
    only: Kind | None  # what was said last, if it had no words
    waits: timedelta | None
    window: timedelta | None
    belongs: bool  # False: it is open beside the list, but stands in another view now


@dataclass(frozen=True, slots=True)
class Sheet:
    view: View
    counts: Mapping[View, int]
    rows: Sequence[Row]
    further: Position | None
    asked: Asked
    is_first_run: bool  # nobody has ever written


def sheet(world: World, session: Session, agent_id: str, asked: Asked) -> Sheet:
    counts = listing.counts(session, agent_id=agent_id)
    view = asked.view or _where_the_work_is(counts)
    page = listing.page(session, view, agent_id=agent_id, limit=asked.shown, before=asked.before)
    rows = list(page.rows)
    known = {row.conversation.id for row in rows}
    if asked.selected and asked.selected not in known and asked.before is None:
        kept = listing.one(session, asked.selected)
        rows = [kept, *rows] if kept else rows
    accounts = {account.id: account for account in all_accounts(session)}
    able = all_capabilities(world, accounts)
    names = agent_names(session)
    now = world.clock()
    shown = [_row(row, view, agent_id, accounts, able, names, now) for row in rows]
    return Sheet(
        view=view,
        counts=counts,
        rows=shown,
        further=page.further,
        asked=asked,
        is_first_run=not rows and not any(counts.values()) and _nobody_wrote(session),
    )


def agent_names(session: Session) -> Mapping[str, str]:
    return dict(session.execute(select(Agent.id, Agent.name)).all())


def _where_the_work_is(counts: Mapping[View, int]) -> View:
    for view in (View.MINE, View.UNASSIGNED):
        if counts[view]:
            return view
    return View.OPEN


def _row(
    listed: Listed,
    view: View,
    agent_id: str,
    accounts: Mapping[str, Account],
    able: Mapping[str, Capabilities],
    names: Mapping[str, str],
    now: datetime,
) -> Row:
    conversation = listed.conversation
    account = accounts[conversation.account_id]
    waits = conversation.waiting_since
    return Row(
        listed=listed,
        kind=account.kind,
        account=account.label,
        assignee=names.get(conversation.assignee_id or ""),
        only=_only(listed),
        waits=now - waits if waits and conversation.status == Status.OPEN else None,
        window=_window(listed, able.get(account.id), now),
        belongs=listing.belongs(conversation, view, agent_id=agent_id),
    )


def _only(listed: Listed) -> Kind | None:
    """`record` writes [kind] where a message has no words."""
    text = listed.preview.text if listed.preview else ""
    kind = text[1:-1] if text[:1] + text[-1:] == "[]" else ""
    return Kind(kind) if kind in set(Kind) else None


def _window(listed: Listed, able: Capabilities | None, now: datetime) -> timedelta | None:
    window = able.reply_window if able else None
    if window is None or listed.conversation.status not in _ANSWERABLE:
        return None
    last = listed.last_inbound_at
    left = last + window - now if last else timedelta()
    if listed.conversation.status != Status.OPEN and left > timedelta():
        return None  # the customer has an answer; nothing presses
    return max(left, timedelta()) if left < _RUNNING_OUT else None


def _nobody_wrote(session: Session) -> bool:
    return session.execute(select(Conversation.id).limit(1)).first() is None
