"""Settings: everything that is set rarely, in one shell, each area for who may see it."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, jsonify, request

from inbox.web import visitor
from inbox.web.page import Pages
from inbox.web.settings import (
    account,
    accounts,
    agents,
    answers,
    audit,
    authorise,
    automation,
    consents,
    dead_letters,
    decisions,
    endpoints,
    hours,
    hours_profile,
    keywords,
    labels,
    operations,
    saved_replies,
    shop,
    simulator,
    teams,
    texts,
    tokens,
)
from inbox.web.settings.areas import GROUPS, groups_for
from inbox.web.settings.regions import subdivisions_in
from inbox.web.settings.shell import Shell
from inbox.world import World

_PAGES: Final = {
    "shop": (shop,),
    "hours": (hours, hours_profile),
    "accounts": (accounts, account, authorise),
    "saved_replies": (saved_replies,),
    "labels": (labels,),
    "automation": (automation,),
    "texts": (texts,),
    "answers": (answers,),
    "keywords": (keywords,),
    "simulator": (simulator,),
    "agents": (agents,),
    "teams": (teams,),
    "decisions": (decisions,),
    "consents": (consents,),
    "tokens": (tokens,),
    "endpoints": (endpoints,),
    "audit": (audit,),
    "operations": (operations,),
    "dead_letters": (dead_letters,),
}


def blueprint(world: World, pages: Pages) -> Blueprint:
    settings = Blueprint("settings", __name__, url_prefix="/settings")
    shell = Shell(world, pages)

    @settings.get("")
    def home() -> Response:
        """Every area that the visitor may see, in a sentence each."""
        return shell.show("home.html", "") if groups_for(visitor.visitor()) else abort(403)

    @settings.get("/regions")
    def regions() -> Response:
        """For the module that lets a list of regions follow the country."""
        none = ("", shell.setting().words("shop.subdivision.none"))
        return jsonify([none, *subdivisions_in(request.args.get("country", "")[:2])])

    for area in (area for group in GROUPS for area in group.areas):
        within = Blueprint(area.name, __name__, url_prefix=area.path)
        for module in _PAGES[area.name]:
            module.add_pages(within, world, shell)
        visitor.only_for(within, visitor.who(area.may))
        settings.register_blueprint(within)
    return settings
