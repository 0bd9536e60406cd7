"""The words that are commands: ours to look up, the shop's own to add."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from inbox.consent import shop_words
from inbox.consent.keywords import Command, phrases_of
from inbox.consent.shop_words import ADDABLE, BadWord, ShopWord, all_words
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        return _page(world, shell)

    @area.post("")
    def add() -> ResponseReturnValue:
        phrase = typed.line("phrase", most=shop_words.LONGEST)
        command = Command(typed.choice("command", ADDABLE, Command.STOP))
        try:
            with world.database.transaction() as session:
                by, now = visitor().agent_id, world.clock()
                shop_words.add(session, phrase, command, by=by, now=now)
        except BadWord as error:
            known = {"phrase": phrase, "command": str(command)}
            return _page(world, shell, typed=known, problem=error, status=422)
        flash("settings.saved")
        return redirect(back_to("keywords.page"), 303)

    @area.post("/remove")
    def remove() -> ResponseReturnValue:
        with world.database.transaction() as session:
            row = session.get(ShopWord, request.form.get("phrase", "")[:200]) or abort(404)
            shop_words.remove(session, row, by=visitor().agent_id, now=world.clock())
        flash("settings.removed")
        return redirect(back_to("keywords.page"), 303)


def _page(
    world: World,
    shell: Shell,
    *,
    typed: Mapping[str, str] | None = None,
    problem: BadWord | None = None,
    status: int = 200,
) -> Response:
    setting = shell.setting()
    with world.database.reading() as session:
        rows = all_words(session)
    return shell.show(
        "keywords.html",
        "keywords",
        setting=setting,
        status=status,
        own=rows,
        ours={command: phrases_of(command) for command in Command},
        typed=typed or {},
        problems={"phrase": f"WORD_{problem.code}"} if problem else {},
        means=problem.means if problem else None,
        commands=[(one.value, setting.words(f"command.{one}")) for one in ADDABLE],
    )
