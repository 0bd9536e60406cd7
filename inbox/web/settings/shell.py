"""Shows a page of the settings: its navigation, and what nobody should overlook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, url_for
from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.channel import AccountHealth
from inbox.intake.raw_event import Fate, RawEvent
from inbox.shop import the_shop
from inbox.subscribers.endpoint import how_many_need_a_person
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
                "accounts": _how_many_ill(session),
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
    return _up_to(
        session, lambda some: some.select_from(RawEvent).where(RawEvent.fate == Fate.DEAD)
    )


def _how_many_ill(session: Session) -> int:
    """Accounts that somebody should look at."""
    silent = Account.silent_at.is_not(None) & or_(
        Account.last_event_at.is_(None), Account.last_event_at < Account.silent_at
    )
    ill = or_(silent, Account.health != AccountHealth.OK, Account.paused_at.is_not(None))
    return _up_to(session, lambda some: some.select_from(Account).where(ill))


def _up_to(session: Session, among: Callable[[Any], Any]) -> int:
    some = among(select(literal(1).label("there"))).limit(MOST_COUNTED).subquery()
    return session.execute(select(func.count()).select_from(some)).scalar_one()
