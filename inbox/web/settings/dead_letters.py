"""Dead letters: events that nobody could understand, without what they say."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from inbox.accounts.account import all_accounts
from inbox.intake.raw_event import Fate, RawEvent
from inbox.intake.replay import replay
from inbox.web.settings.shell import Shell, back_to
from inbox.world import World

_SHOWN: Final = 50


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        before = request.args.get("before", "")
        query = select(RawEvent).where(RawEvent.fate == Fate.DEAD)
        if before.isascii() and before.isdigit() and len(before) < 19:
            query = query.where(RawEvent.id < int(before))
        with world.database.reading() as session:
            rows = session.scalars(query.order_by(RawEvent.id.desc()).limit(_SHOWN + 1)).all()
            accounts = {account.id: account for account in all_accounts(session)}
        return shell.show(
            "dead_letters.html",
            "dead_letters",
            events=rows[:_SHOWN],
            further=rows[_SHOWN - 1].id if len(rows) > _SHOWN else None,
            accounts=accounts,
        )

    @area.post("/<int:event_id>/replay")
    def replay_one(event_id: int) -> ResponseReturnValue:
        with world.database.transaction() as session:
            if not replay(session, event_id, now=world.clock()):
                abort(404)
        flash("settings.replayed")
        return redirect(back_to("dead_letters.page"), 303)
