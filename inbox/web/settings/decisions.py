"""The decision log: why the machine answered or not; filtered by reason, taken away as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from inbox.accounts.account import all_accounts
from inbox.automation import log
from inbox.automation.log import Wanted
from inbox.automation.reasons import Reason
from inbox.hours.zones import open_zone
from inbox.web.page import Setting
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell
from inbox.web.visitor import visitor
from inbox.world import World

_SHOWN: Final = 50
_COUNTED: Final = timedelta(days=30)
_ANSWERED: Final = {"yes": True, "no": False}
_FORMATS: Final[Mapping[str, tuple[Callable[[Session, Wanted], Iterator[str]], str]]] = {
    "csv": (log.as_csv, "text/csv; charset=utf-8"),
    "json": (log.as_json, "application/json"),
}


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        setting, asked = shell.setting(), request.args
        wanted = _wanted(asked, setting)
        with world.database.reading() as session:
            rows = log.read(session, wanted, before=_before(asked), limit=_SHOWN + 1)
            how_often = log.reasons(session, since=world.clock() - _COUNTED)
            accounts = all_accounts(session)
        kept = {name: asked[name] for name in _FILTERS if asked.get(name)}
        return shell.show(
            "decisions.html",
            "decisions",
            setting=setting,
            decisions=rows[:_SHOWN],
            further=rows[_SHOWN - 1].row.id if len(rows) > _SHOWN else None,
            how_often=how_often,
            reasons=[(one.value, setting.words(f"reason.{one}")) for one in Reason],
            labels={one.id: one.label for one in accounts},
            typed=kept,
        )

    @area.post("/export")
    def export() -> Response:
        """What the page shows, all of it; that it was taken away stands in the audit."""
        wanted = _wanted(request.form, shell.setting())
        kind = typed.choice("format", _FORMATS, "csv")
        with world.database.transaction() as session:
            log.note_export(session, wanted, by=visitor().agent_id, now=world.clock())
        write, content_type = _FORMATS[kind]

        def lines() -> Iterator[str]:
            with world.database.reading() as session:
                yield from write(session, wanted)

        name = f'attachment; filename="decisions.{kind}"'
        return Response(lines(), content_type=content_type, headers={"Content-Disposition": name})


_FILTERS: Final = ("reason", "account_id", "answered", "since", "until")


def _wanted(asked: Mapping[str, str], setting: Setting) -> Wanted:
    """What nobody knows is no filter."""
    reason = asked.get("reason", "")
    until = _day(asked.get("until", ""), setting)
    return Wanted(
        reasons=(reason,) if reason in set(Reason) else (),
        account_id=asked.get("account_id", "")[:60] or None,
        answered=_ANSWERED.get(asked.get("answered", "")),
        since=_day(asked.get("since", ""), setting),
        until=until + timedelta(days=1) if until else None,
    )


def _day(written: str, setting: Setting) -> datetime | None:
    """Its beginning on the shop's clock."""
    try:
        return datetime.fromisoformat(written[:10]).replace(tzinfo=open_zone(setting.moments.zone))
    except ValueError:
        return None


def _before(asked: Mapping[str, str]) -> int | None:
    before = asked.get("before", "")
    return int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
