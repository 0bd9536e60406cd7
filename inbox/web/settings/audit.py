"""The audit: who changed what in the settings, and when; codes and names, nobody's words."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import audit
from inbox.accounts.account import Account
from inbox.audit import AuditEntry
from inbox.people.agent import Agent
from inbox.people.team import Team
from inbox.people.token import ApiToken
from inbox.subscribers.endpoint import Endpoint
from inbox.web.settings.shell import Shell
from inbox.world import World

_SHOWN: Final = 50


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        before = request.args.get("before", "")
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
        with world.database.reading() as session:
            rows = audit.read(session, before=number, limit=_SHOWN + 1)
            names = _names(session)
        return shell.show(
            "audit.html",
            "audit",
            entries=[_line(row, names) for row in rows[:_SHOWN]],
            further=rows[_SHOWN - 1].id if len(rows) > _SHOWN else None,
            since=number,
        )


def _names(session: Session) -> dict[str, str]:
    """Of everything that an entry can be about and that has a name; there are few of them."""
    named = (
        select(Agent.id, Agent.name),
        select(Team.id, Team.name),
        select(Account.id, Account.label),
        select(ApiToken.id, ApiToken.name),
        select(Endpoint.id, Endpoint.name),
    )
    return {key: name for query in named for key, name in session.execute(query)}


def _line(row: AuditEntry, names: dict[str, str]) -> dict[str, object]:
    told = {key: names.get(value, value) for key, value in row.told.items() if value}
    return {
        "at": row.at,
        "who": names.get(row.agent_id or ""),
        "deed": row.deed,
        "about": names.get(row.about, ""),
        "details": told,
    }
