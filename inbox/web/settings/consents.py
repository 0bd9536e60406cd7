"""The consent log: what was agreed to, objected to or withdrawn, when and how; nobody's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, Response, request
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from inbox.consent.ledger import LedgerEntry
from inbox.consent.purpose import Happened, Purpose
from inbox.consent.wordings import Wording
from inbox.conversations.customer import Identity
from inbox.db import is_id
from inbox.people.agent import Agent
from inbox.web.settings.shell import Shell
from inbox.world import World

_SHOWN: Final = 50
_BY_AGENT: Final = "agent:"


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        setting = shell.setting()
        purpose, happened = request.args.get("purpose", ""), request.args.get("happened", "")
        with world.database.reading() as session:
            rows = _read(session, purpose, happened, request.args.get("before", ""))
            agents = dict(session.execute(select(Agent.id, Agent.name)).all())
        words = setting.words
        return shell.show(
            "consents.html",
            "consents",
            setting=setting,
            entries=[_line(row, agents) for row in rows[:_SHOWN]],
            further=rows[_SHOWN - 1][0].id if len(rows) > _SHOWN else None,
            purposes=[("", words("consents.every")),
                      *((one.value, words(f"purpose.{one}")) for one in Purpose)],
            happenings=[("", words("consents.every")),
                        *((one.value, words(f"happened.{one}")) for one in Happened)],
            typed={"purpose": purpose, "happened": happened},
        )  # fmt: skip


def _read(
    session: Session, purpose: str, happened: str, before: str
) -> Sequence[Row[LedgerEntry, str, str | None, str | None, str | None]]:
    """The newest first; what nobody knows is no filter."""
    query = (
        select(LedgerEntry, Identity.customer_id, Wording.name, Wording.language, Wording.version)
        .join(Identity, Identity.id == LedgerEntry.identity_id)
        .outerjoin(Wording, Wording.id == LedgerEntry.wording_id)
        .order_by(LedgerEntry.id.desc())
        .limit(_SHOWN + 1)
    )
    if purpose in set(Purpose):
        query = query.where(LedgerEntry.purpose == purpose)
    if happened in set(Happened):
        query = query.where(LedgerEntry.happened == happened)
    if is_id(before):
        query = query.where(LedgerEntry.id < before)
    return session.execute(query).all()


def _line(row: Any, agents: dict[str, str]) -> dict[str, Any]:
    entry, customer_id, name, language, version = row
    actor: str = entry.actor
    return {
        "entry": entry,
        "customer_id": customer_id,
        "wording": f"{name} {language} {version}" if name else "",
        "actor": actor.partition(":")[0],
        "agent": agents.get(actor.removeprefix(_BY_AGENT)) if actor.startswith(_BY_AGENT) else None,
    }
