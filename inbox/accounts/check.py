"""Ask an account's provider whether all is well, and keep the answer for the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.accounts.open import Accounts
from inbox.channel import CheckFailed, SendError
from inbox.db import Database

_LONGEST = 500  # characters of a sentence or a fact


def check(
    database: Database, accounts: Accounts, account_id: str, *, clock: Callable[[], datetime]
) -> bool:
    """Whether all is well. Takes as long as the provider takes, outside of any transaction.

    Raises `open.NoSuchAccount` and `registry.UnknownKind`.
    """
    channel = accounts.channel(account_id)
    facts: Mapping[str, str] = {}
    problem = None
    try:
        facts = channel.health().facts
    except (CheckFailed, SendError) as error:
        problem = str(error)[:_LONGEST]
    database.attempt(lambda session: _keep(session, account_id, facts, problem, clock()))
    return problem is None


def _keep(
    session: Session, account_id: str, facts: Mapping[str, str], problem: str | None, now: datetime
) -> None:
    account = session.get_one(Account, account_id)
    account.checked_at, account.check_problem = now, problem
    account.check_facts = json.dumps(
        {str(name)[:_LONGEST]: str(value)[:_LONGEST] for name, value in facts.items()}
    )
