"""The shop: name, place, how it speaks, what the law asks for, and the switch for the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from flask import Blueprint, Response, flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox import shop as shops
from inbox.accounts import manage
from inbox.hours.holidays import subdivisions
from inbox.hours.zones import open_zone
from inbox.shop import LANGUAGES, BadShop, Particulars, particulars_of, the_shop
from inbox.web.page import Setting
from inbox.web.settings import typed
from inbox.web.settings.regions import countries_in, subdivisions_in
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        with world.database.reading() as session:
            known = the_shop(session)
        return _form(shell, _written(particulars_of(known)), known.privacy_version)

    @area.post("")
    def save() -> ResponseReturnValue:
        wanted = _read()
        try:
            with world.database.transaction() as session:
                _save(session, wanted, world)
        except BadShop as error:
            with world.database.reading() as session:
                version = the_shop(session).privacy_version
            problems = {error.field: error.code}
            return _form(shell, _written(wanted), version, problems=problems, status=422)
        flash("settings.saved")
        return redirect(back_to("shop.page"), 303)

    @area.post("/silence")
    def silence() -> ResponseReturnValue:
        with world.database.transaction() as session:
            shops.silence(session, by=visitor().agent_id, now=world.clock())
        flash("shop.silenced")
        return redirect(back_to("shop.page"), 303)

    @area.post("/let-speak")
    def let_speak() -> ResponseReturnValue:
        with world.database.transaction() as session:
            shops.let_speak(session, by=visitor().agent_id, now=world.clock())
        flash("shop.speaks")
        return redirect(back_to("shop.page"), 303)


def _form(
    shell: Shell,
    written: Mapping[str, str],
    privacy_version: str,
    *,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    setting = shell.setting()
    return shell.show(
        "shop.html",
        "shop",
        setting=setting,
        status=status,
        typed={**written, "privacy_version": privacy_version},
        problems=problems or {},
        countries=countries_in(setting.words.language),
        subdivisions=_regions(setting, written["country"]),
        languages=[(one, setting.words(f"language.{one}")) for one in LANGUAGES],
    )


def _regions(setting: Setting, country: str) -> list[tuple[str, str]]:
    return [("", setting.words("shop.subdivision.none")), *subdivisions_in(country)]


def _read() -> Particulars:
    first = typed.choice("first_language", LANGUAGES, LANGUAGES[0])
    others = [one for one in LANGUAGES if one != first] if typed.flag("both_languages") else []
    return Particulars(
        name=typed.line("name", most=shops.LONGEST_NAME),
        zone=typed.line("zone", most=60),
        country=typed.line("country", most=2),
        subdivision=typed.line("subdivision", most=20),
        languages=",".join([first, *others]),
        formal=typed.flag("formal"),
        privacy_url=typed.line("privacy_url"),
        imprint_url=typed.line("imprint_url"),
        contact=typed.line("contact", most=2 * shops.LONGEST_NAME),
        mail_footer=typed.text("mail_footer", most=shops.LONGEST_FOOTER),
    )


def _written(one: Particulars) -> dict[str, str]:
    """As the form shows it."""
    languages = one.languages.split(",")
    return {
        **{name: str(value) for name, value in asdict(one).items()},
        "formal": "yes" if one.formal else "",
        "first_language": languages[0],
        "both_languages": "yes" if len(languages) > 1 else "",
    }


def _save(session: Session, wanted: Particulars, world: World) -> None:
    """Raises `BadShop`."""
    wanted = _known_place(wanted)
    if not wanted.privacy_url and manage.needs_privacy_address(session):
        raise BadShop("NEEDED_BY_ACCOUNTS", "privacy_url")
    by, now = visitor().agent_id, world.clock()
    shops.describe(session, wanted, by=by, now=now)
    if typed.flag("renew_notice"):
        shops.renew_notice(session, by=by, now=now)


def _known_place(wanted: Particulars) -> Particulars:
    """A region of another country is dropped: the list of regions follows the country."""
    try:
        open_zone(wanted.zone)
    except ValueError:
        raise BadShop("NO_ZONE", "zone") from None
    try:
        regions = subdivisions(wanted.country)
    except ValueError:
        raise BadShop("UNKNOWN", "country") from None
    return wanted if wanted.subdivision in regions else replace(wanted, subdivision="")
