"""The simulator: what would a customer get at this moment if they wrote this? Nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from flask import Blueprint, Response, abort, request

from inbox.accounts.account import Account, all_accounts
from inbox.automation.simulate import Simulated, Supposed, simulate
from inbox.consent.purpose import Purpose, Standing
from inbox.hours.spoken import speak
from inbox.hours.zones import open_zone
from inbox.registry import UnknownKind
from inbox.shop import the_shop
from inbox.web.page import Setting
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell
from inbox.world import World

# What somebody may have said about a purpose; a soft opt-in is a switch of its own.
STANDINGS: Final = tuple(one for one in Standing if one is not Standing.NOTED)
ASKED: Final = (Purpose.MARKETING, Purpose.CHANNEL)
_SWITCHES: Final = ("again", "notice_seen", "agent_wrote", "bot_off", "blocked", "soft_opt_in")
_CHOICES: Final = ("marketing", "automation", "channel", "asked", "language", "account_id")
_A_MOMENT_AGO: Final = timedelta(minutes=1)


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        return _show(world, shell, {"at": "", "text": "", "subject": ""}, None)

    @area.post("")
    def ask() -> Response:
        setting = shell.setting()
        written = _sent()
        with world.database.reading() as session:
            account = session.get(Account, written["account_id"]) or abort(404)
            try:
                supposed = _supposed(written, setting)
                channel = world.accounts.channel(account.id)
                found = simulate(session, channel, account, supposed)
            except UnknownKind:
                abort(409)
            except ValueError:
                abort(400)
        return _show(world, shell, written, found)


def _sent() -> dict[str, str]:
    return {
        "text": typed.text("text", most=4_000),
        "subject": typed.line("subject", most=200),
        "at": request.form.get("at", "")[:16],
        **{name: request.form.get(name, "")[:60] for name in _CHOICES},
        **{name: "yes" if typed.flag(name) else "" for name in _SWITCHES},
    }


def _supposed(written: Mapping[str, str], setting: Setting) -> Supposed:
    """Raises ValueError for what no form of ours sends."""
    at = _moment(written["at"], setting)
    return Supposed(
        text=written["text"],
        subject=written["subject"],
        at=at,
        language=written["language"] or None,
        marketing=Standing(written["marketing"] or Standing.UNKNOWN),
        automation=Standing(written["automation"] or Standing.UNKNOWN),
        channel=Standing(written["channel"] or Standing.UNKNOWN),
        soft_opt_in=bool(written["soft_opt_in"]),
        asked=Purpose(written["asked"]) if written["asked"] else None,
        notice_seen=bool(written["notice_seen"]),
        first=not written["again"],
        bot_off=bool(written["bot_off"]),
        blocked=bool(written["blocked"]),
        agent_wrote_at=at - _A_MOMENT_AGO if written["agent_wrote"] else None,
    )


def _moment(written: str, setting: Setting) -> datetime:
    """As typed, on the shop's clock; otherwise now."""
    try:
        moment = datetime.fromisoformat(written).replace(tzinfo=open_zone(setting.moments.zone))
    except ValueError:
        return setting.moments.now
    return moment if 1970 < moment.year < 2190 else setting.moments.now


def _show(
    world: World, shell: Shell, written: Mapping[str, str], found: Simulated | None
) -> Response:
    setting = shell.setting()
    words = setting.words
    with world.database.reading() as session:
        accounts = all_accounts(session)
        spoken = the_shop(session).languages.split(",")
    return shell.show(
        "simulator.html",
        "simulator",
        setting=setting,
        typed=written,
        accounts=[(one.id, one.label) for one in accounts if one.kind in world.registry.kinds],
        languages=[
            ("", words("simulator.language.any")),
            *((one, words(f"language.{one}")) for one in spoken),
        ],
        standings=[(one.value, words(f"standing.{one}")) for one in STANDINGS],
        asked=[
            ("", words("simulator.asked.nothing")),
            *((one.value, words(f"purpose.{one}")) for one in ASKED),
        ],
        found=found,
        changes=_changes(found, setting) if found else None,
    )


def _changes(found: Simulated, setting: Setting) -> str | None:
    at: Any = found.facts.now
    zone, language = setting.moments.zone, setting.words.language
    return speak(found.changes_at, now=at, zone=zone, language=language)
