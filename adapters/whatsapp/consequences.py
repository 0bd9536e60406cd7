"""The consequences that an error code of a provider can have, as words for the tables of codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

from inbox.channel import (
    AccountBroken,
    RecipientStopped,
    Rejected,
    Scope,
    SendError,
    TryLater,
    WindowClosed,
    Wish,
)

Build: TypeAlias = Callable[[str], SendError]  # detail -> what happened


def later(code: str, *, seconds: int | None = None, scope: Scope = Scope.MESSAGE) -> Build:
    """RETRY, HOLD-CONV and HOLD-NUM of the reference, by scope."""
    after = timedelta(seconds=seconds) if seconds is not None else None
    return lambda detail: TryLater(code, detail, after=after, scope=scope)


def rejected(code: str) -> Build:
    """DEAD and FIX: it would be refused again."""
    return lambda detail: Rejected(code, detail)


def template_needed(code: str) -> Build:
    """TEMPLATE: the agent is offered one."""
    return lambda detail: WindowClosed(code, detail)


def stopped(code: str, wish: Wish = Wish.STOP_ALL) -> Build:
    """CONTACT: the customer does not want it."""
    return lambda detail: RecipientStopped(code, detail, wish=wish)


def broken(code: str) -> Build:
    """CONFIG: the account pauses and the administrator is told."""
    return lambda detail: AccountBroken(code, detail)
