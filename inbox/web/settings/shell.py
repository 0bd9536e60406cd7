"""Shows a page of the settings: its navigation, and what nobody should overlook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, url_for
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from inbox.accounts.account import all_accounts
from inbox.intake.raw_event import Fate, RawEvent
from inbox.shop import the_shop
from inbox.subscribers.endpoint import how_many_need_a_person
from inbox.watch.findings import of_account
from inbox.web.page import Pages, Setting
from inbox.web.settings.areas import groups_for
from inbox.web.visitor import visitor
from inbox.world import World

MOST_COUNTED = 100  # beyond that, one more makes no difference


class Shell:
    """One per process; every area gets it."""

    def __init__(self, world: World, pages: Pages) -> None:
        self._world = world
        self._pages = pages

    def setting(self) -> Setting:
        return self._pages.setting()

    def show(
        self,
        template: str,
        here: str,
        *,
        setting: Setting | None = None,
        status: int = 200,
        **context: Any,
    ) -> Response:
        """`here` is the name of the area. What a form got wrong comes as `problems`: field ->
        code; without any there are none."""
        setting = setting or self._pages.setting()
        with self._world.database.reading() as session:
            silenced = not the_shop(session).automation
            counts = {
                "dead_letters": how_many_dead(session),
                "accounts": _how_many_ill(session, setting.moments.now),
                "endpoints": how_many_need_a_person(session),
            }
        known: dict[str, Any] = {"problems": {}, "typed": {}}
        return self._pages.show(
            f"settings/{template}",
            setting,
            status=status,
            here=here,
            groups=groups_for(visitor()),
            counts=counts,
            silenced=silenced,
            **{**known, **context},
        )


def back_to(endpoint: str, **values: Any) -> str:
    return url_for(f"settings.{endpoint}", **values)


def how_many_dead(session: Session) -> int:
    dead = select(literal(1).label("there")).where(RawEvent.fate == Fate.DEAD)
    some = dead.limit(MOST_COUNTED).subquery()
    return session.execute(select(func.count()).select_from(some)).scalar_one()


def _how_many_ill(session: Session, now: datetime) -> int:
    """Accounts that somebody should look at."""
    return sum(account.paused or any(of_account(account, now)) for account in all_accounts(session))
