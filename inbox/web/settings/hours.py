"""The opening hours: which profiles there are, who has which, and whether it is open now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.accounts.account import all_accounts
from inbox.hours import profiles
from inbox.hours.calendar import is_open, next_change
from inbox.hours.holidays import Region
from inbox.hours.intervals import Interval
from inbox.hours.plan import Plan, confirm_holidays, unconfirmed
from inbox.hours.profiles import BadHours, Holder, HoursProfile, all_profiles
from inbox.hours.spoken import speak
from inbox.hours.zones import open_zone
from inbox.people.team import all_teams
from inbox.shop import Shop, the_shop
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World

_OFFICE: tuple[Interval, ...] = (Interval(9 * 60, 17 * 60),)


@dataclass(frozen=True, slots=True)
class Listed:
    """A profile as the list shows it; `until` in words, None: for ever."""

    row: HoursProfile
    holders: Sequence[str]
    is_open: bool
    until: str | None
    to_confirm: bool


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        return _page(world, shell)

    @area.post("")
    def add() -> ResponseReturnValue:
        """Office hours of the shop's zone and region to begin with; the first count at once."""
        now, by = world.clock(), visitor().agent_id
        try:
            with world.database.transaction() as session:
                shop, first = the_shop(session), not all_profiles(session)
                plan = _to_begin_with(shop, now)
                name = typed.line("name", most=80)
                row = profiles.add(session, name=name, plan=plan, by=by, now=now)
                if first:
                    profiles.assign(session, shop, row.id, name="shop", by=by, now=now)
                row_id = row.id
        except BadHours as error:
            return _page(world, shell, problem=error.code)
        return redirect(back_to("hours.one", profile_id=row_id), 303)

    @area.post("/assign")
    def assign() -> ResponseReturnValue:
        now, by = world.clock(), visitor().agent_id
        with world.database.transaction() as session:
            known = {row.id for row in all_profiles(session)}
            for name, _label, holder in _holders(session):
                wanted = request.form.get(name, holder.profile_id or "")
                profile_id = wanted if wanted in known else None
                profiles.assign(session, holder, profile_id, name=name, by=by, now=now)
        flash("settings.saved")
        return redirect(back_to("hours.page"), 303)


def today_in(zone: str, now: datetime) -> date:
    return now.astimezone(open_zone(zone)).date()


def _page(world: World, shell: Shell, *, problem: str = "") -> Response:
    setting, now = shell.setting(), world.clock()
    with world.database.reading() as session:
        holders = _holders(session)
        listed = [
            _listed(row, holders, now, setting.words.language) for row in all_profiles(session)
        ]
    named = {"shop": setting.words("hours.whole_shop")}
    return shell.show(
        "hours.html",
        "hours",
        setting=setting,
        status=422 if problem else 200,
        problems={"name": problem} if problem else {},
        profiles=listed,
        holders=[
            (name, named.get(name, label), one.profile_id or "") for name, label, one in holders
        ],
        choices=[("", ""), *((one.row.id, one.row.name) for one in listed)],
    )


def _to_begin_with(shop: Shop, now: datetime) -> Plan:
    region = Region(shop.country, shop.subdivision or None) if shop.country else None
    weekly = (_OFFICE,) * 5 + ((),) * 2
    plan = Plan(zone=shop.zone, weekly=weekly, region=region)
    return confirm_holidays(plan, today=today_in(shop.zone, now))


def _holders(session: Session) -> list[tuple[str, str, Holder]]:
    """Name as the audit has it, label, and the thing itself."""
    accounts = [(f"account:{one.id}", one.label, one) for one in all_accounts(session)]
    teams = [(f"team:{one.id}", one.name, one) for one in all_teams(session)]
    return [("shop", "", the_shop(session)), *accounts, *teams]


def _listed(
    row: HoursProfile, holders: Sequence[tuple[str, str, Holder]], now: datetime, language: str
) -> Listed:
    plan = row.plan
    profile = plan.profile()
    return Listed(
        row=row,
        holders=[name if name == "shop" else label for name, label, one in holders
                 if one.profile_id == row.id],
        is_open=is_open(profile, now),
        until=speak(next_change(profile, now), now=now, zone=plan.zone, language=language),
        to_confirm=bool(unconfirmed(plan, today=today_in(plan.zone, now))),
    )  # fmt: skip
