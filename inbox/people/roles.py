"""Who may do what: one table, asked by every page and every verb that somebody may not use."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    PRIVACY = "privacy"  # reads the ledger and logs, nothing else


class May(StrEnum):
    ANSWER = "answer"  # read conversations and write to customers
    READ_LEDGER = "read_ledger"  # what customers agreed to, and why the machine answered or not
    READ_AUDIT = "read_audit"  # what colleagues changed in the settings
    TRY_RULES = "try_rules"  # the simulator
    KEEP_WORDS = "keep_words"  # saved replies and labels
    SET_HOURS = "set_hours"
    ADMINISTER = "administer"  # shop, texts, rules, accounts, people


_AGENT: Final = frozenset({May.ANSWER})
_LEAD: Final = _AGENT | {May.READ_LEDGER, May.TRY_RULES, May.KEEP_WORDS, May.SET_HOURS}
_TABLE: Final[Mapping[Role, frozenset[May]]] = {
    Role.AGENT: _AGENT,
    Role.LEAD: _LEAD,
    Role.ADMIN: frozenset(May),
    Role.PRIVACY: frozenset({May.READ_LEDGER, May.READ_AUDIT}),
}


def powers_of(role: str) -> frozenset[May]:
    """What a role may do; a role that nobody knows may do nothing."""
    return _TABLE[Role(role)] if role in _TABLE else frozenset()
