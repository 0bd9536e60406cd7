"""One profile of hours: its week, its holidays, its special days, what a customer would read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.automation.gather import voice_of
from inbox.automation.reasons import Reply
from inbox.automation.rulebook import rulebook
from inbox.automation.texts import fill
from inbox.hours import profiles
from inbox.hours.calendar import is_open, next_change, next_open
from inbox.hours.intervals import Interval
from inbox.hours.plan import (
    LONGEST_LABEL,
    Plan,
    coming_holidays,
    confirm_holidays,
    offered_half_days,
    unconfirmed,
)
from inbox.hours.profile import WEEKDAYS, Closure
from inbox.hours.profiles import BadHours, HoursProfile
from inbox.hours.spoken import speak
from inbox.hours.zones import open_zone
from inbox.shop import LANGUAGES, the_shop
from inbox.web.settings import typed
from inbox.web.settings.hours import today_in
from inbox.web.settings.regions import countries_in, subdivisions_in
from inbox.web.settings.sample import sample
from inbox.web.settings.shell import Shell, back_to
from inbox.web.settings.typed_hours import (
    ON_HOLIDAYS,
    BadPlan,
    plan_from,
    read_times,
    sent_day,
    sent_week,
    show_times,
    week_of,
)
from inbox.web.visitor import visitor
from inbox.world import World

_FURTHEST: Final = 200  # special days or closures of one profile


@dataclass(frozen=True, slots=True)
class Preview:
    """What somebody who writes at `at` finds; `texts`: language -> the answer out of hours."""

    at: datetime
    is_open: bool
    changes: Mapping[str, str | None]
    texts: Mapping[str, str]


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("/<profile_id>")
    def one(profile_id: str) -> Response:
        with world.database.reading() as session:
            row = session.get(HoursProfile, profile_id) or abort(404)
        return _show(world, shell, row, row.plan)

    @area.post("/<profile_id>")
    def save(profile_id: str) -> ResponseReturnValue:
        """The week, zone and region; with `preview` nothing is saved."""
        with world.database.reading() as session:
            row = session.get(HoursProfile, profile_id) or abort(404)
        try:
            plan = plan_from(row.plan)
            if typed.flag("preview"):
                return _show(world, shell, row, plan, written=_sent())
            _change(world, profile_id, plan_from, name=typed.line("name", most=80))
        except (BadPlan, BadHours) as error:
            problems = error.problems if isinstance(error, BadPlan) else {"name": error.code}
            return _show(
                world, shell, row, row.plan, written=_sent(), problems=problems, status=422
            )
        return _back(profile_id)

    @area.post("/<profile_id>/holidays")
    def holidays(profile_id: str) -> ResponseReturnValue:
        """Take the list over as it stands there, without those on which the shop is open."""
        shown = frozenset(filter(None, map(_day, typed.many("shown"))))
        kept = frozenset(filter(None, map(_day, typed.many("kept"))))

        def changed(plan: Plan) -> Plan:
            untouched = plan.ignored_holidays - shown
            today = today_in(plan.zone, world.clock())
            return confirm_holidays(
                replace(plan, ignored_holidays=untouched | (shown - kept)), today=today
            )

        _change(world, profile_id, changed)
        return _back(profile_id, "holidays")

    @area.post("/<profile_id>/days")
    def add_day(profile_id: str) -> ResponseReturnValue:
        """A special day, or several days on which nobody is there."""
        try:
            _change(world, profile_id, _with_day)
        except BadPlan as error:
            with world.database.reading() as session:
                row = session.get(HoursProfile, profile_id) or abort(404)
            return _show(world, shell, row, row.plan, problems=error.problems, status=422)
        return _back(profile_id, "days")

    @area.post("/<profile_id>/days/remove")
    def remove_day(profile_id: str) -> ResponseReturnValue:
        _change(world, profile_id, _without_day)
        return _back(profile_id, "days")

    @area.post("/<profile_id>/remove")
    def remove(profile_id: str) -> ResponseReturnValue:
        try:
            with world.database.transaction() as session:
                row = _row(session, profile_id)
                profiles.remove(session, row, by=visitor().agent_id, now=world.clock())
        except BadHours:
            flash("hours.in_use")
            return _back(profile_id)
        flash("settings.removed")
        return redirect(back_to("hours.page"), 303)


def _row(session: Session, profile_id: str) -> HoursProfile:
    return session.get(HoursProfile, profile_id, with_for_update=True) or abort(404)


def _change(
    world: World, profile_id: str, changed: Callable[[Plan], Plan], *, name: str | None = None
) -> None:
    """`changed` makes the new plan from the one that is there now. Raises `BadHours`, `BadPlan`."""
    with world.database.transaction() as session:
        row = _row(session, profile_id)
        profiles.change(
            session, row, name=row.name if name is None else name, plan=changed(row.plan),
            by=visitor().agent_id, now=world.clock(),
        )  # fmt: skip


def _back(profile_id: str, part: str = "") -> ResponseReturnValue:
    flash("settings.saved")
    return redirect(back_to("hours.one", profile_id=profile_id) + (f"#{part}" if part else ""), 303)


def _with_day(plan: Plan) -> Plan:
    """Raises `BadPlan`."""
    first = sent_day("first")
    last = sent_day("last") if request.form.get("last") else first
    if last < first:
        raise BadPlan({"last": "ENDS_FIRST"})
    if len(plan.special_days) + len(plan.closures) >= _FURTHEST:
        raise BadPlan({"first": "TOO_MANY"})
    label = typed.line("label", most=LONGEST_LABEL)[:LONGEST_LABEL]
    labels = {**plan.labels, first: label} if label else plan.labels
    if last > first:
        closures = tuple(sorted({*plan.closures, Closure(first, last)}))
        return replace(plan, closures=closures, labels=labels)
    try:
        times = read_times(typed.line("times", most=200))
    except ValueError:
        raise BadPlan({"times": "NO_TIMES"}) from None
    return replace(plan, special_days={**plan.special_days, first: times}, labels=labels)


def _without_day(plan: Plan) -> Plan:
    day = _day(request.form.get("day", ""))
    return replace(
        plan,
        special_days={one: times for one, times in plan.special_days.items() if one != day},
        closures=tuple(one for one in plan.closures if one.first != day),
        labels={one: label for one, label in plan.labels.items() if one != day},
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def _sent() -> dict[str, Any]:
    return {
        **sent_week(),
        "name": typed.line("name", most=80),
        "zone": typed.line("zone", most=60),
        "country": typed.line("country", most=2),
        "subdivision": typed.line("subdivision", most=20),
        "catholic": typed.flag("catholic"),
        "at": request.form.get("at", "")[:16],
    }


def _written(row: HoursProfile, plan: Plan) -> dict[str, Any]:
    region = plan.region
    return {
        **week_of(plan),
        "name": row.name,
        "zone": plan.zone,
        "country": region.country if region else "",
        "subdivision": (region.subdivision or "") if region else "",
        "catholic": region is not None and "catholic" in region.categories,
        "at": "",
    }


def _show(
    world: World,
    shell: Shell,
    row: HoursProfile,
    plan: Plan,
    *,
    written: Mapping[str, Any] | None = None,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    setting, now = shell.setting(), world.clock()
    words, today = setting.words, today_in(plan.zone, now)
    shown = {**_written(row, plan), **(written or {})}
    with world.database.reading() as session:
        preview = _preview(session, plan, _moment(plan, shown["at"], now), world)
    return shell.show(
        "hours_profile.html",
        "hours",
        setting=setting,
        status=status,
        profile=row,
        typed=shown,
        problems=problems or {},
        week=[(day, strip(times)) for day, times in
              zip((*WEEKDAYS, ON_HOLIDAYS), (*plan.weekly, plan.on_holidays), strict=True)],
        preview=preview,
        holidays=coming_holidays(plan, today=today),
        difference=unconfirmed(plan, today=today),
        days=_days_ahead(plan, today),
        offered={day: show_times(times) for day, times in
                 offered_half_days(plan, today=today).items()},
        countries=[("", words("hours.no_holidays")), *countries_in(words.language)],
        subdivisions=[("", words("shop.subdivision.none")), *subdivisions_in(shown["country"])],
        today=today,
    )  # fmt: skip


def strip(times: tuple[Interval, ...]) -> list[tuple[int, int]]:
    """Start and length on a line of 24 hours; what runs over midnight ends with the line."""
    return [(start, min(end, 24 * 60) - start) for start, end in times]


def _days_ahead(plan: Plan, today: date) -> list[dict[str, Any]]:
    special = [
        {"first": day, "last": day, "times": show_times(times), "label": plan.labels.get(day, "")}
        for day, times in plan.special_days.items()
        if day >= today
    ]
    closed = [
        {"first": one.first, "last": one.last, "times": "", "label": plan.labels.get(one.first, "")}
        for one in plan.closures
        if one.last >= today
    ]
    return sorted([*special, *closed], key=lambda one: str(one["first"]))


def _moment(plan: Plan, written: str, now: datetime) -> datetime:
    """As typed, on the shop's clock; otherwise now."""
    try:
        local = datetime.fromisoformat(written)
        moment = local.replace(tzinfo=open_zone(plan.zone))
    except ValueError:
        return now
    return moment if 1970 < moment.year < 2190 else now


def _preview(session: Session, plan: Plan, at: datetime, world: World) -> Preview:
    shop, profile = the_shop(session), plan.profile()
    sayings = rulebook(session, shop).sayings
    texts = {}
    for language in LANGUAGES:
        opening = speak(next_open(profile, at), now=at, zone=plan.zone, language=language)
        saying = sayings.of(Reply.OUT_OF_HOURS, voice_of(shop, language))
        texts[language] = fill(saying.text, sample(world, shop, opening))
    change = next_change(profile, at)
    return Preview(
        at=at,
        is_open=is_open(profile, at),
        changes={one: speak(change, now=at, zone=plan.zone, language=one) for one in LANGUAGES},
        texts=texts,
    )
