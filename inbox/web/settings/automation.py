"""The rules of the machine that a shop may set otherwise: switches, and how much is too much."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, flash, redirect
from flask.typing import ResponseReturnValue

from inbox import shop as shops
from inbox.automation.facts import Limits
from inbox.automation.limits import read_limits, set_limits
from inbox.shop import BadShop, Conduct, conduct_of, the_shop
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World


@dataclass(frozen=True, slots=True)
class _Limit:
    """`name` as in the README of the rules; `unit` says how many of its minutes one unit is."""

    name: str
    kind: str = "number"
    unit: int = 1


LIMITS: Final = (
    _Limit("replies_to_sender"),
    _Limit("replies_counted_over_minutes", unit=60),
    _Limit("same_reply_every_minutes", unit=60),
    _Limit("agent_active_minutes"),
    _Limit("stale_after_minutes"),
    _Limit("quiet_from", "time"),
    _Limit("quiet_until", "time"),
)


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        with world.database.reading() as session:
            shop = the_shop(session)
        return _form(shell, {**_conduct(conduct_of(shop)), **_limits(read_limits(shop.limits))})

    @area.post("")
    def save() -> ResponseReturnValue:
        by, now = visitor().agent_id, world.clock()
        written = _sent()
        try:
            wanted, limits = _read(written)
            with world.database.transaction() as session:
                shops.behave(session, wanted, by=by, now=now)
                others = json.loads(the_shop(session).limits)
                set_limits(session, {**others, **limits}, by=by, now=now)
        except BadShop as error:
            return _form(shell, written, problems={error.field: error.code}, status=422)
        except ValueError:
            return _form(shell, written, problems={"stale_after_minutes": "NO_NUMBER"}, status=422)
        flash("settings.saved")
        return redirect(back_to("automation.page"), 303)


def _form(
    shell: Shell,
    written: Mapping[str, str],
    *,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    ours = _limits(Limits())
    return shell.show(
        "automation.html",
        "automation",
        status=status,
        typed=written,
        problems=problems or {},
        limits=LIMITS,
        ours=ours,
    )


def _conduct(one: Conduct) -> dict[str, str]:
    return {
        "acknowledge": "yes" if one.acknowledge else "",
        "consent_required": "yes" if one.consent_required else "",
        "consent_lapses_after": str(one.consent_lapses_after),
        "undo_seconds": str(one.undo_seconds),
    }


def _limits(limits: Limits) -> dict[str, str]:
    shown = {}
    for one in LIMITS:
        value = getattr(limits, one.name.removesuffix("_minutes"))
        if one.kind == "time":
            shown[one.name] = f"{value:%H:%M}"
        elif one.name.endswith("_minutes"):
            shown[one.name] = f"{value.total_seconds() / 60 / one.unit:g}"
        else:
            shown[one.name] = str(value)
    return shown


def _sent() -> dict[str, str]:
    numbers = ("consent_lapses_after", "undo_seconds", *(one.name for one in LIMITS))
    switches = ("acknowledge", "consent_required")
    return {
        **{name: typed.line(name, most=8) for name in numbers},
        **{name: "yes" if typed.flag(name) else "" for name in switches},
    }


def _read(written: Mapping[str, str]) -> tuple[Conduct, dict[str, object]]:
    """Raises `BadShop`."""
    wanted = Conduct(
        acknowledge=bool(written["acknowledge"]),
        consent_required=bool(written["consent_required"]),
        consent_lapses_after=_number(written, "consent_lapses_after"),
        undo_seconds=_number(written, "undo_seconds"),
    )
    limits: dict[str, object] = {
        one.name: written[one.name] if one.kind == "time" else _number(written, one.name) * one.unit
        for one in LIMITS
    }
    return wanted, limits


def _number(written: Mapping[str, str], name: str) -> int:
    """Raises `BadShop`."""
    if not (written[name].isascii() and written[name].isdigit() and len(written[name]) < 6):
        raise BadShop("NO_NUMBER", name)
    return int(written[name])
