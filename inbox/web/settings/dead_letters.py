"""Dead letters: events that nobody could understand, without what they say."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from inbox.accounts.account import all_accounts
from inbox.intake.raw_event import Fate, RawEvent
from inbox.intake.replay import replay
from inbox.web.page import Pages
from inbox.world import World

_SHOWN: Final = 50
_COUNTED: Final = 100


def add_pages(settings: Blueprint, world: World, pages: Pages) -> None:
    @settings.get("/dead-letters")
    def dead_letters() -> Response:
        setting = pages.setting()
        before = request.args.get("before", "")
        with world.database.reading() as session:
            query = select(RawEvent).where(RawEvent.fate == Fate.DEAD)
            if before.isascii() and before.isdigit() and len(before) < 19:
                query = query.where(RawEvent.id < int(before))
            rows = session.scalars(query.order_by(RawEvent.id.desc()).limit(_SHOWN + 1)).all()
            accounts = {account.id: account for account in all_accounts(session)}
            dead = how_many(session)
        return pages.show(
            "settings/dead_letters.html",
            setting,
            events=rows[:_SHOWN],
            further=rows[_SHOWN - 1].id if len(rows) > _SHOWN else None,
            accounts=accounts,
            dead=dead,
        )

    @settings.post("/dead-letters/<int:event_id>/replay")
    def replay_one(event_id: int) -> ResponseReturnValue:
        with world.database.transaction() as session:
            if not replay(session, event_id, now=world.clock()):
                abort(404)
        flash("settings.replayed")
        return redirect(url_for("settings.dead_letters"), 303)


def how_many(session: Session) -> int:
    """Up to a hundred: beyond that, one more makes no difference."""
    some = select(literal(1).label("there")).select_from(RawEvent).where(RawEvent.fate == Fate.DEAD)
    return session.execute(
        select(func.count()).select_from(some.limit(_COUNTED).subquery())
    ).scalar_one()
