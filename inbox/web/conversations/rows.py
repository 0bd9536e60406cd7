"""A conversation's line in the list: who, by which channel, how long they wait, who has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from inbox.accounts.account import Account
from inbox.channel import Capabilities, Kind
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.listing import Listed
from inbox.web.conversations.channels import all_capabilities
from inbox.web.conversations.choices import Choices
from inbox.world import World

# From here on the line says how long one may still answer freely.
_RUNNING_OUT: Final = timedelta(hours=6)
_ANSWERABLE: Final = frozenset({Status.OPEN, Status.WAITING, Status.SNOOZED})


@dataclass(frozen=True, slots=True)
class Row:
    """`window` is what is left of the reply window, None if that is no matter; zero: closed."""

    listed: Listed
    kind: str
    account: str
    assignee: str | None
    team: str | None
    only: Kind | None  # what was said last, if it had no words
    waits: timedelta | None
    window: timedelta | None
    belongs: bool  # False: it is open beside the list, but stands in another view now

    @property
    def conversation(self) -> Conversation:
        return self.listed.conversation


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every row of a list needs to know, fetched once."""

    accounts: Mapping[str, Account]
    able: Mapping[str, Capabilities]
    agents: Mapping[str, str]
    teams: Mapping[str, str]
    now: datetime

    @classmethod
    def of(cls, world: World, choices: Choices) -> Surroundings:
        accounts = {account.id: account for account in choices.accounts}
        return cls(
            accounts=accounts,
            able=all_capabilities(world, accounts),
            agents=choices.names,
            teams={team.id: team.name for team in choices.teams},
            now=world.clock(),
        )


def row(listed: Listed, around: Surroundings, *, belongs: bool = True) -> Row:
    conversation = listed.conversation
    account = around.accounts[conversation.account_id]
    return Row(
        listed=listed,
        kind=account.kind,
        account=account.label,
        assignee=around.agents.get(conversation.assignee_id or ""),
        team=around.teams.get(conversation.team_id or ""),
        only=_only(listed),
        waits=_waits(conversation, around.now),
        window=_window(listed, around.able.get(account.id), around.now),
        belongs=belongs,
    )


def _waits(conversation: Conversation, now: datetime) -> timedelta | None:
    """Said from the first minute on."""
    if conversation.waiting_since is None or conversation.status != Status.OPEN:
        return None
    waits = now - conversation.waiting_since
    return waits if waits >= timedelta(minutes=1) else None


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
