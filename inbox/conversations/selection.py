"""Select conversations: a view, narrowed down, in an order. As text it stands in addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.labels import ConversationLabel
from inbox.db import is_id

_LONGEST: Final = 300  # characters of a selection as text


class View(StrEnum):
    """What an agent looks at: one status, and perhaps one assignee. Each has an index."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    MACHINE = "machine"  # open, and nobody but the machine has answered
    WAITING = "waiting"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    SPAM = "spam"


class Order(StrEnum):
    NEWEST = "newest"
    LONGEST = "longest"  # who waits longest comes first; then those whom nobody owes an answer


class Only(StrEnum):
    UNREAD = "unread"
    URGENT = "urgent"
    DUE = "due"  # there is a last day for the answer


@dataclass(frozen=True, slots=True)
class Selection:
    """`account`, `label`, `assignee` and `team` are ids; None: any."""

    view: View = View.OPEN
    account: str | None = None
    label: str | None = None
    assignee: str | None = None
    team: str | None = None
    only: frozenset[Only] = frozenset()
    order: Order = Order.NEWEST

    def __str__(self) -> str:
        """E.g. open.label-0190...7f.urgent.longest; `read` understands it."""
        ids = [f"{name}-{value}" for name in IDS if (value := getattr(self, name))]
        order = [self.order.value] if self.order is not Order.NEWEST else []
        return ".".join([self.view, *ids, *sorted(self.only), *order])

    @classmethod
    def read(cls, text: str) -> Selection | None:
        """None for anything that `str` did not write."""
        view, *parts = text[:_LONGEST].split(".")
        if view not in set(View):
            return None
        found = cls(View(view))
        for part in parts:
            narrowed = _narrowed(found, part)
            if narrowed is None:
                return None
            found = narrowed
        return found

    def without(self, part: str) -> Selection:
        """Any account, label, assignee or team again."""
        anything: dict[str, Any] = {part: None}
        return replace(self, **anything)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.only) or any(getattr(self, name) for name in IDS)


def _has_label(label_id: str) -> ColumnElement[bool]:
    return (
        select(ConversationLabel.label_id)
        .where(
            ConversationLabel.label_id == label_id,
            ConversationLabel.conversation_id == Conversation.id,
        )
        .exists()
    )


IDS: Final[Mapping[str, Callable[[str], ColumnElement[bool]]]] = {
    "account": lambda wanted: Conversation.account_id == wanted,
    "label": _has_label,
    "assignee": lambda wanted: Conversation.assignee_id == wanted,
    "team": lambda wanted: Conversation.team_id == wanted,
}
_ONLY: Final[Mapping[Only, ColumnElement[bool]]] = {
    Only.UNREAD: Conversation.unread > 0,
    Only.URGENT: Conversation.urgent.is_(True),
    Only.DUE: Conversation.due_on.is_not(None),
}
STATUS: Final = {
    View.MINE: Status.OPEN,
    View.UNASSIGNED: Status.OPEN,
    View.OPEN: Status.OPEN,
    View.MACHINE: Status.OPEN,
    View.WAITING: Status.WAITING,
    View.SNOOZED: Status.SNOOZED,
    View.RESOLVED: Status.RESOLVED,
    View.SPAM: Status.SPAM,
}


def conditions(selection: Selection, *, agent_id: str) -> list[ColumnElement[bool]]:
    """What holds for every conversation of a selection; "mine" is for this agent."""
    found = [Conversation.status == STATUS[selection.view].value]
    if selection.view is View.MINE:
        found.append(Conversation.assignee_id == agent_id)
    if selection.view is View.UNASSIGNED:
        found.append(Conversation.assignee_id.is_(None))
    if selection.view is View.MACHINE:
        found.append(Conversation.machine_only.is_(True))
    for name, holds in IDS.items():
        if wanted := getattr(selection, name):
            found.append(holds(wanted))
    return [*found, *(_ONLY[one] for one in sorted(selection.only))]


def _narrowed(selection: Selection, part: str) -> Selection | None:
    if part in set(Only):
        return replace(selection, only=selection.only | {Only(part)})
    if part in set(Order):
        return replace(selection, order=Order(part))
    name, _, value = part.partition("-")
    if name not in IDS or not is_id(value):
        return None
    narrowed: dict[str, Any] = {name: value}
    return replace(selection, **narrowed)
